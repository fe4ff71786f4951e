package realm

import (
	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/urimatch"
)

// SetPolicy replaces the permissions: they hold for the next message. A
// subscription that was allowed and is no longer is revoked (section "Subscription
// Revocation"); what else sessions have by then they keep. An authorizer counts as
// allowing: it is not asked again.
func (r *Realm) SetPolicy(p *authz.Policy) {
	old := r.policy.Swap(p)
	for _, m := range r.list() {
		m.broker.Revoke(func(topic urimatch.Pattern) bool {
			may := func(p *authz.Policy) bool {
				d := p.Authorize(m.role, authz.Subscribe, topic.URI, topic.Match)
				return d.Allowed || d.Authorizer != ""
			}
			return may(p) || !may(old)
		}, "no longer authorized", nil)
	}
}
