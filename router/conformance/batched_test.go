package conformance

import (
	"bytes"
	"encoding/binary"
	"net/http"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// batchedPeer is a client of a batched subprotocol (section "Message Batching").
type batchedPeer struct {
	t *testing.T
	serializer
	conn *websocket.Conn
	rest []byte // of the batch that was received last
}

func batchedDial(t *testing.T, s serializer) *batchedPeer {
	t.Helper()
	dialer := websocket.Dialer{Subprotocols: []string{s.subprotocol() + ".batched"}, HandshakeTimeout: patience}
	conn, response, err := dialer.Dial(shared.urls["anonymous"], http.Header{})
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	t.Cleanup(func() { _ = conn.Close() })
	if got := conn.Subprotocol(); got != s.subprotocol()+".batched" {
		t.Fatalf("the router has chosen the subprotocol %q", got)
	}
	return &batchedPeer{t: t, serializer: s, conn: conn}
}

func batchedJoin(t *testing.T, s serializer) *batchedPeer {
	t.Helper()
	p := batchedDial(t, s)
	p.send(list{HELLO, "realm1", able()})
	p.want(WELCOME, id, anything)
	return p
}

// send sends messages in one batch.
func (p *batchedPeer) send(messages ...list) {
	p.t.Helper()
	var batch []byte
	for _, m := range messages {
		data, err := p.encode(m)
		if err != nil {
			p.t.Fatal(err)
		}
		if p.name == "json" {
			batch = append(append(batch, data...), 0x1e)
		} else {
			batch = append(binary.BigEndian.AppendUint32(batch, uint32(len(data))), data...)
		}
	}
	if err := p.conn.WriteMessage(p.serializer.frame, batch); err != nil {
		p.t.Fatal(err)
	}
}

// want receives one message of the batch that was received last, or of the next.
func (p *batchedPeer) want(elements ...any) {
	p.t.Helper()
	if len(p.rest) == 0 {
		if err := p.conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
			p.t.Fatal(err)
		}
		_, batch, err := p.conn.ReadMessage()
		if err != nil || len(batch) == 0 {
			p.t.Fatalf("receive: batch of %d bytes, error %v", len(batch), err)
		}
		p.rest = batch
	}
	var data []byte
	if p.name == "json" {
		var ended bool
		if data, p.rest, ended = bytes.Cut(p.rest, []byte{0x1e}); !ended {
			p.t.Fatalf("message without a separator: %q", data)
		}
	} else {
		n := binary.BigEndian.Uint32(p.rest)
		data, p.rest = p.rest[4:4+n], p.rest[4+n:]
	}
	v, err := p.decode(data)
	if err != nil {
		p.t.Fatalf("the router has sent %q: %v", data, err)
	}
	if diff := diff(elements, normal(v)); diff != "" {
		p.t.Fatalf("message (-want +got):\n%s", diff)
	}
}

// "Sending a batch of length 0 (no WAMP message) is illegal and a Peer MUST fail the
// transport upon receiving such a transport message", and what is no batch likewise.
func TestIllegalBatches(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		illegal := []string{"", "\x00\x00\x00\x05x", "\x00"}
		if s.name == "json" {
			illegal = []string{"", `[5,{},"x"]`, "[48,1,{},\"x\"]\x1e[48"}
		}
		for _, batch := range illegal {
			p := batchedJoin(t, s)
			if err := p.conn.WriteMessage(p.serializer.frame, []byte(batch)); err != nil {
				t.Fatal(err)
			}
			_ = p.conn.SetReadDeadline(time.Now().Add(patience))
			if _, data, err := p.conn.ReadMessage(); !websocket.IsCloseError(err, websocket.CloseProtocolError) {
				t.Errorf("%q is answered by %q, %v", batch, data, err)
			}
		}
	})
}
