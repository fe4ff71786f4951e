package conformance

import (
	"testing"
	"time"
)

// judgedNode starts an application whose path "judged" gives a role with an authorizer.
func judgedNode(t *testing.T) *node {
	t.Helper()
	file := nodeFile(dict{})
	worker := file["workers"].(list)[0].(dict)
	realm := worker["realms"].(list)[0].(dict)
	realm["roles"] = append(realm["roles"].(list), dict{"name": "judged", "authorizer": "com.example.authorize"})
	paths := worker["transports"].(list)[0].(dict)["paths"].(dict)
	paths["judged"] = dict{"type": "websocket", "auth": dict{"anonymous": dict{"type": "static", "role": "judged"}}}
	n, err := run(t.TempDir(), file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		n.stop()
		<-n.exited
		if faults := n.faults(); faults != "" {
			t.Errorf("the application has logged:\n%s", faults)
		}
	})
	return n
}

// Section "Authorization": the four actions on URIs and patterns, decided by a procedure.
func TestDynamicAuthorizer(t *testing.T) {
	n := judgedNode(t)
	authorizer := n.join(t, asMsgpack, "realm1", "staff", able())
	authorizer.register("com.example.authorize", dict{})
	for _, s := range serializers {
		t.Run(s.name, func(t *testing.T) {
			for name, test := range map[string]struct {
				request     list
				action      string
				uri         string
				match       string
				answer      any
				want        []any
				isRefusedBy string
			}{
				"call":                    {list{CALL, 1, dict{}, "com.x"}, "call", "com.x", "exact", true, nil, "wamp.error.no_such_procedure"},
				"call of the meta API":    {list{CALL, 1, dict{}, "wamp.session.count"}, "call", "wamp.session.count", "exact", false, nil, "wamp.error.not_authorized"},
				"register":                {list{REGISTER, 1, dict{}, "com.x." + s.name}, "register", "com.x." + s.name, "exact", dict{"allow": true}, []any{REGISTERED, 1, id}, ""},
				"register a pattern":      {list{REGISTER, 1, dict{"match": "prefix"}, "com."}, "register", "com.", "prefix", false, nil, "wamp.error.not_authorized"},
				"publish":                 {list{PUBLISH, 1, dict{"acknowledge": true}, "com.x"}, "publish", "com.x", "exact", true, []any{PUBLISHED, 1, id}, ""},
				"subscribe":               {list{SUBSCRIBE, 1, dict{}, "com.x"}, "subscribe", "com.x", "exact", dict{"allow": false}, nil, "wamp.error.not_authorized"},
				"subscribe to a wildcard": {list{SUBSCRIBE, 1, dict{"match": "wildcard"}, "com..x"}, "subscribe", "com..x", "wildcard", true, []any{SUBSCRIBED, 1, id}, ""},
				"nonsense":                {list{SUBSCRIBE, 1, dict{}, "com.x"}, "subscribe", "com.x", "exact", "yes", nil, "wamp.error.authorization_failed"},
			} {
				t.Run(name, func(t *testing.T) {
					p := n.join(t, s, "realm1", "judged", plain)
					p.send(test.request...)
					m := authorizer.want(INVOCATION, id, id, anything, anything)
					question := list{
						with{"session": p.session, "realm": "realm1", "authid": p.details["authid"], "authrole": "judged", "authmethod": "anonymous", "authprovider": "static"},
						test.uri, test.action, with{"match": test.match},
					}
					if diff := diff(question, m[4]); diff != "" {
						t.Errorf("question (-want +got):\n%s", diff)
					}
					authorizer.send(YIELD, m[1], dict{}, list{test.answer})
					if test.isRefusedBy != "" {
						p.want(ERROR, test.request[0], 1, dict{}, test.isRefusedBy, explained)
					} else {
						p.want(test.want...)
					}
					p.leave()
				})
			}
		})
	}
}

// While a session waits for its authorizer, what it has sent before gets where it should,
// and nobody else waits.
func TestAuthorizerHoldsUpOneSession(t *testing.T) {
	t.Parallel()
	n := judgedNode(t)
	authorizer := n.join(t, asJSON, "realm1", "staff", able())
	authorizer.register("com.example.authorize", dict{})
	other := n.join(t, asJSON, "realm1", "anonymous", able())
	other.subscribe("com.quick", dict{})
	p := n.join(t, asJSON, "realm1", "judged", plain)
	p.send(PUBLISH, p.next(), dict{}, "com.quick")
	m := authorizer.want(INVOCATION, id, id, anything, anything)
	authorizer.send(YIELD, m[1], dict{}, list{dict{"allow": true, "cache": true}})
	other.want(EVENT, id, id, anything)
	began := time.Now()
	for range 5 {
		p.send(PUBLISH, p.next(), dict{}, "com.quick") // kept: nobody is asked
		p.send(SUBSCRIBE, p.next(), dict{}, "com.slow")
		other.want(EVENT, id, id, anything)
		quiet(other)
		m = authorizer.want(INVOCATION, id, id, anything, anything)
		authorizer.send(YIELD, m[1], dict{}, list{true})
		p.want(SUBSCRIBED, p.last, id)
	}
	if waited := time.Since(began); waited > 4*time.Second {
		t.Errorf("others have waited for the authorizer: %s", waited)
	}
}
