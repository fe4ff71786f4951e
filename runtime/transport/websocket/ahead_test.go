package websocket

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// What comes together with messages that are in order is told in its turn.
func TestFaultBehindMessages(t *testing.T) {
	for name, test := range map[string]struct {
		last string
		code transport.CloseCode
	}{
		"no text":     {masked(fin|text, "[\"\xff\"]"), transport.CloseInvalidPayload},
		"binary":      {masked(fin|bin, "[1]"), transport.CloseUnsupportedData},
		"too big":     {masked(fin|text, strings.Repeat("x", 2000)), transport.CloseTooBig},
		"no protocol": {masked(0x83, "[1]"), transport.CloseProtocolError},
	} {
		t.Run(name, func(t *testing.T) {
			s := newServer(t, Options{}, false)
			client := s.dialRaw(t, wamp.JSON)
			srv := s.accept(t)
			srv.SetMessageSize(1000)
			want := []string{"[1]", "[\"\u00e4\"]", "[2]"}
			var send strings.Builder
			for _, m := range want {
				send.WriteString(masked(fin|text, m))
			}
			if _, err := io.WriteString(client, send.String()+test.last+masked(fin|text, "[3]")); err != nil {
				t.Fatal(err)
			}
			var buf transport.Buffer
			defer buf.Free()
			for _, m := range want {
				if err := srv.Read(&buf); err != nil || string(buf.Bytes()) != m {
					t.Fatalf("%q, %v, want %q", buf.Bytes(), err, m)
				}
			}
			var closed *transport.CloseError
			if err := srv.Read(&buf); !errors.As(err, &closed) || closed.Code != test.code {
				t.Errorf("error %v, want code %d", err, test.code)
			}
		})
	}
}

// Who looks at a message while the connection is closed sees it to the end, and none of
// those behind it.
func TestCloseBesideMessage(t *testing.T) {
	s := newServer(t, Options{}, false)
	for range 20 {
		client := s.dialRaw(t, wamp.JSON)
		srv := s.accept(t)
		message := `["` + strings.Repeat("x", 500) + `"]`
		if _, err := io.WriteString(client, strings.Repeat(masked(fin|text, message), 50)+masked(fin|opClose, "\x03\xe8")); err != nil {
			t.Fatal(err)
		}
		var buf transport.Buffer
		if err := srv.Read(&buf); err != nil {
			t.Fatal(err)
		}
		closed := make(chan struct{})
		go func() {
			defer close(closed)
			srv.Close(transport.CloseNormal, "")
		}()
		for open := true; open; {
			select {
			case <-closed:
				open = false
			default:
			}
			if string(buf.Bytes()) != message {
				t.Fatalf("the message has become %q", buf.Bytes())
			}
		}
		for range 100 { // memory that was given back too early is somebody else's
			var other transport.Buffer
			for i := range other.Extend(64 << 10) {
				other.Bytes()[i] = 'y'
			}
			defer other.Free()
		}
		if string(buf.Bytes()) != message {
			t.Fatalf("the message has become %q", buf.Bytes())
		}
		if err := srv.Read(&buf); err == nil {
			t.Errorf("read %q after Close", buf.Bytes())
		}
		buf.Free()
		client.Close()
	}
}

// What is encoded where it waits is what a frame of it is, and waits as long.
func TestAppendMessage(t *testing.T) {
	for _, format := range []wamp.Format{wamp.JSON, wamp.CBOR} {
		srv, client := pair(t, format, Options{})
		var want []string
		for _, n := range []int{1, 100, 200, 15_000, 17_000, 70_000} {
			for _, m := range []wamp.Message{
				&wamp.Result{Request: 7, Payload: wamp.Payload{Format: wamp.JSON, Args: []byte(`["` + strings.Repeat("x", n) + `"]`)}},
				&wamp.Registered{Request: 1, Registration: 2},
			} {
				f, err := transport.NewFrame(format, m)
				if err != nil {
					t.Fatal(err)
				}
				encoder := srv.(transport.Encoder)
				before := srv.Queued()
				if size, queued, err := encoder.AppendMessage(m, f.Size()-1); size != f.Size() || queued != before || err != nil {
					t.Errorf("too large: %d bytes, %d wait, error %v", size, queued, err)
				}
				size, queued, err := encoder.AppendMessage(m, f.Size())
				if size != f.Size() || queued != before+len(f.WebSocket()) || queued != srv.Queued() || err != nil {
					t.Errorf("%d bytes, %d wait and %d before, error %v", size, queued, before, err)
				}
				want = append(want, string(f.Payload()))
				f.Release()
			}
		}
		if err := srv.Flush(); err != nil || srv.Queued() != 0 {
			t.Fatalf("%d wait, error %v", srv.Queued(), err)
		}
		var buf transport.Buffer
		for _, m := range want {
			if err := client.Read(&buf); err != nil || string(buf.Bytes()) != m {
				t.Fatalf("%.50q, %v, want %.50q", buf.Bytes(), err, m)
			}
		}
		buf.Free()
		if err := srv.Close(transport.CloseNormal, ""); err != nil {
			t.Error(err)
		}
		if _, queued, err := srv.(transport.Encoder).AppendMessage(&wamp.Registered{Request: 1, Registration: 2}, 100); queued >= 0 || err != nil {
			t.Errorf("after Close %d bytes wait, error %v", queued, err)
		}
	}
}

func FuzzUnmask(f *testing.F) {
	f.Add([]byte("abcdefghijklmnopq"), uint32(0x01020304))
	f.Add([]byte("\u00e4"), uint32(0x80))
	f.Fuzz(func(t *testing.T, p []byte, key uint32) {
		want := make([]byte, len(p))
		plain := true
		for i := range p {
			want[i] = p[i] ^ byte(key>>(8*(i%4)))
			plain = plain && want[i] < 0x80
		}
		ascii := unmask(p, key)
		if string(p) != string(want) || ascii != (plain && len(p) < 2*maskPattern) {
			t.Errorf("%x, ASCII %t, want %x, %t", p, ascii, want, plain)
		}
	})
}
