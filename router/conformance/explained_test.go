package conformance

import (
	"strings"
	"testing"
)

// Sections "Call ERROR", "Register ERROR" and the like: an ERROR of the router may have
// arguments. It tells people what was not to be had, in few words whatever they have sent.
func TestErrorsAreExplained(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		p, other, guest := join(t, s), join(t, s), shared.join(t, s, "realm1", "guest", able())
		procedure := uri("procedure")
		other.register(procedure, dict{})
		long := "com.myapp." + strings.Repeat("\u202e", 80)
		says := func(from *peer, of int, error, what string) {
			t.Helper()
			got := from.want(ERROR, of, from.last, dict{}, error, explained)
			if text := got[5].(list)[0].(string); !strings.Contains(text, what) {
				t.Errorf("%s says %q, want %q in it", error, text, what)
			}
		}
		for name, test := range map[string]struct {
			from        *peer
			request     list // behind the request ID
			of          int
			error, what string
		}{
			"nobody's procedure":            {p, list{dict{}, "com.myapp.nobodys"}, CALL, "wamp.error.no_such_procedure", `"com.myapp.nobodys"`},
			"nobody's procedure with parts": {p, list{dict{}, long}, CALL, "wamp.error.no_such_procedure", `"com.myapp.\u202e`},
			"no procedure of the router":    {p, list{dict{}, "wamp.nothing"}, CALL, "wamp.error.no_such_procedure", `"wamp.nothing"`},
			"no URI":                        {p, list{dict{}, "com.my app"}, CALL, "wamp.error.invalid_uri", `"com.my app" is no URI`},
			"no right to call":              {guest, list{dict{}, long}, CALL, "wamp.error.not_authorized", `the role "guest" may not call "com.`},
			"no right to subscribe":         {guest, list{dict{}, long}, SUBSCRIBE, "wamp.error.not_authorized", `may not subscribe "com.`},
			"no such session":               {p, list{dict{}, "wamp.session.get", list{1}}, CALL, "wamp.error.no_such_session", "no session 1"},
			"another's procedure":           {p, list{dict{}, procedure}, REGISTER, "wamp.error.procedure_already_exists", procedure},
			"another's procedure, shared":   {p, list{dict{"invoke": "roundrobin"}, procedure}, REGISTER, "wamp.error.procedure_already_exists", "policy single"},
			"no registration":               {p, list{4711}, UNREGISTER, "wamp.error.no_such_registration", "no registration 4711"},
			"no subscription":               {p, list{4711}, UNSUBSCRIBE, "wamp.error.no_such_subscription", "no subscription 4711"},
		} {
			t.Run(name, func(t *testing.T) {
				test.from.t = t
				test.from.send(append(list{test.of, test.from.next()}, test.request...)...)
				says(test.from, test.of, test.error, test.what)
			})
		}
		p.t, guest.t = t, t
		other.send(REGISTER, other.next(), dict{}, procedure)
		says(other, REGISTER, "wamp.error.procedure_already_exists", "the session has registered")
		request := p.call(procedure, dict{"timeout": 20})
		other.want(INVOCATION, 1, id, dict{})
		other.want(INTERRUPT, 1, anything)
		p.last = request
		says(p, CALL, "wamp.error.timeout", "20ms")
	})
}
