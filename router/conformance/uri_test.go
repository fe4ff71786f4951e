package conformance

import (
	"fmt"
	"strings"
	"testing"
)

// The requests that have a URI, and what answers them.
var uriRequests = []struct {
	name     string
	kind     int
	options  dict
	answer   int
	concrete bool // patterns are not possible
	reserved bool // URIs under "wamp" are refused to everybody
}{
	{"PUBLISH", PUBLISH, dict{"acknowledge": true}, PUBLISHED, true, true},
	{"SUBSCRIBE", SUBSCRIBE, dict{}, SUBSCRIBED, false, false},
	{"CALL", CALL, dict{}, ERROR, true, false},
	{"REGISTER", REGISTER, dict{}, REGISTERED, false, true},
}

const invalidURI = "wamp.error.invalid_uri"

// Sections "Relaxed/Loose URIs" and "Incorrect URIs".
func TestLooseURIs(t *testing.T) {
	wrong := []string{
		"", ".", "..", "com.", ".com", "com..myapp", "com.my app", "com.my#app", "#", " ", "com.myapp.", "com.myapp\n", "\tcom", "com.\rmyapp",
		"com.my\u00a0app", "com.my\u2003app", "com.my\u3000app", "com.my\u2028app", "com.my\u0085app", "com.my\u000bapp",
	}
	for _, request := range uriRequests {
		for _, uri := range wrong {
			t.Run(fmt.Sprintf("%s %q", request.name, uri), func(t *testing.T) {
				inEach(t, func(t *testing.T, s serializer) {
					p := join(t, s)
					p.send(request.kind, 1, request.options, uri)
					p.want(ERROR, request.kind, 1, dict{}, invalidURI, explained)
					quietAfter(p, 1)
				})
			})
		}
	}
}

// quietAfter is quiet for a peer that has numbered its requests itself.
func quietAfter(p *peer, last int) {
	p.t.Helper()
	p.last = last
	quiet(p)
}

// By the loose rules, all else is a URI.
func TestLooseURIsAccepted(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		for _, suffix := range []string{
			"procedure", "a", "0", "com.myapp.UPPER", "com.my-app.x", "com.my_app", "com.münchen.straße", "☃.snow", "a/b?c=d&e", "<x>", "\x01", "\x00", "\"quoted\\\"", "日本.語",
		} {
			name := uri(suffix)
			p := join(t, s)
			subscription := p.subscribe(name, dict{})
			registration := p.register(name, dict{})
			publication := join(t, asCBOR).publish(name, dict{})
			p.want(EVENT, subscription, publication, dict{})
			request := p.call(name, dict{})
			p.want(INVOCATION, 1, registration, dict{})
			p.send(YIELD, 1, dict{})
			p.want(RESULT, request, dict{})
		}
	})
}

// Section "Strict URIs": a realm may be stricter.
func TestStrictURIs(t *testing.T) {
	for _, request := range uriRequests {
		for name, uri := range map[string]string{
			"upper case": "com.myapp.UPPER", "hyphen": "com.my-app.x", "letters beyond ASCII": "com.münchen.x",
			"empty component": "com..x", "empty": "", "slash": "com.my/app", "empty end": "com.myapp.",
		} {
			t.Run(request.name+" with "+name, func(t *testing.T) {
				inEach(t, func(t *testing.T, s serializer) {
					p := shared.join(t, s, "strict", "anonymous", plain)
					p.send(request.kind, 1, request.options, uri)
					p.want(ERROR, request.kind, 1, dict{}, invalidURI, explained)
				})
			})
		}
		for _, uri := range []string{"com.myapp.x_1", "a", "9.8.7", "_"} {
			t.Run(fmt.Sprintf("%s %q", request.name, uri), func(t *testing.T) {
				t.Parallel()
				p := shared.join(t, asJSON, "strict", "anonymous", plain)
				p.send(request.kind, 1, request.options, uri+strings.ToLower(request.name))
				if answer := p.receive(); answer[0] != int64(request.answer) {
					t.Errorf("the answer is %v", answer)
				}
				p.leave()
			})
		}
	}
}

// Section "Pattern-based Subscription" and "Pattern-based Registrations": empty
// components are wildcards, in patterns only.
func TestURIsOfPatterns(t *testing.T) {
	for _, request := range uriRequests {
		if request.concrete {
			continue
		}
		for _, test := range []struct {
			match, uri string
			valid      bool
		}{
			{"prefix", "com.myapp", true}, {"prefix", "com.myapp.", true}, {"prefix", "", true},
			{"prefix", "com.my app", false}, {"prefix", "com.my#", false}, {"prefix", "#", false}, {"prefix", "com.my\u00a0", false},
			{"wildcard", "com..myapp", true}, {"wildcard", ".myapp", true}, {"wildcard", "com.", true}, {"wildcard", ".", true},
			{"wildcard", "com...", true}, {"wildcard", "com.myapp", true}, {"wildcard", "", false},
			{"wildcard", "com..my app", false}, {"wildcard", "com..#", false}, {"wildcard", ". .", false},
			{"exact", "com..myapp", false}, {"exact", "com.", false}, {"exact", "com.myapp", true},
		} {
			t.Run(fmt.Sprintf("%s %s %q", request.name, test.match, test.uri), func(t *testing.T) {
				inEach(t, func(t *testing.T, s serializer) {
					p := shared.join(t, s, "patterns_"+s.name, "anonymous", able())
					p.send(request.kind, 1, dict{"match": test.match}, test.uri)
					if test.valid {
						p.want(request.answer, 1, id)
					} else {
						p.want(ERROR, request.kind, 1, dict{}, invalidURI, explained)
					}
					p.leave()
				})
			})
		}
	}
}

// Section "Reserved URIs": applications do not use "wamp" as first component.
// What the router itself offers there may be called and subscribed to.
func TestReservedURIs(t *testing.T) {
	for _, request := range uriRequests {
		if !request.reserved {
			continue
		}
		for _, uri := range []string{"wamp", "wamp.myapp", "wamp.session.count", "wamp.session.on_join", "wamp.error.x", "wamp.a.b.c"} {
			t.Run(fmt.Sprintf("%s %q", request.name, uri), func(t *testing.T) {
				inEach(t, func(t *testing.T, s serializer) {
					p := join(t, s)
					p.send(request.kind, 1, request.options, uri)
					p.want(ERROR, request.kind, 1, dict{}, invalidURI, explained)
				})
			})
		}
	}
	t.Run("not reserved", func(t *testing.T) {
		t.Parallel()
		p := join(t, asJSON)
		for _, first := range []string{"wampum", "wamp_x.y", "com.wamp.x", "WAMP.x"} {
			name := first + "." + uri("x") // a run before may still have one
			p.register(name, dict{})
			p.publish(name, dict{})
		}
	})
	t.Run("SUBSCRIBE", func(t *testing.T) {
		t.Parallel()
		p := join(t, asJSON)
		p.subscribe("wamp.myapp.future", dict{})
		p.subscribe("wamp.session.on_join", dict{}) // last: sessions of other tests join
	})
	t.Run("CALL", func(t *testing.T) {
		t.Parallel()
		p := join(t, asJSON)
		request := p.call("wamp.myapp.future", dict{})
		p.want(ERROR, CALL, request, dict{}, "wamp.error.no_such_procedure", explained)
	})
}

// A registration whose pattern covers "wamp" does not get those calls.
func TestReservedURIsUnderPatterns(t *testing.T) {
	for _, pattern := range []struct{ match, uri string }{
		{"prefix", ""}, {"prefix", "w"}, {"prefix", "wam"}, {"wildcard", "..count"}, {"wildcard", ".session."}, {"wildcard", "..."},
	} {
		t.Run(fmt.Sprintf("%s %q", pattern.match, pattern.uri), func(t *testing.T) {
			t.Parallel()
			n := ownNode(t, dict{})
			callee := n.join(t, asJSON, "realm1", "anonymous", able())
			callee.register(pattern.uri, dict{"match": pattern.match})
			caller := n.join(t, asJSON, "realm1", "anonymous", able())
			request := caller.call("wamp.session.count", dict{})
			caller.want(RESULT, request, dict{}, list{2})
			request = caller.call("wamp.session.nothing", dict{})
			caller.want(ERROR, CALL, request, dict{}, "wamp.error.no_such_procedure", explained)
		})
	}
}

// An ERROR of a callee whose URI is none does not reach the caller as it is.
func TestURIOfError(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		for _, wrong := range []string{"", "no uri", "com..error", "com.error#"} {
			procedure := uri("procedure")
			callee, caller := join(t, s), join(t, asJSON)
			registration := callee.register(procedure, dict{})
			request := caller.call(procedure, dict{})
			callee.want(INVOCATION, 1, registration, dict{})
			callee.send(ERROR, INVOCATION, 1, dict{}, wrong, list{1})
			caller.want(ERROR, CALL, request, dict{}, invalidURI, explained)
			quiet(callee)
		}
	})
}

// A URI may have 255 bytes and 32 components; what is longer is refused.
func TestLongURIs(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		p := join(t, s)
		longest := uri("")
		longest += strings.Repeat("a", 255-len(longest))
		p.subscribe(longest, dict{})
		p.subscribe(strings.Repeat("a.", 31)+"a", dict{})
		p.send(SUBSCRIBE, p.next(), dict{}, strings.Repeat("a.", 32)+"a")
		p.want(ERROR, SUBSCRIBE, p.last, dict{}, invalidURI, explained)
		p.send(SUBSCRIBE, p.next(), dict{}, longest+"a")
		p.wantAbort(protocolViolation)
	})
}
