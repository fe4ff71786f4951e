package dealer

import (
	"slices"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// returnable reports whether the callee may give calls back and others may take them.
func (r *registration) returnable() bool {
	return r.callee.features.reroute && r.claim.Invoke != wamp.InvokeSingle
}

// reroute finds another callee for a call that its callee can not attend to (section
// "Call Re-Routing").
func (d *Dealer) reroute(p *pending, burst *session.Burst) {
	if k := p.giveBack(); k != nil {
		d.dispatch(p, k.call, k.tried, burst)
		return
	}
	p.refuse(wamp.ErrNoAvailableCallee, noneAvailable(p.procedure), burst)
}

// untried reports whether somebody is left to be asked.
func untried(e *Entry, tried []*registration) bool {
	return len(tried) == 0 || slices.ContainsFunc(e.Routes(), func(r Route) bool {
		return r.Claim == nil || !slices.Contains(tried, r.Claim.registration)
	})
}
