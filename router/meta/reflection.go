package meta

import (
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/contract"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// The topics of section "Interface Reflection". The section names them and the
// procedures but not what they carry: here on_define has the URI, its description and
// whether it is new, and on_undefine the URI.
const (
	onDefine   wamp.URI = "wamp.reflect.on_define"
	onUndefine wamp.URI = "wamp.reflect.on_undefine"
)

// reflectionProcedures are those of section "Interface Reflection". A session sees
// the procedures that it may call or register, and the topics that it may subscribe
// or publish to.
func (a *API) reflectionProcedures() map[wamp.URI]procedure {
	procedures := map[wamp.URI]procedure{
		"wamp.reflect.define":   a.define,
		"wamp.reflect.describe": a.describe,
	}
	for _, kind := range []Resource{ProcedureResource, TopicResource, ErrorResource} {
		procedures[wamp.URI("wamp.reflection."+kind+".list")] = func(q *request) error { return a.listResources(q, kind) }
		procedures[wamp.URI("wamp.reflection."+kind+".describe")] = func(q *request) error { return a.describeResource(q, kind) }
	}
	return procedures
}

// Reflect makes a contract known, as long as a component that has it is in the
// realm.
func (a *API) Reflect(c *contract.Component, burst *session.Burst) {
	for _, e := range a.catalog.add(c) {
		a.defined(e.pattern.URI, e.description, true)
	}
	a.feed.flush(burst)
}

// Forget takes back what Reflect has made known.
func (a *API) Forget(c *contract.Component, burst *session.Burst) {
	for _, e := range a.catalog.remove(c) {
		a.undefined(e.pattern.URI)
	}
	a.feed.flush(burst)
}

func (a *API) defined(uri wamp.URI, description codec.Raw, isNew bool) {
	add(&a.feed, onDefine, definition{uri, description, isNew})
}

func (a *API) undefined(uri wamp.URI) {
	add(&a.feed, onUndefine, forgotten(uri))
}

// definition is the event of a URI of which something else is said than before.
type definition struct {
	uri         wamp.URI
	description codec.Raw
	isNew       bool
}

func (e *definition) EncodeWAMP(w *codec.Writer) {
	w.Args(3)
	w.URI(e.uri)
	w.Raw(e.description)
	w.Bool(e.isNew)
	w.End()
}

// forgotten is the event of a URI of which nothing is said any more.
type forgotten wamp.URI

func (e *forgotten) EncodeWAMP(w *codec.Writer) {
	w.Args(1)
	w.URI(wamp.URI(*e))
	w.End()
}

// visible returns the entries that the caller may see.
func (a *API) visible(q *request, keep func(*entry) bool) []*entry {
	return a.catalog.all(func(e *entry) bool {
		return keep(e) && (e.kind == ErrorResource || a.access.MaySee(q.caller.ID, e.kind, e.pattern))
	})
}

func (a *API) listResources(q *request, kind Resource) error {
	entries := a.visible(q, func(e *entry) bool { return e.kind == kind })
	var uris []wamp.URI
	for _, e := range entries {
		if n := len(uris); n == 0 || uris[n-1] != e.pattern.URI {
			uris = append(uris, e.pattern.URI)
		}
	}
	q.out.Args(1)
	q.out.List(len(uris))
	for _, uri := range uris {
		q.out.String(string(uri))
	}
	q.out.End()
	q.out.End()
	return nil
}

// describeResource returns null where there is no description.
func (a *API) describeResource(q *request, kind Resource) error {
	uri, err := q.text()
	if err != nil {
		return err
	}
	q.description(a.visible(q, func(e *entry) bool { return e.kind == kind && e.about(wamp.URI(uri)) }))
	return nil
}

// describe returns the description of a URI, or null, or all of them by their URIs.
func (a *API) describe(q *request) error {
	uri, given := "", false
	for c := q.in.Args(describeArgs); c.Next(q.in); {
		if !q.in.Null() {
			uri, given = q.in.String(), true
		}
	}
	if err := q.fault(); err != nil {
		return err
	}
	entries := a.visible(q, func(e *entry) bool { return !given || e.about(wamp.URI(uri)) })
	if given {
		q.description(entries)
		return nil
	}
	byURI := map[wamp.URI]codec.Raw{}
	for _, e := range entries {
		byURI[e.pattern.URI] = e.description
	}
	q.out.Args(1)
	q.out.Map(len(byURI))
	for uri, description := range byURI {
		q.out.MapKey(string(uri))
		q.out.Raw(description)
	}
	q.out.End()
	q.out.End()
	return nil
}

// about reports whether the entry is of the URI: as it stands, or as one that the
// pattern matches.
func (e *entry) about(uri wamp.URI) bool { return e.pattern.URI == uri || e.pattern.Matches(uri) }

// description writes the only result: that of the entry whose URI is closest.
func (q *request) description(entries []*entry) {
	var best *entry
	for _, e := range entries {
		if best == nil || e.pattern.Precedes(best.pattern) {
			best = e
		}
	}
	q.out.Args(1)
	if best == nil {
		q.out.Null()
	} else {
		q.out.Raw(best.description)
	}
	q.out.End()
}

// define sets or, with null, takes back what sessions say of a URI. Its type, if it
// is one of the kinds, says in which list it is.
func (a *API) define(q *request) error {
	var uri wamp.URI
	var description *codec.Raw
	for c := q.in.Args(defineArgs); c.Next(q.in); {
		if c.Field == 0 {
			uri = q.in.URI()
		} else if v := q.in.RawMap(); v.Bytes != nil {
			description = &v
		}
	}
	if err := q.fault(); err != nil {
		return err
	}
	if err := a.access.MayDefine(q.caller.ID, uri); err != nil {
		return err
	}
	var kind Resource
	if description != nil {
		v, err := codec.DecodeValue(description.Format, description.Bytes)
		if err != nil {
			return &wamp.Error{URI: wamp.ErrInvalidArgument, Message: err.Error()}
		}
		said, _ := v.(map[string]any)["type"].(string)
		kind = Resource(said)
	}
	before, changed, err := a.catalog.define(uri, kind, description)
	switch {
	case err != nil || !changed:
		return err
	case description == nil:
		a.undefined(uri)
	default:
		a.defined(uri, *description, !before)
	}
	a.feed.flush(q.burst)
	return nil
}

var (
	defineArgs   = codec.NewFields(codec.Required("uri"), codec.Optional("description"))
	describeArgs = codec.NewFields(codec.Optional("uri"))
)
