package conformance

import (
	"errors"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
)

// unharmed checks that others can still use the node.
func (n *node) unharmed(t *testing.T) {
	t.Helper()
	for _, s := range serializers {
		p := n.join(t, s, "realm1", "anonymous", plain)
		quiet(p)
		p.leave()
	}
}

// wantCutOff receives the end of the connection, with or without ABORT before.
func (p *peer) wantCutOff() {
	p.t.Helper()
	message, err := p.read()
	if err == nil && message[0] == int64(ABORT) {
		p.wantClosed()
	} else if err == nil {
		p.t.Fatalf("the router has sent %v", message)
	}
}

// wantTooBig receives the end of the connection because of a message that is too big, whose
// close frame says how big it may be.
func (p *peer) wantTooBig(limit string) {
	p.t.Helper()
	message, err := p.read()
	var closed *websocket.CloseError
	if !errors.As(err, &closed) || closed.Code != websocket.CloseMessageTooBig || !strings.Contains(closed.Text, limit) {
		p.t.Errorf("the router has sent %v, and ended the connection by %v: want status 1009 and %q", message, err, limit)
	}
}

// A message larger than allowed ends the connection, with the status "message too
// big" where the peer can still be told.
func TestOversizedMessage(t *testing.T) {
	t.Parallel()
	n := ownNode(t, dict{"message_size_before_login": 2048, "message_size": 10_000})
	t.Run("before login", func(t *testing.T) {
		inEach(t, func(t *testing.T, s serializer) {
			p := n.dial(t, s, "anonymous")
			p.send(HELLO, "realm1", dict{"roles": plain["roles"], "authextra": strings.Repeat("x", 3000)})
			p.wantTooBig("at most 2048")
		})
	})
	t.Run("in the session", func(t *testing.T) {
		inEach(t, func(t *testing.T, s serializer) {
			topic := uri("topic")
			p, other := n.join(t, s, "realm1", "anonymous", plain), n.join(t, s, "realm1", "anonymous", plain)
			subscription := other.subscribe(topic, dict{})
			p.publish(topic, dict{}, list{strings.Repeat("x", 9000)})
			p.send(PUBLISH, p.next(), dict{}, topic, list{strings.Repeat("x", 11_000)})
			p.wantTooBig("at most 10000")
			other.want(EVENT, subscription, id, dict{}, list{strings.Repeat("x", 9000)})
			quiet(other)
		})
	})
	t.Run("in small fragments", func(t *testing.T) {
		inEach(t, func(t *testing.T, s serializer) {
			p := n.join(t, s, "realm1", "anonymous", plain)
			w, err := p.conn.NextWriter(s.frame)
			if err != nil {
				t.Fatal(err)
			}
			for range 1000 {
				if _, err := w.Write(make([]byte, 100)); err != nil {
					break // cut off
				}
			}
			p.wantCutOff()
		})
	})
	t.Cleanup(func() { n.unharmed(t) })
}
