package conformance

import (
	"strings"
	"sync"
	"testing"
)

// A subscriber that reads nothing is closed; the others lose nothing and keep their
// order. The publisher is ahead of them by less than the buffers of their connections
// hold: however late a reader gets the processor, nothing waits for it in the router.
func TestSlowReader(t *testing.T) {
	t.Parallel()
	const events, size = 150, 40_000
	n := ownNode(t, dict{"outbox_bytes": 1 << 20, "outbox_stall": "200ms"})
	topic := uri("topic")
	w := watcher(t, n)
	stuck := n.join(t, asJSON, "realm1", "anonymous", plain)
	stuck.subscribe(topic, dict{})
	publisher := n.join(t, asJSON, "realm1", "anonymous", plain)
	const readers, ahead = 9, 2
	var room [readers]chan struct{} // for events that the reader has not read
	var group sync.WaitGroup
	for i := range readers {
		room[i] = make(chan struct{}, ahead)
		p := n.join(t, serializers[i%3], "realm1", "anonymous", plain)
		subscription := p.subscribe(topic, dict{})
		group.Go(func() {
			defer close(room[i])
			for number := range events {
				message, err := p.read()
				if err != nil || message[0] != int64(EVENT) || message[1] != subscription || message[4].(list)[0] != int64(number) {
					t.Errorf("the subscriber %d gets %.60v (%v) as event %d", i, message, err, number)
					return
				}
				room[i] <- struct{}{}
			}
		})
	}
	fill := strings.Repeat("x", size)
	for number := range events {
		for i := range readers {
			if number >= ahead {
				<-room[i]
			}
		}
		publisher.send(PUBLISH, publisher.next(), dict{}, topic, list{number, fill})
	}
	group.Wait()
	w.wantGone(stuck)
	quiet(publisher)
}

// A caller that does not read its results is closed; its callee, and others, go on.
func TestCallerThatDoesNotRead(t *testing.T) {
	t.Parallel()
	n := ownNode(t, dict{"outbox_bytes": 1 << 20, "outbox_stall": "200ms"})
	procedure := uri("procedure")
	w := watcher(t, n)
	callee, stuck, other := n.join(t, asJSON, "realm1", "anonymous", able()), n.join(t, asJSON, "realm1", "anonymous", plain), n.join(t, asJSON, "realm1", "anonymous", plain)
	callee.register(procedure, dict{})
	for range 900 {
		stuck.call(procedure, dict{})
	}
	fill := strings.Repeat("x", 20_000)
	for i := range 900 {
		message := callee.receive()
		if message[0] == int64(INTERRUPT) {
			break // the caller is gone
		}
		if message[0] != int64(INVOCATION) || message[1] != int64(i+1) {
			t.Fatalf("the callee gets %v", message)
		}
		callee.send(YIELD, i+1, dict{}, list{fill})
	}
	w.wantGone(stuck)
	other.call(procedure, dict{})
	for callee.receive()[0] != int64(INVOCATION) { // what is left are INTERRUPTs
	}
	quiet(other)
}
