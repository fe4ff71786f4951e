package broker

import (
	"slices"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// audience decides who receives a publication (section "Subscriber Black- and
// Whitelisting"). It is made for one publication and one goroutine.
type audience struct {
	without                           wamp.ID // the publisher, if it is excluded
	filtered                          bool
	exclude, eligible                 list[wamp.ID]
	excludeAuthID, eligibleAuthID     list[string]
	excludeAuthRole, eligibleAuthRole list[string]
}

func audienceOf(p *Publication) (a audience) {
	if p.ExcludePublisher {
		a.without = p.Publisher.Session
	}
	if f := p.Filter; f != nil {
		a.filtered = true
		a.exclude.items, a.eligible.items = f.Exclude, f.Eligible
		a.excludeAuthID.items, a.eligibleAuthID.items = f.ExcludeAuthID, f.EligibleAuthID
		a.excludeAuthRole.items, a.eligibleAuthRole.items = f.ExcludeAuthRole, f.EligibleAuthRole
	}
	return a
}

// admits reports whether the session receives the publication.
func (a *audience) admits(s *Session) bool {
	if s.identity.Session == a.without {
		return false
	}
	if !a.filtered {
		return true
	}
	id := &s.identity
	return a.eligible.admits(id.Session) && a.eligibleAuthID.admits(id.AuthID) && a.eligibleAuthRole.admits(id.AuthRole) &&
		!a.exclude.has(id.Session) && !a.excludeAuthID.has(id.AuthID) && !a.excludeAuthRole.has(id.AuthRole)
}

// list is a list out of a message, which may be long, asked once for each
// subscriber, of whom there may be many. It is searched through at first and
// indexed when that has happened often.
type list[T comparable] struct {
	items    []T // nil: not given
	searches int
	index    map[T]struct{}
}

// searchLimit is how often, and how long, a list is searched through.
const searchLimit = 16

// admits is has for a list of those who are eligible: one not given admits all.
func (l *list[T]) admits(item T) bool { return l.items == nil || l.has(item) }

func (l *list[T]) has(item T) bool {
	if len(l.items) <= searchLimit {
		return slices.Contains(l.items, item)
	}
	if l.searches++; l.searches <= searchLimit {
		return slices.Contains(l.items, item)
	}
	if l.index == nil {
		l.index = make(map[T]struct{}, len(l.items))
		for _, x := range l.items {
			l.index[x] = struct{}{}
		}
	}
	_, ok := l.index[item]
	return ok
}
