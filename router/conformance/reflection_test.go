package conformance

import (
	"strings"
	"testing"
)

// Section "Interface Reflection": what a session defines the others can list and ask
// for, in their own serialization, until it is undefined.
func TestReflection(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		n := ownNode(t, dict{})
		p, w := n.join(t, s, "realm1", "anonymous", plain), n.join(t, asJSON, "realm1", "anonymous", plain)
		for _, role := range []string{"broker", "dealer"} {
			if p.details["roles"].(dict)[role].(dict)["reflection"] != true {
				t.Errorf("the %s does not announce reflection", role)
			}
		}
		w.subscribe("wamp.reflect.", dict{"match": "prefix"})
		procedure := dict{"type": "procedure", "args": list{dict{"name": "a", "type": "int"}}, "doc": "Adds."}
		topic := dict{"type": "topic"}
		for uri, description := range map[string]dict{"com.myapp.add": procedure, "com.myapp.added": topic} {
			request := p.call("wamp.reflect.define", dict{}, list{uri, description})
			p.want(RESULT, request, dict{})
			w.wantMeta("wamp.reflect.on_define", uri, description, true)
		}
		for kind, want := range map[string]list{"procedure": {"com.myapp.add"}, "topic": {"com.myapp.added"}, "error": {}} {
			request := w.call("wamp.reflection."+kind+".list", dict{})
			w.want(RESULT, request, dict{}, list{want})
		}
		for _, test := range []struct {
			procedure, uri string
			want           any
		}{
			{"wamp.reflection.procedure.describe", "com.myapp.add", procedure}, {"wamp.reflection.topic.describe", "com.myapp.added", topic},
			{"wamp.reflection.topic.describe", "com.myapp.add", nil}, {"wamp.reflection.error.describe", "com.myapp.error", nil},
			{"wamp.reflect.describe", "com.myapp.add", procedure}, {"wamp.reflect.describe", "com.myapp.nothing", nil},
		} {
			request := w.call(test.procedure, dict{}, list{test.uri})
			w.want(RESULT, request, dict{}, list{test.want})
		}
		request := w.call("wamp.reflect.describe", dict{})
		w.want(RESULT, request, dict{}, list{dict{"com.myapp.add": procedure, "com.myapp.added": topic}})

		request = p.call("wamp.reflect.define", dict{}, list{"com.myapp.add", topic}) // another one
		p.want(RESULT, request, dict{})
		w.wantMeta("wamp.reflect.on_define", "com.myapp.add", topic, false)
		for range 2 { // the second time there is none
			request = p.call("wamp.reflect.define", dict{}, list{"com.myapp.add", nil})
			p.want(RESULT, request, dict{})
		}
		w.wantMeta("wamp.reflect.on_undefine", "com.myapp.add")
		p.leave() // what it has said stays
		request = w.call("wamp.reflect.describe", dict{})
		w.want(RESULT, request, dict{}, list{dict{"com.myapp.added": topic}})
	})
}

// "machine readable list and description of WAMP procedures and topics it is
// authorized to access or provide".
func TestReflectionPermission(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		n := ownNode(t, dict{})
		p, heir := n.join(t, s, "realm1", "anonymous", plain), n.join(t, s, "realm1", "curious", plain)
		for uri, kind := range map[string]string{"com.open.a": "procedure", "com.open.secret.a": "procedure", "com.listen.b": "topic", "com.closed.b": "topic"} {
			request := p.call("wamp.reflect.define", dict{}, list{uri, dict{"type": kind}})
			p.want(RESULT, request, dict{})
		}
		for kind, want := range map[string]list{"procedure": {"com.open.a"}, "topic": {"com.listen.b"}} {
			request := heir.call("wamp.reflection."+kind+".list", dict{})
			heir.want(RESULT, request, dict{}, list{want})
		}
		request := heir.call("wamp.reflect.describe", dict{}, list{"com.closed.b"})
		heir.want(RESULT, request, dict{}, list{nil})
		for uri, want := range map[string]string{
			"com.listen.c": "wamp.error.not_authorized", "com.closed.c": "wamp.error.not_authorized",
			"wamp.session.count": invalidURI, "com..c": "wamp.error.invalid_argument",
		} {
			request := heir.call("wamp.reflect.define", dict{}, list{uri, dict{}})
			heir.want(ERROR, CALL, request, dict{}, want, explained)
		}
		request = heir.call("wamp.reflect.define", dict{}, list{"com.open.c", dict{}})
		heir.want(RESULT, request, dict{})
	})
}

// A realm holds so much of them; arguments are checked.
func TestReflectionIsBounded(t *testing.T) {
	t.Parallel()
	n := ownNode(t, dict{})
	p := n.join(t, asJSON, "realm1", "anonymous", plain)
	large := dict{"doc": strings.Repeat("x", 600_000)}
	request := p.call("wamp.reflect.define", dict{}, list{"com.a", large})
	p.want(RESULT, request, dict{})
	request = p.call("wamp.reflect.define", dict{}, list{"com.a", large}) // takes the place of itself
	p.want(RESULT, request, dict{})
	request = p.call("wamp.reflect.define", dict{}, list{"com.b", large})
	p.want(ERROR, CALL, request, dict{}, "wamp.error.unavailable", explained)
	for _, payload := range []list{{}, {list{}}, {list{5}}, {list{"com.a", "text"}}, {list{"com.a", list{}}}} {
		request := p.call("wamp.reflect.define", dict{}, payload...)
		p.want(ERROR, CALL, request, dict{}, "wamp.error.invalid_argument", explained)
	}
}
