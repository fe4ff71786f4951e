package websocket

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gorilla/websocket"

	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

func TestBatchesBothWays(t *testing.T) {
	for _, format := range allFormats {
		for _, secure := range []bool{false, true} {
			t.Run(fmt.Sprint(format, secure), func(t *testing.T) {
				s := newServer(t, Options{}, secure)
				client := s.dial(t, DialOptions{Formats: []wamp.Format{format}, Batched: true})
				srv := s.accept(t)
				if got, want := srv.Info().Subprotocol, "wamp.2."+format.String()+".batched"; got != want {
					t.Errorf("subprotocol %q, want %q", got, want)
				}
				testBatches(t, client, srv)
				testBatches(t, srv, client)
			})
		}
	}
}

func testBatches(t *testing.T, from, to transport.Conn) {
	sizes := []int{0, 3, 20_000, 7, 100, 1000, 70_000, 5, 5, 5}
	flushed := make(chan error, 1)
	for i, n := range sizes {
		f := frame(t, from.Format(), wamp.ID(i+1), n)
		from.Append(f)
		f.Release()
	}
	go func() { flushed <- from.Flush() }()
	var buf transport.Buffer
	defer buf.Free()
	for i, n := range sizes {
		f := frame(t, from.Format(), wamp.ID(i+1), n)
		if err := to.Read(&buf); err != nil || !bytes.Equal(buf.Bytes(), f.Payload()) {
			t.Fatalf("message %d of %d bytes arrived as %.80q, error %v", i, f.Size(), buf.Bytes(), err)
		}
		f.Release()
	}
	if err := <-flushed; err != nil || from.Queued() != 0 {
		t.Errorf("flush: %v; %d bytes wait", err, from.Queued())
	}
}

// What waits together is one WebSocket message, and pings are not within it.
func TestWaitingMessagesAreOneBatch(t *testing.T) {
	s := newServer(t, Options{}, false)
	d := websocket.Dialer{Subprotocols: []string{"wamp.2.json.batched"}}
	client, _, err := d.Dial(s.url, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	srv := s.accept(t)
	var want []string
	for i := range 4 {
		f := frame(t, wamp.JSON, wamp.ID(i+1), 10)
		want = append(want, string(f.Payload())+"\x1e")
		if srv.Append(f) < 0 {
			t.Fatal("the connection takes nothing")
		}
		f.Release()
		if i == 2 {
			srv.(*conn).ws.WriteControl(websocket.PingMessage, nil, time.Time{})
		}
	}
	if err := srv.Flush(); err != nil || srv.Queued() != 0 {
		t.Fatal(err, srv.Queued())
	}
	var got []string
	for range 2 {
		_, batch, err := client.ReadMessage()
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, string(batch))
	}
	if diff := cmp.Diff([]string{strings.Join(want[:3], ""), want[3]}, got); diff != "" {
		t.Errorf("batches (-want +got):\n%s", diff)
	}
}

func TestBatchesThatAreNone(t *testing.T) {
	for _, test := range []struct {
		format wamp.Format
		data   string
	}{
		{wamp.JSON, ""},
		{wamp.JSON, "[1]"},
		{wamp.JSON, "[1]\x1e[2]"},
		{wamp.MessagePack, ""},
		{wamp.MessagePack, "\x00\x00\x00"},
		{wamp.MessagePack, "\x00\x00\x00\x02x"},
		{wamp.CBOR, "\x00\x00\x00\x01x\xff\xff\xff\xff"},
	} {
		s := newServer(t, Options{}, false)
		d := websocket.Dialer{Subprotocols: []string{transport.Protocol{Format: test.format, Batched: true}.String()}}
		client, _, err := d.Dial(s.url, nil)
		if err != nil {
			t.Fatal(err)
		}
		srv := s.accept(t)
		client.WriteMessage(messageKind(test.format), []byte(test.data))
		var closed *transport.CloseError
		if err := drain(srv); !errors.As(err, &closed) || closed.Code != transport.CloseProtocolError {
			t.Errorf("%q was read with %v", test.data, err)
		}
		if _, _, err := client.ReadMessage(); !websocket.IsCloseError(err, websocket.CloseProtocolError) {
			t.Errorf("%q: the client is told %v", test.data, err)
		}
		client.Close()
	}
}

// Messages of batches that were not written are counted.
func TestDiscardOfBatches(t *testing.T) {
	s := newServer(t, Options{}, false)
	client := s.dial(t, DialOptions{Batched: true, Formats: []wamp.Format{wamp.JSON}})
	srv := s.accept(t)
	for i := range 10 {
		f := frame(t, wamp.JSON, wamp.ID(i+1), 1000)
		srv.Append(f)
		f.Release()
	}
	if got := srv.Discard(); got != 10 || srv.Queued() != 0 {
		t.Errorf("%d messages were dropped, %d bytes wait", got, srv.Queued())
	}
	go drain(srv)
	go srv.Close(transport.CloseNormal, "")
	if err := drain(client); err != io.EOF {
		t.Errorf("read %v", err)
	}
}

// A batch that passes the check is the concatenation of what cut finds.
func FuzzBatch(f *testing.F) {
	f.Add(uint8(0), []byte("[1]\x1e[2]\x1e"))
	f.Add(uint8(1), []byte("\x00\x00\x00\x01x\x00\x00\x00\x00"))
	f.Add(uint8(2), []byte("\xff\xff\xff\xffx"))
	f.Fuzz(func(t *testing.T, kind uint8, data []byte) {
		format := allFormats[int(kind)%len(allFormats)]
		b := &batch{format: format}
		defer b.free()
		var buf transport.Buffer
		defer buf.Free()
		buf.Append(data)
		if err := b.split(&buf); err != nil {
			return
		}
		total := 0
		for more := true; more; {
			total += buf.Len() + 4
			if format == wamp.JSON {
				total += 1 - 4
			}
			buf.Free()
			more = b.next(&buf)
		}
		if total != len(data) {
			t.Errorf("%d bytes of %d are in messages", total, len(data))
		}
	})
}
