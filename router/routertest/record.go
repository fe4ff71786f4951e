package routertest

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/wampgen/wampgen/runtime"
)

// patience is how long Next waits: as long as nobody takes it for good.
const patience = 10 * time.Second

// Recorder keeps the events of a topic, in order.
type Recorder[E any] struct {
	t testing.TB

	mu     sync.Mutex
	events []E
	next   int           // of events, which Next returns
	came   chan struct{} // closed by the next event
}

// Record subscribes to a topic and keeps its events. on is the generated binding of
// the topic:
//
//	greeted := routertest.Record(router, hello.OnGreeterGreeted)
//
// Where it has more to tell a handler, the parts of the URI say, a Recorder of what
// counts is added to by a handler: see NewRecorder.
func Record[E any](r *Router, on func(func(context.Context, E) error) runtime.Binding) *Recorder[E] {
	r.t.Helper()
	rec := NewRecorder[E](r)
	r.Provide(on(func(_ context.Context, event E) error {
		rec.Add(event)
		return nil
	}))
	return rec
}

// NewRecorder returns a Recorder of what Add is given.
func NewRecorder[E any](r *Router) *Recorder[E] {
	return &Recorder[E]{t: r.t, came: make(chan struct{})}
}

// Add adds an event. It may be called from any goroutine.
func (rec *Recorder[E]) Add(event E) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	rec.events = append(rec.events, event)
	close(rec.came)
	rec.came = make(chan struct{})
}

// Next waits for the event after the one that it returned last, and returns it. The
// test ends if none comes.
func (rec *Recorder[E]) Next() E {
	rec.t.Helper()
	timeout := time.NewTimer(patience)
	defer timeout.Stop()
	for {
		event, ok, came := rec.take()
		if ok {
			return event
		}
		select {
		case <-came:
		case <-timeout.C:
			all := rec.All()
			if len(all) == 0 {
				rec.t.Fatalf("no event came within %s", patience)
			}
			rec.t.Fatalf("no other event came within %s; there were %d, the last is %+v", patience, len(all), all[len(all)-1])
		}
	}
}

func (rec *Recorder[E]) take() (event E, ok bool, came <-chan struct{}) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	if rec.next == len(rec.events) {
		return event, false, rec.came
	}
	event = rec.events[rec.next]
	rec.next++
	return event, true, nil
}

// All returns the events so far.
func (rec *Recorder[E]) All() []E {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	return append([]E{}, rec.events...)
}
