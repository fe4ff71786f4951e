package rawsocket

import (
	"bytes"
	"net"
	"testing"
	"time"

	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/transport/stream"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// spoken is a connection whose peer has said everything in advance.
type spoken struct {
	net.Conn // nil
	bytes.Reader
	written bytes.Buffer
}

func (c *spoken) Read(p []byte) (int, error)       { return c.Reader.Read(p) }
func (c *spoken) Write(p []byte) (int, error)      { return c.written.Write(p) }
func (c *spoken) Close() error                     { return nil }
func (c *spoken) SetDeadline(time.Time) error      { return nil }
func (c *spoken) SetReadDeadline(time.Time) error  { return nil }
func (c *spoken) SetWriteDeadline(time.Time) error { return nil }

// Whatever a peer sends: reading ends, no message is above the limit, the handshake
// is answered once, and each PING with one PONG.
func FuzzAccept(f *testing.F) {
	for _, seed := range []string{
		"\x7f\xf1\x00\x00\x00\x00\x00\x03[1]",
		"\x7f\xf2\x00\x00\x01\x00\x00\x02ab\x02\x00\x00\x01c\x00\x00\x00\x00",
		"\x7f\x01\x00\x00\x08\x00\x00\x00",
		"\x7f\xf4\x00\x00", "\x7f\xf3\x01\x00", "\x7f\xf0\x00\x00", "GET / HTTP/1.1\r\n",
		"\x7f\xf3\x00\x00\xff\xff\xff\xff",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		const limit = 2048
		peer := &spoken{Reader: *bytes.NewReader(data)}
		opts := Options{Limits: transport.Limits{MessageSize: limit, PingInterval: -1}}.withDefaults()
		c, err := accept(peer, &opts)
		if err != nil {
			if n := peer.written.Len(); n != 0 && n != 4 {
				t.Fatalf("reply of %d bytes", n)
			}
			return
		}
		var buf transport.Buffer
		messages := 0
		for err = c.Read(&buf); err == nil; err = c.Read(&buf) {
			messages++
			if buf.Len() > limit {
				t.Fatalf("message of %d bytes", buf.Len())
			}
		}
		buf.Free()
		if err := c.Flush(); err != nil {
			t.Fatal(err)
		}
		checkEcho(t, data[4:], peer.written.Bytes()[4:], messages)
		c.(*conn).stream.Free()
	})
}

// checkEcho reads what was sent as a peer would.
func checkEcho(t *testing.T, sent, got []byte, messages int) {
	for len(sent) >= prefixLength {
		head := prefix(sent[:prefixLength])
		n, fault := head.length()
		if sent = sent[prefixLength:]; fault != "" || n > len(sent) {
			break
		}
		switch head.kind() {
		case message:
			messages--
		case ping:
			want := control(pong, sent[:n])
			if !bytes.HasPrefix(got, want) {
				if len(got) == 0 {
					return // reading has ended before
				}
				t.Fatalf("PING was answered by %.40x, want %.40x", got, want)
			}
			got = got[len(want):]
		}
		sent = sent[n:]
	}
	if len(got) > 0 || messages > 0 {
		t.Fatalf("%d bytes and %d messages too many", len(got), messages)
	}
}

// What is gathered is counted and read back whole, wherever writing stopped.
func FuzzWhole(f *testing.F) {
	f.Add(uint8(3), 10)
	f.Fuzz(func(t *testing.T, n uint8, written int) {
		var buf transport.Buffer
		defer buf.Free()
		want := 0
		for i := range int(n) {
			if i%3 == 2 {
				buf.Append(control(ping, make([]byte, i)))
				continue
			}
			frame := frame(t, wamp.JSON, i)
			framing{}.Gather(&buf, frame)
			frame.Release()
			if buf.Len() <= written {
				want++
			}
		}
		if written = min(written, buf.Len()); written < 0 {
			return
		}
		if got := (framing{}).Whole(buf.Bytes(), written); got != want {
			t.Errorf("%d messages are whole, want %d", got, want)
		}
	})
}

var _ stream.Framing = framing{}
