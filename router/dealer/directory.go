package dealer

import (
	"sync"

	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// IDs makes the IDs that a dealer hands out.
type IDs interface {
	// Registration returns an ID that is the same for the same pattern.
	Registration(urimatch.Pattern) wamp.ID
}

// LocalDirectory is the Directory of a realm on one node. A pattern has one
// callee (the invocation policy "single" of section "Shared Registration").
type LocalDirectory struct {
	ids   IDs
	index *urimatch.Index[*Claim]
	mu    sync.Mutex // held through a change
}

var _ Directory = (*LocalDirectory)(nil)

// NewLocalDirectory returns an empty directory.
func NewLocalDirectory(ids IDs) *LocalDirectory {
	return &LocalDirectory{ids: ids, index: urimatch.NewIndex[*Claim]()}
}

// Claim grants a pattern that no other claim has.
func (d *LocalDirectory) Claim(c *Claim, done func(Grant, error)) {
	if !d.add(c) {
		done(Grant{}, &wamp.Error{URI: wamp.ErrProcedureAlreadyExists})
		return
	}
	done(Grant{d.ids.Registration(c.Pattern)}, nil)
}

func (d *LocalDirectory) add(c *Claim) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, ok := d.index.Get(c.Pattern); ok {
		return false
	}
	d.index.Set(c.Pattern, c)
	return true
}

// Release gives up a granted claim.
func (d *LocalDirectory) Release(c *Claim) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.index.Delete(c.Pattern)
}

// Lookup returns the claim that precedes all others of the procedure.
func (d *LocalDirectory) Lookup(procedure wamp.URI) (Route, bool) {
	c, ok := d.index.Best(procedure)
	return Route{Claim: c}, ok
}
