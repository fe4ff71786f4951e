package tally

import (
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Everything is counted once, from many goroutines, and what has no name of its own as other.
func TestCounts(t *testing.T) {
	var tally Tally
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 100 {
				tally.Sent(3)
				tally.Sent(0)
				tally.Limited(MaxSize)
				tally.LimitedBy(Subscriptions, 2)
				tally.Refused(wamp.TypePublish, wamp.ErrNotAuthorized)
				tally.Refused(wamp.TypeCall, "com.example.error.mine")
				tally.Refused(wamp.TypeCall, "com.example.error.another")
				tally.Refused(wamp.TypeYield, wamp.ErrNotAuthorized) // no request
			}
		})
	}
	group.Wait()
	want := Counts{
		Events:  2400,
		Limits:  []LimitCount{{Subscriptions, 1600}, {MaxSize, 800}},
		Refused: []RefusalCount{{wamp.TypeCall, "other", 1600}, {wamp.TypePublish, "wamp.error.not_authorized", 800}},
	}
	if diff := cmp.Diff(want, tally.Counts()); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
	seen := map[string]bool{}
	for l := range Limits {
		if name := l.String(); name == "" || seen[name] {
			t.Errorf("the limit %d is called %q", l, name)
		} else {
			seen[name] = true
		}
	}
	for r := range Refusals {
		if name := r.String(); name == "" || seen[name] {
			t.Errorf("the reason %d is called %q", r, name)
		} else {
			seen[name] = true
		}
	}
	var nobody *Door
	nobody.Refuse(Origin)
	var none *Tally
	none.Sent(1)
	none.Limited(MaxSize)
	none.Refused(wamp.TypeCall, wamp.ErrTimeout)
}
