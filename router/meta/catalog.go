package meta

import (
	"cmp"
	"slices"
	"sync"

	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/contract"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Resource is a kind of thing that has a URI and can be described (section
// "Interface Reflection").
type Resource string

// The kinds.
const (
	ProcedureResource Resource = "procedure"
	TopicResource     Resource = "topic"
	ErrorResource     Resource = "error"
)

// What sessions may define in one realm.
const (
	mostDefinitions     = 1000
	mostDefinitionBytes = 1 << 20
)

// catalog is what is said of URIs: by the contracts of the components that are in
// the realm, and by sessions. It does not change what it has handed out.
type catalog struct {
	mu      sync.Mutex
	entries []*entry
	defined int // by sessions
	bytes   int // of those definitions
}

// entry is a description.
type entry struct {
	kind        Resource // "": a session did not say
	pattern     urimatch.Pattern
	description codec.Raw
	components  int // that say so; 0: a session does
}

// add adds what a contract says and returns what was not said before.
func (c *catalog) add(component *contract.Component) (added []*entry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, e := range entriesOf(component) {
		if known := c.find(e.kind, e.pattern); known != nil {
			known.components++
			continue
		}
		c.entries = append(c.entries, e)
		added = append(added, e)
	}
	return added
}

// remove takes back what add has added and returns what nobody says any more.
func (c *catalog) remove(component *contract.Component) (removed []*entry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, e := range entriesOf(component) {
		known := c.find(e.kind, e.pattern)
		if known == nil {
			continue
		}
		if known.components--; known.components == 0 {
			c.entries = slices.DeleteFunc(c.entries, func(e *entry) bool { return e == known })
			removed = append(removed, known)
		}
	}
	return removed
}

// find returns what components say. c.mu is held.
func (c *catalog) find(kind Resource, p urimatch.Pattern) *entry {
	for _, e := range c.entries {
		if e.components > 0 && e.kind == kind && e.pattern == p {
			return e
		}
	}
	return nil
}

// define sets what sessions say of a URI; nil takes it back. It reports whether
// something was said before, and whether that is changed. The error is a
// *wamp.Error: there is too much.
func (c *catalog) define(uri wamp.URI, kind Resource, description *codec.Raw) (before, changed bool, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	at := slices.IndexFunc(c.entries, func(e *entry) bool { return e.components == 0 && e.pattern.URI == uri })
	old := 0
	if at >= 0 {
		old = len(c.entries[at].description.Bytes)
	}
	if description == nil {
		if at < 0 {
			return false, false, nil
		}
		c.entries = slices.Delete(slices.Clone(c.entries), at, at+1)
		c.defined, c.bytes = c.defined-1, c.bytes-old
		return true, true, nil
	}
	size := len(description.Bytes)
	if at < 0 && c.defined == mostDefinitions || c.bytes-old+size > mostDefinitionBytes {
		return false, false, &wamp.Error{URI: wamp.ErrUnavailable, Message: "the realm has too many definitions"}
	}
	e := &entry{kind: kind, pattern: urimatch.Exact(uri), description: *description}
	c.bytes += size - old
	if at < 0 {
		c.entries = append(c.entries, e)
		c.defined++
		return false, true, nil
	}
	same := slices.Equal(c.entries[at].description.Bytes, description.Bytes) && c.entries[at].description.Format == description.Format
	c.entries = slices.Clone(c.entries)
	c.entries[at] = e
	return true, !same, nil
}

// all returns the entries for which keep is true, by their URIs.
func (c *catalog) all(keep func(*entry) bool) (entries []*entry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, e := range c.entries {
		if keep(e) {
			entries = append(entries, e)
		}
	}
	slices.SortStableFunc(entries, func(a, b *entry) int { return cmp.Compare(a.pattern.URI, b.pattern.URI) })
	return entries
}
