package conformance

import "testing"

// Section "Authorization": what a role may not do is answered with
// wamp.error.not_authorized, and a pattern only granted as a whole.
func TestNotAuthorized(t *testing.T) {
	for name, test := range map[string]struct {
		request list
		allowed bool
	}{
		"call of nothing allowed":        {list{CALL, 1, dict{}, "com.closed.procedure"}, false},
		"call of something denied":       {list{CALL, 1, dict{}, "com.open.secret.procedure"}, false},
		"call where one may listen":      {list{CALL, 1, dict{}, "com.listen.procedure"}, false},
		"call of the meta API":           {list{CALL, 1, dict{}, "wamp.session.count"}, false},
		"kill":                           {list{CALL, 1, dict{}, "wamp.session.kill_all"}, false},
		"register":                       {list{REGISTER, 1, dict{}, "com.shown.procedure2"}, false},
		"register around what is denied": {list{REGISTER, 1, dict{"match": "prefix"}, "com.open."}, false},
		"register everything":            {list{REGISTER, 1, dict{"match": "prefix"}, "com"}, false},
		"register by wildcard":           {list{REGISTER, 1, dict{"match": "wildcard"}, "com..x"}, false},
		"publish":                        {list{PUBLISH, 1, dict{"acknowledge": true}, "com.listen.topic"}, false},
		"subscribe":                      {list{SUBSCRIBE, 1, dict{}, "com.shown.topic"}, false},
		"subscribe to the meta API":      {list{SUBSCRIBE, 1, dict{}, "wamp.session.on_join"}, false},
		"subscribe to everything":        {list{SUBSCRIBE, 1, dict{"match": "prefix"}, ""}, false},
		"subscribe around":               {list{SUBSCRIBE, 1, dict{"match": "prefix"}, "com.ope"}, false},
		"subscribe by wildcard":          {list{SUBSCRIBE, 1, dict{"match": "wildcard"}, "com.open."}, false},
		"subscribe below what is open":   {list{SUBSCRIBE, 1, dict{"match": "prefix"}, "com.open.a"}, true},
		"subscribe where one may":        {list{SUBSCRIBE, 1, dict{}, "com.listen.topic"}, true},
		"subscribe to a whole prefix":    {list{SUBSCRIBE, 1, dict{"match": "prefix"}, "com.listen."}, true},
		"wildcards inside a prefix":      {list{SUBSCRIBE, 1, dict{"match": "wildcard"}, "com.listen..x"}, true},
		"publish where one may":          {list{PUBLISH, 1, dict{"acknowledge": true}, "com.open.topic"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			inEach(t, func(t *testing.T, s serializer) {
				p := shared.join(t, s, "realm1", "guest", plain)
				p.send(test.request...)
				if test.allowed {
					if answer := p.receive(); answer[0] != int64(test.request[0].(int)+1) {
						t.Errorf("the answer is %v", answer)
					}
					return
				}
				p.want(ERROR, test.request[0], 1, dict{}, "wamp.error.not_authorized", explained)
			})
		})
	}
}

// Without acknowledgement, a publication that is refused is refused in silence.
func TestNotAuthorizedUnacknowledged(t *testing.T) {
	t.Parallel()
	p, other := shared.join(t, asJSON, "realm1", "guest", plain), join(t, asJSON)
	other.subscribe("com.listen.unacknowledged", dict{})
	p.send(PUBLISH, 1, dict{}, "com.listen.unacknowledged")
	p.send(SUBSCRIBE, 2, dict{}, "com.listen.topic")
	p.want(SUBSCRIBED, 2, id)
	quiet(other)
}
