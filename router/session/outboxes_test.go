package session

import (
	"math"
	"runtime/debug"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// What waits for all together is bounded: of three subscribers that stopped reading
// as many go as have to, the one that reads loses nothing, and every event is
// accounted for. The publisher waits for the one that reads: however late that one gets the
// processor, less waits for it, and for less long, than for the others.
func TestOutboxesTogether(t *testing.T) {
	const stuck, events, size = 3, 1200, 10_000
	bound := NewOutboxes(4 << 20)
	r := newRouter(t, func(cfg *Config) {
		cfg.Limits.OutboxBytes = 64 << 20 // no one of them would end the session
		cfg.Limits.OutboxStall = time.Minute
		cfg.Outboxes = bound
	})
	for range stuck {
		r.subscribe(t)
	}
	reader := r.subscribe(t)
	publisher := r.join(t, wamp.JSON)
	publisher.send(&wamp.Register{Request: publisher.request(), Procedure: "a.b"}) // events count from 2
	var reading sync.WaitGroup
	wanted := make(chan struct{}, 1)
	reading.Go(func() {
		defer close(wanted)
		if got := reader.events(events, func(int) { wanted <- struct{}{} }); got != events {
			t.Errorf("the subscriber that reads got %d events of %d", got, events)
		}
	})
	payload := wamp.Payload{Format: wamp.JSON, Args: []byte(`["` + strings.Repeat("x", size) + `"]`)}
	for range events {
		<-wanted
		publisher.send(&wamp.Publish{Request: publisher.request(), Topic: "a.b", Payload: payload})
	}
	reading.Wait()
	var waiting int
	for _, p := range r.realm.peers() {
		waiting += p.(*remote).conn.Queued()
	}
	if most := 4<<20 + (4<<20)/countedEvery + stuck*(countedFrom+size); waiting > most {
		t.Errorf("%d bytes wait, want at most %d", waiting, most)
	}
	if bound.Ended() == 0 || bound.Ended() > stuck {
		t.Errorf("%d sessions were ended", bound.Ended())
	}
	for range bound.Ended() {
		if err := r.serveEnds(t); err == nil || !strings.Contains(err.Error(), "all outboxes together") {
			t.Errorf("a session ended with %v", err)
		}
	}
	bound.mu.Lock()
	defer bound.mu.Unlock()
	if len(bound.large) > stuck+2 {
		t.Errorf("%d outboxes are counted", len(bound.large))
	}
}

// The default leaves the process half of its memory.
func TestOutboxesDefault(t *testing.T) {
	before := debug.SetMemoryLimit(math.MaxInt64)
	defer debug.SetMemoryLimit(before)
	if got := NewOutboxes(0).limit.Load(); got != 1<<30 {
		t.Errorf("without a limit of the process %d, want 1 GiB", got)
	}
	debug.SetMemoryLimit(512 << 20)
	if got := NewOutboxes(0).limit.Load(); got != 256<<20 {
		t.Errorf("of 512 MiB %d, want half", got)
	}
	if got := NewOutboxes(5 << 20).limit.Load(); got != 5<<20 {
		t.Errorf("%d, want what was said", got)
	}
}
