package dealer

import (
	"sync"

	"github.com/wampgen/wampgen/router/tally"
	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// CallQueue bounds how many calls of the procedures of a pattern may wait at once for
// callees that have as many invocations as they have registered for.
type CallQueue struct {
	Pattern urimatch.Pattern
	Limit   int
}

// allowance is how many calls may wait.
type allowance struct {
	limit int
	share int // of one session

	mu        sync.Mutex
	waiting   int
	bySession map[wamp.ID]int // of those who have calls that wait
}

// allowances are those of a realm.
type allowances struct {
	byPattern *urimatch.Index[*allowance]
	rest      allowance // of all other procedures together
}

// newAllowances returns the allowances of queues, and of the rest with the share of one
// session in it. A queue for procedures that were chosen one session may fill.
func newAllowances(queues []CallQueue, rest, share int) *allowances {
	a := &allowances{byPattern: urimatch.NewIndex[*allowance](), rest: allowance{limit: rest, share: share}}
	for _, q := range queues {
		a.byPattern.Set(q.Pattern, &allowance{limit: q.Limit, share: q.Limit})
	}
	return a
}

// take returns the allowance that a call of the procedure was taken from, or nil and the
// limit that has acted.
func (a *allowances) take(procedure wamp.URI, caller wamp.ID) (*allowance, tally.Limit) {
	from, own := a.byPattern.Best(procedure)
	if !own {
		from = &a.rest
	}
	from.mu.Lock()
	defer from.mu.Unlock()
	switch {
	case own && from.waiting >= from.limit:
		return nil, tally.CallQueue
	case from.waiting >= from.limit:
		return nil, tally.QueuedCalls
	case from.bySession[caller] >= from.share:
		return nil, tally.QueuedCallsPerSession
	}
	if from.bySession == nil {
		from.bySession = make(map[wamp.ID]int)
	}
	from.waiting++
	from.bySession[caller]++
	return from, 0
}

// give says that a call of the caller waits no longer.
func (a *allowance) give(caller wamp.ID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.waiting--
	if a.bySession[caller]--; a.bySession[caller] == 0 {
		delete(a.bySession, caller)
	}
}
