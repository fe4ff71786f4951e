package realm

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/router/session/peertest"
	"github.com/wampgen/wampgen/runtime/contract"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// greeter is the contract of a component.
var greeter = &contract.Component{
	Class: "hello.Greeter",
	Provides: []contract.Procedure{{
		Name: "Greeter.greet", URI: "com.hello..greet", Match: wamp.MatchWildcard,
		Args:       []contract.Field{{Name: "who", Type: "optional(list(Person))"}, {Name: "times", Type: "int", Default: "1", Max: "9"}},
		ResultArgs: []contract.Field{{Type: "string"}},
		Errors:     []wamp.URI{"com.hello.error.rude"},
	}},
	Publishes: []contract.Topic{{Name: "Greeter.greeted", URI: "com.hello.greeted", Kwargs: []contract.Field{{Name: "mood", Type: "Mood"}}}},
	Types: []contract.Type{
		{Name: "Person", Fields: []contract.Field{{Name: "name", Type: "string", Pattern: "^."}, {Name: "friend", Type: "optional(Person)"}}},
		{Name: "Mood", Enum: []string{"good", "bad"}},
		{Name: "Unused", Enum: []string{"x"}},
	},
	Errors: []contract.Error{{URI: "com.hello.error.rude", Message: "rude"}},
}

// Section "Interface Reflection": a realm knows what the components that are in it
// say of themselves, each thing once, as long as one of them is there.
func TestReflectionOfComponents(t *testing.T) {
	r := newRealm(t)
	c := join(t, r, 1)
	list := func(kind string) any {
		t.Helper()
		m, ok := c.call(wamp.URI("wamp.reflection."+kind+".list"), wamp.Payload{}).(*wamp.Result)
		if !ok {
			t.Fatalf("%s.list: no RESULT", kind)
		}
		return values(t, m.Payload)[0]
	}
	component := func(p *peertest.Peer) { p.Who.Hosted, p.Who.Contract = true, greeter }
	first, second := join(t, r, 2, component), join(t, r, 3, component)
	for kind, want := range map[string]any{
		"procedure": []any{"com.hello..greet"}, "topic": []any{"com.hello.greeted"}, "error": []any{"com.hello.error.rude"},
	} {
		if diff := cmp.Diff(want, list(kind)); diff != "" {
			t.Errorf("%s.list (-want +got):\n%s", kind, diff)
		}
	}
	m := c.call("wamp.reflection.procedure.describe", jsonArgs(`["com.hello.you.greet"]`)).(*wamp.Result)
	want := map[string]any{
		"type": "procedure", "uri": "com.hello..greet", "match": "wildcard", "name": "Greeter.greet",
		"args": []any{
			map[string]any{"name": "who", "type": "optional(list(Person))"},
			map[string]any{"name": "times", "type": "int", "default": int64(1), "max": "9"},
		},
		"result_args": []any{map[string]any{"type": "string"}},
		"errors":      []any{"com.hello.error.rude"},
		"types": map[string]any{"Person": map[string]any{"fields": []any{
			map[string]any{"name": "name", "type": "string", "pattern": "^."}, map[string]any{"name": "friend", "type": "optional(Person)"},
		}}},
	}
	if diff := cmp.Diff([]any{want}, values(t, m.Payload)); diff != "" {
		t.Errorf("describe (-want +got):\n%s", diff)
	}
	m = c.call("wamp.reflection.topic.describe", jsonArgs(`["com.hello.greeted"]`)).(*wamp.Result)
	want = map[string]any{
		"type": "topic", "uri": "com.hello.greeted", "match": "exact", "name": "Greeter.greeted",
		"kwargs": []any{map[string]any{"name": "mood", "type": "Mood"}},
		"types":  map[string]any{"Mood": map[string]any{"enum": []any{"good", "bad"}}},
	}
	if diff := cmp.Diff([]any{want}, values(t, m.Payload)); diff != "" {
		t.Errorf("describe (-want +got):\n%s", diff)
	}
	r.Leave(first.Peer, nil)
	if got := list("topic").([]any); len(got) != 1 {
		t.Errorf("%d topics while a component is there, want 1", len(got))
	}
	r.Leave(second.Peer, nil)
	for _, kind := range []string{"procedure", "topic", "error"} {
		if got := list(kind).([]any); len(got) != 0 {
			t.Errorf("%s: %v when the components are gone", kind, got)
		}
	}
}
