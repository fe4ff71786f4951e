package conformance

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
)

// Section "Ordering Guarantees", under load: publishers of all serializations send
// to several topics at once, and call between their events. Subscribers of all
// serializations, a third of them slow, and one that reads nothing, have every event
// of each publisher in its order; so has the callee every call.
func TestOrderUnderLoad(t *testing.T) {
	t.Parallel()
	const publishers, events = 6, 200
	n := ownNode(t, dict{"outbox_bytes": 1 << 20, "outbox_stall": "1s", "pending_calls_per_session": 2 * events})
	topics := []string{"com.myapp.a", "com.myapp.b", "com.myapp.c"}
	fill := strings.Repeat("x", 2000)
	var group sync.WaitGroup

	for i := range 9 {
		p := n.join(t, serializers[i%3], "realm1", "anonymous", able())
		p.subscribe("com.myapp.", dict{"match": "prefix"})
		group.Go(func() {
			next := make([]int64, publishers)
			for received := range publishers * events {
				if i < 3 && received%50 == 0 {
					time.Sleep(10 * time.Millisecond)
				}
				message, err := p.read()
				if fault := follows(message, err, EVENT, next); fault != "" {
					t.Errorf("subscriber %d: %s", i, fault)
					return
				}
			}
		})
	}
	callee := n.join(t, asCBOR, "realm1", "anonymous", able())
	callee.register("com.myapp.procedure", dict{"match": "prefix"})
	group.Go(func() {
		next := make([]int64, publishers)
		for range publishers * events {
			message, err := callee.read()
			if fault := follows(message, err, INVOCATION, next); fault != "" {
				t.Errorf("callee: %s", fault)
				return
			}
			callee.send(YIELD, message[1], dict{}, list{message[4].(list)[1]})
		}
	})
	stuck := n.join(t, asJSON, "realm1", "anonymous", plain)
	stuck.subscribe("com.myapp.a", dict{})

	for i := range publishers {
		p := n.join(t, serializers[i%3], "realm1", "anonymous", able())
		group.Go(func() {
			for number := range events {
				p.send(PUBLISH, p.next(), dict{}, topics[number%len(topics)], list{i, number, fill})
				p.send(CALL, p.next(), dict{}, fmt.Sprintf("com.myapp.procedure%d", number%2), list{i, number})
			}
		})
		group.Go(func() {
			for number := range events {
				message, err := p.read()
				if err != nil || message[0] != int64(RESULT) || message[3].(list)[0] != int64(number) {
					t.Errorf("the caller %d gets %.80v (%v), want the result %d", i, message, err, number)
					return
				}
			}
		})
	}
	group.Wait()
}

// follows checks that a message is the next one of its sender: its arguments begin
// with the sender and the number. next is what is wanted of each sender.
func follows(message list, err error, kind int, next []int64) string {
	if err != nil {
		return err.Error()
	}
	args, _ := message[len(message)-1].(list)
	if message[0] != int64(kind) || len(args) < 2 {
		return fmt.Sprintf("got %.80v", message)
	}
	sender, number := args[0].(int64), args[1].(int64)
	if number != next[sender] {
		return fmt.Sprintf("message %d of sender %d arrives, want %d", number, sender, next[sender])
	}
	next[sender]++
	return ""
}
