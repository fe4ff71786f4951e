package dealer

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// IDs makes the IDs that a dealer hands out.
type IDs interface {
	// Registration returns an ID that is the same for the same pattern.
	Registration(urimatch.Pattern) wamp.ID
}

// LocalDirectory is the Directory of a realm on one node.
type LocalDirectory struct {
	ids     IDs
	index   *urimatch.Index[*Entry]
	watcher Watcher // nil: none

	mu   sync.Mutex // held through a change, and while its claimant is told
	byID map[wamp.ID]*Entry
}

var _ Directory = (*LocalDirectory)(nil)

// NewLocalDirectory returns an empty directory.
func NewLocalDirectory(ids IDs) *LocalDirectory {
	return &LocalDirectory{ids: ids, index: urimatch.NewIndex[*Entry](), byID: make(map[wamp.ID]*Entry)}
}

// Watch makes w the watcher.
func (d *LocalDirectory) Watch(w Watcher) { d.watcher = w }

// Claim grants a pattern that nobody has, or whose callees share it by the policy of
// the claim, or that the claim may force them to give up.
func (d *LocalDirectory) Claim(c *Claim, done func(Grant, error)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	e, _ := d.index.Get(c.Pattern)
	err := c.conflict(e)
	displaces := e != nil && c.Force && !e.has(c.Callee.Session)
	switch {
	case displaces && c.mayDisplace(e):
		done(d.replace(e, c), nil)
	case displaces:
		done(Grant{}, &wamp.Error{URI: wamp.ErrNotAuthorized, Message: fmt.Sprintf("%q has callees, which may not be displaced", c.Pattern.URI)})
	case err != nil:
		done(Grant{}, err)
	case e == nil:
		done(d.create(c), nil)
	default:
		done(d.join(e, c), nil)
	}
}

// create grants a pattern that nobody has. d.mu is held, and when the grant is
// accepted too.
func (d *LocalDirectory) create(c *Claim) Grant {
	e := NewEntry(Registration{ID: d.ids.Registration(c.Pattern), Pattern: c.Pattern, Invoke: c.Invoke, Created: time.Now()})
	e.SetRoutes([]Route{{Claim: c}})
	return Grant{Entry: e, Accept: func() {
		d.byID[e.ID] = e
		d.index.Set(c.Pattern, e)
		if d.watcher != nil {
			d.watcher.Registered(c.Callee.Session, e.Registration, true)
		}
	}}
}

// replace grants a pattern in the place of those who have it. At no time does nobody
// have it.
func (d *LocalDirectory) replace(old *Entry, c *Claim) Grant {
	g := d.create(c)
	for _, r := range old.Routes() {
		g.Displaced = append(g.Displaced, r.Claim)
	}
	accept := g.Accept
	g.Accept = func() {
		for i, other := range g.Displaced {
			if d.watcher != nil {
				d.watcher.Unregistered(other.Callee.Session, old.Registration, i == len(g.Displaced)-1)
			}
		}
		accept()
		old.SetRoutes(nil)
	}
	return g
}

// join grants a pattern beside those who have it.
func (d *LocalDirectory) join(e *Entry, c *Claim) Grant {
	return Grant{Entry: e, Accept: func() {
		e.SetRoutes(append(slices.Clone(e.Routes()), Route{Claim: c}))
		if d.watcher != nil {
			d.watcher.Registered(c.Callee.Session, e.Registration, false)
		}
	}}
}

// conflict returns why the claim can not join the callees of e, if there are some.
func (c *Claim) conflict(e *Entry) error {
	switch {
	case e == nil:
		return nil
	case e.has(c.Callee.Session):
		return alreadyExists("the session has registered %q before", c.Pattern.URI)
	case e.Invoke != c.Invoke:
		return alreadyExists("%q has callees, with the invocation policy "+e.Invoke.String(), c.Pattern.URI)
	case c.Invoke == wamp.InvokeSingle:
		return alreadyExists("%q has a callee", c.Pattern.URI)
	}
	return nil
}

func alreadyExists(format string, procedure wamp.URI) error {
	return &wamp.Error{URI: wamp.ErrProcedureAlreadyExists, Message: fmt.Sprintf(format, procedure)}
}

// mayDisplace reports whether the claim may force all callees of e to give up. That
// needs no permission where they are of the same principal: then a session takes over
// from the one before it.
func (c *Claim) mayDisplace(e *Entry) bool {
	return c.DisplaceAny || !slices.ContainsFunc(e.Routes(), func(r Route) bool {
		other := r.Claim
		return other == nil || other.Hosted != c.Hosted || other.Callee.AuthID != c.Callee.AuthID || other.Callee.AuthRole != c.Callee.AuthRole
	})
}

// has reports whether the session is one of the callees.
func (e *Entry) has(session wamp.ID) bool {
	return slices.ContainsFunc(e.Routes(), func(r Route) bool { return r.Claim != nil && r.Claim.Callee.Session == session })
}

// Release gives up a granted claim.
func (d *LocalDirectory) Release(c *Claim) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if e, ok := d.index.Get(c.Pattern); ok {
		d.remove(e, c)
	}
}

// remove takes a claim from its registration, if it has it. d.mu is held. The index
// changes before the routes: who finds none looks again and finds something else.
func (d *LocalDirectory) remove(e *Entry, c *Claim) {
	routes := e.Routes()
	i := slices.Index(routes, Route{Claim: c})
	if i < 0 {
		return
	}
	last := len(routes) == 1
	if last {
		d.index.Delete(e.Pattern)
		delete(d.byID, e.ID)
	}
	e.SetRoutes(slices.Delete(slices.Clone(routes), i, i+1))
	if d.watcher != nil {
		d.watcher.Unregistered(c.Callee.Session, e.Registration, last)
	}
}

// Lookup returns the registration that precedes all others of the procedure.
func (d *LocalDirectory) Lookup(procedure wamp.URI) (*Entry, bool) { return d.index.Best(procedure) }

// Get returns the registration of a pattern.
func (d *LocalDirectory) Get(p urimatch.Pattern) (*Entry, bool) { return d.index.Get(p) }

// Entry returns the registration with the ID.
func (d *LocalDirectory) Entry(registration wamp.ID) (*Entry, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	e, ok := d.byID[registration]
	return e, ok
}

// Entries returns all registrations.
func (d *LocalDirectory) Entries() []*Entry {
	d.mu.Lock()
	defer d.mu.Unlock()
	entries := make([]*Entry, 0, len(d.byID))
	for _, e := range d.byID {
		entries = append(entries, e)
	}
	return entries
}
