package conformance

import "testing"

// Section "Session Establishment", "WELCOME": WELCOME is the first message of the
// router, with a session ID, its roles and what they can.
func TestEstablishment(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		p := dial(t, s)
		p.send(HELLO, "realm1", plain)
		p.want(WELCOME, id, with{
			"agent":        text,
			"authid":       text,
			"authrole":     "anonymous",
			"authmethod":   "anonymous",
			"authprovider": text,
			"roles": dict{
				"broker": dict{"reflection": true, "features": dict{
					"event_retention": true, "pattern_based_subscription": true, "payload_passthru_mode": true, "publisher_exclusion": true, "publication_trustlevels": true,
					"publisher_identification": true, "session_meta_api": true, "subscriber_blackwhite_listing": true,
					"subscription_meta_api": true, "subscription_revocation": true,
				}},
				"dealer": dict{"reflection": true, "features": dict{
					"call_canceling": true, "call_timeout": true, "call_trustlevels": true, "caller_identification": true,
					"pattern_based_registration": true, "payload_passthru_mode": true, "progressive_call_invocations": true,
					"progressive_call_results": true, "session_meta_api": true, "testament_meta_api": true,
					"call_reroute": true, "registration_meta_api": true, "registration_revocation": true, "shared_registration": true,
				}},
			},
		})
		quiet(p)
	})
}

// Section "Session Meta API", "Feature Announcement": what is not offered is not
// announced.
func TestEstablishmentWithoutMetaAPI(t *testing.T) {
	t.Parallel()
	p := shared.join(t, asJSON, "plain", "anonymous", plain)
	for role, value := range p.details["roles"].(dict) {
		if features := value.(dict)["features"].(dict); features["session_meta_api"] != nil {
			t.Errorf("the %s announces session_meta_api", role)
		}
	}
	p.send(CALL, 1, dict{}, "wamp.session.count")
	p.want(ERROR, CALL, 1, dict{}, "wamp.error.no_such_procedure", explained)
}

// Section "IDs": the IDs of sessions and publications are drawn at random from the
// whole range.
func TestGlobalIDs(t *testing.T) {
	t.Parallel()
	publisher := join(t, asJSON)
	for name, next := range map[string]func() int64{
		"sessions": func() int64 {
			p := join(t, asCBOR)
			p.drop()
			return p.session
		},
		"publications": func() int64 { return publisher.publish("com.myapp.topic", dict{}) },
	} {
		const total = 40
		seen := map[int64]bool{}
		var high, odd int
		for range total {
			id := next()
			seen[id] = true
			high += int(id / (maxID/2 + 1))
			odd += int(id & 1)
		}
		if len(seen) != total || high == 0 || high == total || odd == 0 || odd == total {
			t.Errorf("%d %s have %d IDs, %d of them in the upper half, %d odd", total, name, len(seen), high, odd)
		}
	}
}

// The client need not wait for WELCOME before its next message: the session is
// open when the router comes to it.
func TestEstablishmentPipelined(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		topic := uri("topic")
		p := dial(t, s)
		p.send(HELLO, "realm1", plain)
		p.send(SUBSCRIBE, 1, dict{}, topic)
		p.send(PUBLISH, 2, dict{"exclude_me": false}, topic, list{1})
		p.send(GOODBYE, dict{}, "wamp.close.close_realm")
		p.want(WELCOME, id, anything)
		subscription := p.want(SUBSCRIBED, 1, id)[2]
		p.want(EVENT, subscription, id, dict{}, list{1})
		p.want(GOODBYE, dict{}, "wamp.close.goodbye_and_out")
		p.wantClosed()
	})
}

// Section "Session Establishment", "HELLO", and "Realms": what is answered with
// ABORT instead of WELCOME. ABORT ends the connection.
func TestEstablishmentRefused(t *testing.T) {
	roles := plain["roles"]
	for _, test := range []struct {
		name    string
		realm   string
		details dict
		reason  string
	}{
		{"realm that does not exist", "realm9", plain, "wamp.error.no_such_realm"},
		{"realm in capitals", "REALM1", plain, "wamp.error.no_such_realm"},
		{"realm with a space", "realm 1", plain, "wamp.error.invalid_uri"},
		{"realm with #", "realm#1", plain, "wamp.error.invalid_uri"},
		{"realm with an empty component", "realm..1", plain, "wamp.error.invalid_uri"},
		{"realm that begins with a dot", ".realm1", plain, "wamp.error.invalid_uri"},
		{"realm that ends with a dot", "realm1.", plain, "wamp.error.invalid_uri"},
		{"realm with a tab", "realm\t1", plain, "wamp.error.invalid_uri"},
		{"empty realm, and none assigned", "", plain, "wamp.error.no_such_realm"},
		{"no roles", "realm1", dict{}, protocolViolation},
		{"empty roles", "realm1", dict{"roles": dict{}}, protocolViolation},
		{"roles are a list", "realm1", dict{"roles": list{"caller"}}, protocolViolation},
		{"roles are null", "realm1", dict{"roles": nil}, protocolViolation},
		{"role is true", "realm1", dict{"roles": dict{"caller": true}}, protocolViolation},
		{"role is a list", "realm1", dict{"roles": dict{"caller": dict{}, "callee": list{}}}, protocolViolation},
		{"features are a list", "realm1", dict{"roles": dict{"caller": dict{"features": list{}}}}, protocolViolation},
		{"no role of a client", "realm1", dict{"roles": dict{"broker": dict{}}}, protocolViolation},
		{"no method of authentication in common", "realm1", dict{"roles": roles, "authmethods": list{"wampcra"}}, "wamp.error.no_matching_auth_method"},
	} {
		t.Run(test.name, func(t *testing.T) {
			inEach(t, func(t *testing.T, s serializer) {
				p := dial(t, s)
				p.send(HELLO, test.realm, test.details)
				p.wantAbort(test.reason)
			})
		})
	}
}

// Section "Client: Role and Feature Announcement": any combination of roles, and
// attributes that are not known are ignored (section "Extensibility").
func TestEstablishmentAccepted(t *testing.T) {
	for name, details := range map[string]dict{
		"caller":     {"roles": dict{"caller": dict{}}},
		"callee":     {"roles": dict{"callee": dict{}}},
		"publisher":  {"roles": dict{"publisher": dict{}}},
		"subscriber": {"roles": dict{"subscriber": dict{}}},
		"two":        {"roles": dict{"subscriber": dict{}, "caller": dict{}}},
		"features":   able(),
		"agent":      {"agent": "AutobahnJS-0.9.14", "roles": plain["roles"]},
		"unknown role, feature and attributes": {
			"roles":  dict{"caller": dict{"features": dict{"time_travel": true}, "future": list{}}, "observer": dict{}},
			"future": dict{"a": list{1, nil}}, "_custom": 1.5,
		},
		"method of authentication in common": {"roles": plain["roles"], "authmethods": list{"ticket", "anonymous"}},
	} {
		t.Run(name, func(t *testing.T) {
			inEach(t, func(t *testing.T, s serializer) {
				shared.join(t, s, "realm1", "anonymous", details)
			})
		})
	}
}

// Section "Realms, Sessions and Transports": messages are only routed within a
// realm.
func TestRealmsAreApart(t *testing.T) {
	t.Parallel()
	here := join(t, asJSON)
	there := shared.join(t, asJSON, "realm2", "anonymous", plain)
	topic, procedure := uri("topic"), uri("procedure")
	there.subscribe(topic, dict{})
	there.register(procedure, dict{})
	here.publish(topic, dict{})
	request := here.call(procedure, dict{})
	here.want(ERROR, CALL, request, dict{}, "wamp.error.no_such_procedure", explained)
	quiet(there)
}
