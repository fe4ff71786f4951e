package conformance

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// Who does not say HELLO is not kept.
func TestLoginTimeout(t *testing.T) {
	t.Parallel()
	n := ownNode(t, dict{"login_timeout": "50ms", "header_timeout": "50ms"})
	n.dial(t, asJSON, "anonymous").wantCutOff()
	half, r := n.upgraded(t)
	fmt.Fprint(half, "\x81\x85\x01\x02\x03")
	for name, conn := range map[string]io.Reader{"nothing sent": n.tcp(t), "half a message sent": r} {
		if _, err := io.ReadAll(conn); err != nil && strings.Contains(err.Error(), "timeout") {
			t.Errorf("%s: the connection is still open", name)
		}
	}
	p := n.join(t, asJSON, "realm1", "anonymous", plain)
	time.Sleep(100 * time.Millisecond) // the timeout is for the login only
	quiet(p)
}

// A flood of pings costs its sender the connection or is served, and harms nobody.
func TestPingFlood(t *testing.T) {
	t.Parallel()
	p, other := join(t, asJSON), join(t, asJSON)
	var flood sync.WaitGroup
	defer flood.Wait()
	flood.Go(func() {
		for range 20_000 {
			if p.conn.WriteMessage(websocket.PingMessage, make([]byte, 125)) != nil {
				return
			}
		}
		_ = p.conn.WriteMessage(websocket.TextMessage, []byte(`[6,{},"wamp.close.close_realm"]`))
	})
	quiet(other)
	if message, err := p.read(); err == nil && message[0] != int64(GOODBYE) && message[0] != int64(ABORT) {
		t.Errorf("the router has sent %v", message)
	}
	quiet(other)
}

// Who does not answer pings is gone; who does stays, however silent.
func TestPingsUnanswered(t *testing.T) {
	t.Parallel()
	n := ownNode(t, dict{"ping_interval": "300ms", "pings_missed": 2})
	w, dead, silent := watcher(t, n), n.join(t, asJSON, "realm1", "anonymous", plain), n.join(t, asCBOR, "realm1", "anonymous", plain)
	answered := make(chan error, 1)
	go func() {
		_, err := silent.read() // answers pings
		answered <- err
	}()
	w.wantGone(dead) // does not read
	request := w.call("wamp.session.kill", dict{}, list{silent.session})
	w.want(EVENT, id, id, dict{}, list{silent.session, text, text})
	w.want(RESULT, request, dict{})
	if err := <-answered; err != nil {
		t.Errorf("the silent peer gets %v", err)
	}
}

// Many come and go at once: none is forgotten.
func TestManyConnects(t *testing.T) {
	t.Parallel()
	const workers, rounds = 12, 9
	n := ownNode(t, dict{})
	w := n.join(t, asJSON, "realm1", "anonymous", plain)
	joins, leaves := w.subscribe("wamp.session.on_join", dict{}), w.subscribe("wamp.session.on_leave", dict{})
	var group sync.WaitGroup
	for i := range workers {
		group.Go(func() {
			for round := range rounds {
				p := n.join(t, serializers[i%3], "realm1", "anonymous", able())
				p.subscribe(uri("topic"), dict{})
				p.register(uri("procedure"), dict{})
				switch round % 3 {
				case 0:
					p.leave()
				case 1:
					p.drop()
				default:
					p.send(CALL, 1)
				}
			}
		})
	}
	present, total := map[any]bool{}, 0
	for total < workers*rounds || len(present) > 0 {
		event := w.want(EVENT, id, id, dict{}, anything)
		args := event[4].(list)
		switch event[1] {
		case joins:
			present[args[0].(dict)["session"]] = true
			total++
		case leaves:
			if !present[args[0]] {
				t.Fatalf("session %v leaves that has not joined", args[0])
			}
			delete(present, args[0])
		}
	}
	group.Wait()
	request := w.call("wamp.session.count", dict{})
	w.want(RESULT, request, dict{}, list{1})
}
