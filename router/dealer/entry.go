package dealer

import (
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"time"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Registration is what is told of a registration.
type Registration struct {
	ID      wamp.ID
	Pattern urimatch.Pattern
	Invoke  wamp.InvokePolicy
	Created time.Time // when it got its first callee
}

// Entry is a registration with those who answer its calls (section "Shared
// Registration"), and with the calls that wait for one of them.
type Entry struct {
	Registration
	routes atomic.Pointer[[]Route]
	turn   atomic.Uint32 // of the policy roundrobin
	queue  queue
}

// NewEntry returns a registration that nobody answers yet.
func NewEntry(r Registration) *Entry {
	e := &Entry{Registration: r}
	e.SetRoutes(nil)
	return e
}

// Routes returns who answers the calls, in the order of registration. The slice
// never changes.
func (e *Entry) Routes() []Route { return *e.routes.Load() }

// SetRoutes replaces who answers the calls. The slice is the entry's.
func (e *Entry) SetRoutes(routes []Route) { e.routes.Store(&routes) }

// order is the sequence in which callees are asked whether they take a call: the one
// that the policy chooses, then those it would choose if there were not those before.
type order struct {
	policy wamp.InvokePolicy
	first  int
	rest   []int // of the policy random
}

func (e *Entry) order(callees int) order {
	first := 0
	switch e.Invoke {
	case wamp.InvokeRoundRobin:
		first = int((e.turn.Add(1) - 1) % uint32(callees))
	case wamp.InvokeRandom:
		first = rand.IntN(callees)
	}
	return order{policy: e.Invoke, first: first}
}

// at returns the index of the n-th callee.
func (o *order) at(n, callees int) int {
	switch {
	case o.policy == wamp.InvokeLast:
		return callees - 1 - n
	case o.policy == wamp.InvokeRandom && n > 0:
		if o.rest == nil {
			o.rest = slices.DeleteFunc(rand.Perm(callees), func(i int) bool { return i == o.first })
		}
		return o.rest[n-1]
	}
	if n += o.first; n >= callees {
		n -= callees
	}
	return n
}

// try hands the call to the first callee that takes it, or says what hinders the one
// that comes nearest to it. Those that have been tried do not count. It borrows c.
func (d *Dealer) try(e *Entry, p *pending, c *Call, tried []*registration, burst *session.Burst) outcome {
	routes := e.Routes()
	hindrance := nobody
	timeout := c.Timeout // c may be another's as soon as a callee has the call and gives it back
	var o order
	if len(routes) > 1 {
		o = e.order(len(routes))
	}
	for n := range routes {
		route := routes[o.at(n, len(routes))]
		if route.Claim == nil {
			d.elsewhere.invoke(route.Node, p, c, burst)
			return invoked
		}
		r := route.Claim.registration
		if slices.Contains(tried, r) {
			continue
		}
		outcome := r.callee.invoke(r, p, c, burst)
		if outcome == invoked {
			if n > 0 && o.policy == wamp.InvokeRoundRobin {
				e.turn.Add(uint32(n)) // the next call goes to the one after this
			}
			if !r.callee.mindsTimeoutOf(r) {
				p.arm(timeout)
			}
			return invoked
		}
		hindrance = max(hindrance, outcome)
	}
	return hindrance
}
