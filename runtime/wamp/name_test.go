package wamp

import "testing"

func TestFormatNames(t *testing.T) {
	for f, name := range map[Format]string{JSON: "json", MessagePack: "msgpack", CBOR: "cbor"} {
		if got, ok := ParseFormat(name); got != f || !ok || f.String() != name {
			t.Errorf("%s: parsed %v, %t; name %q", name, got, ok, f)
		}
	}
	for _, name := range []string{"", "JSON", "ubjson"} {
		if got, ok := ParseFormat(name); ok {
			t.Errorf("%q: parsed %v", name, got)
		}
	}
	if JSON.Binary() || !MessagePack.Binary() || !CBOR.Binary() {
		t.Error("Binary is wrong")
	}
	if Format(0).String() != "" || Format(9).String() != "unknown" {
		t.Error("the names of no format are wrong")
	}
}

func TestOptionNames(t *testing.T) {
	matches := map[string]Match{"": MatchExact, "exact": MatchExact, "prefix": MatchPrefix, "wildcard": MatchWildcard}
	for name, want := range matches {
		if got, ok := ParseMatch(name); got != want || !ok || name != "" && got.String() != name {
			t.Errorf("match %q: parsed %v, %t", name, got, ok)
		}
	}
	modes := map[string]CancelMode{"": CancelUnset, "skip": CancelSkip, "kill": CancelKill, "killnowait": CancelKillNoWait}
	for name, want := range modes {
		if got, ok := ParseCancelMode(name); got != want || !ok || got.String() != name {
			t.Errorf("mode %q: parsed %v, %t", name, got, ok)
		}
	}
	policies := map[string]InvokePolicy{
		"": InvokeSingle, "single": InvokeSingle, "first": InvokeFirst, "last": InvokeLast,
		"roundrobin": InvokeRoundRobin, "random": InvokeRandom,
	}
	for name, want := range policies {
		if got, ok := ParseInvokePolicy(name); got != want || !ok || name != "" && got.String() != name {
			t.Errorf("policy %q: parsed %v, %t", name, got, ok)
		}
	}
	for _, name := range []string{"Exact", "regex", "unknown", "single "} {
		_, match := ParseMatch(name)
		_, mode := ParseCancelMode(name)
		_, policy := ParseInvokePolicy(name)
		if match || mode || policy {
			t.Errorf("%q is parsed", name)
		}
	}
	if Match(9).String() != "unknown" || CancelMode(9).String() != "unknown" || InvokePolicy(9).String() != "unknown" {
		t.Error("a value without a name has one")
	}
}

func TestMessageTypes(t *testing.T) {
	messages := []Message{
		&Hello{}, &Welcome{}, &Abort{}, &Challenge{}, &Authenticate{}, &Goodbye{}, &ErrorMessage{}, &Publish{}, &Published{},
		&Subscribe{}, &Subscribed{}, &Unsubscribe{}, &Unsubscribed{}, &Event{}, &Call{}, &Cancel{}, &Result{}, &Register{},
		&Registered{}, &Unregister{}, &Unregistered{}, &Invocation{}, &Interrupt{}, &Yield{},
	}
	seen := make(map[string]MessageType)
	for _, m := range messages {
		name := m.Type().String()
		if other, ok := seen[name]; ok || name == "unknown" {
			t.Errorf("message %T has the name %s, as %d", m, name, other)
		}
		seen[name] = m.Type()
	}
	if got := MessageType(7).String(); got != "unknown" {
		t.Errorf("type 7 has the name %s", got)
	}
}

func TestError(t *testing.T) {
	for want, err := range map[string]Error{
		"wamp.error.canceled":           {URI: ErrCanceled},
		"com.example.error.no: no milk": {URI: "com.example.error.no", Message: "no milk"},
	} {
		if got := err.Error(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
