package realm

import (
	"slices"

	"github.com/wampgen/wampgen/router/meta"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// census is the realm as the meta API sees it.
type census struct{ realm *Realm }

var _ meta.Census = census{}

// Census returns what is known of the sessions of the realm, for those who manage the node.
func (r *Realm) Census() meta.Census { return census{r} }

// List returns the sessions for which keep is true.
func (c census) List(keep func(meta.Session) bool) []wamp.ID {
	ids := []wamp.ID{}
	for _, m := range c.realm.list() {
		if keep(describe(m.peer)) {
			ids = append(ids, m.peer.ID())
		}
	}
	slices.Sort(ids)
	return ids
}

// Get returns a session.
func (c census) Get(id wamp.ID) (meta.Session, bool) {
	if m := c.find(id); m != nil {
		return describe(m.peer), true
	}
	return meta.Session{}, false
}

// Kill ends a session: it has left when Kill returns, and is then told GOODBYE.
func (c census) Kill(id wamp.ID, reason wamp.URI, message string, quiet bool) bool {
	m := c.find(id)
	if m == nil {
		return false
	}
	if quiet {
		c.realm.detach(m.peer, nil)
	} else {
		c.realm.Leave(m.peer, nil)
	}
	m.peer.Close(reason, message)
	return true
}

func (c census) find(id wamp.ID) *member {
	c.realm.mu.Lock()
	defer c.realm.mu.Unlock()
	return c.realm.sessions[id]
}
