package realm

import (
	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/urimatch"
)

// SetPolicy replaces the permissions: they hold for the next message. A subscription
// or registration that was allowed and is no longer is revoked (sections "Subscription
// Revocation" and "Registration Revocation"). An authorizer counts as allowing: it is
// not asked again.
func (r *Realm) SetPolicy(p *authz.Policy) {
	old := r.policy.Swap(p)
	r.permits.clear()
	for _, m := range r.list() {
		keeps := func(action authz.Action) func(urimatch.Pattern) bool {
			return func(pattern urimatch.Pattern) bool {
				may := func(p *authz.Policy) bool {
					d := p.Authorize(m.role, action, pattern.URI, pattern.Match)
					return d.Allowed || d.Authorizer != ""
				}
				return may(p) || !may(old)
			}
		}
		m.broker.Revoke(keeps(authz.Subscribe), unauthorized, nil)
		m.dealer.Revoke(keeps(authz.Register), unauthorized, nil)
	}
}

// unauthorized is why subscriptions and registrations are revoked.
const unauthorized = "no longer authorized"
