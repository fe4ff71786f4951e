package conformance

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// about is what the session meta API says of the session of p.
func (p *peer) about() with {
	return with{
		"session": p.session, "authid": p.details["authid"], "authrole": p.details["authrole"],
		"authmethod": p.details["authmethod"], "authprovider": p.details["authprovider"],
	}
}

// Section "Session Meta API", "Events".
func TestSessionMetaEvents(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		n := ownNode(t, dict{})
		w := n.join(t, s, "realm1", "anonymous", plain)
		joins, leaves := w.subscribe("wamp.session.on_join", dict{}), w.subscribe("wamp.session.on_leave", dict{})
		for _, end := range leavings {
			p := n.join(t, asJSON, "realm1", "staff", plain)
			event := w.want(EVENT, joins, id, dict{}, list{p.about()})
			if transport, ok := event[4].(list)[0].(dict)["transport"]; ok {
				if _, ok := transport.(dict); !ok {
					t.Errorf("the transport is %v", transport)
				}
			}
			end(p)
			w.want(EVENT, leaves, id, dict{}, list{p.session, p.details["authid"], "staff"})
		}
		n.join(t, asJSON, "realm2", "staff", plain).leave() // is not of this realm
		quiet(w)
	})
}

// Patterns see the meta events like any others.
func TestSessionMetaEventsByPattern(t *testing.T) {
	t.Parallel()
	n := ownNode(t, dict{})
	w := n.join(t, asJSON, "realm1", "anonymous", plain)
	w.subscribe("wamp.session.", dict{"match": "prefix"})
	p := n.join(t, asJSON, "realm1", "staff", plain)
	w.want(EVENT, id, id, dict{"topic": "wamp.session.on_join"}, list{p.about()})
	p.leave()
	w.want(EVENT, id, id, dict{"topic": "wamp.session.on_leave"}, list{p.session, text, "staff"})
}

// "wamp.session.count", "wamp.session.list".
func TestSessionCountAndList(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		n := ownNode(t, dict{})
		p := n.join(t, s, "realm1", "anonymous", plain)
		other, staff := n.join(t, asJSON, "realm1", "anonymous", plain), n.join(t, asJSON, "realm1", "staff", plain)
		n.join(t, asJSON, "realm2", "anonymous", plain)
		for _, test := range []struct {
			payload list
			want    []*peer
		}{
			{list{}, []*peer{p, other, staff}},
			{list{list{}}, []*peer{p, other, staff}},
			{list{list{}, dict{}}, []*peer{p, other, staff}},
			{list{list{list{"anonymous"}}}, []*peer{p, other}},
			{list{list{list{"staff", "nobody"}}}, []*peer{staff}},
			{list{list{list{"staff", "anonymous"}}}, []*peer{p, other, staff}},
			{list{list{list{"nobody"}}}, nil},
			{list{list{list{}}}, nil},
		} {
			request := p.call("wamp.session.count", dict{}, test.payload...)
			p.want(RESULT, request, dict{}, list{len(test.want)})
			request = p.call("wamp.session.list", dict{}, test.payload...)
			result := p.want(RESULT, request, dict{}, list{anything})
			var got, want []int64
			for _, session := range result[3].(list)[0].(list) {
				got = append(got, session.(int64))
			}
			for _, peer := range test.want {
				want = append(want, peer.session)
			}
			slices.Sort(got)
			slices.Sort(want)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%v: sessions (-want +got):\n%s", test.payload, diff)
			}
		}
	})
}

// "wamp.session.get".
func TestSessionGet(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		p, staff := join(t, s), shared.join(t, asJSON, "realm1", "staff", plain)
		elsewhere := shared.join(t, asJSON, "realm2", "staff", plain)
		for _, of := range []*peer{p, staff} {
			request := p.call("wamp.session.get", dict{}, list{of.session})
			p.want(RESULT, request, dict{}, list{of.about()})
		}
		for _, session := range []int64{1, elsewhere.session} {
			request := p.call("wamp.session.get", dict{}, list{session})
			p.want(ERROR, CALL, request, dict{}, "wamp.error.no_such_session", explained)
		}
	})
}

// Arguments that are not those of the procedure are wamp.error.invalid_argument.
func TestSessionMetaArguments(t *testing.T) {
	for name, call := range map[string]list{
		"get without a session":              {"wamp.session.get"},
		"get of a string":                    {"wamp.session.get", list{"1"}},
		"get of null":                        {"wamp.session.get", list{nil}},
		"get of a fraction":                  {"wamp.session.get", list{1.5}},
		"get of a negative number":           {"wamp.session.get", list{-1}},
		"count of a string":                  {"wamp.session.count", list{"anonymous"}},
		"list of numbers":                    {"wamp.session.list", list{list{1}}},
		"kill without a session":             {"wamp.session.kill"},
		"kill of a list":                     {"wamp.session.kill", list{list{1}}},
		"kill with a reason that is no text": {"wamp.session.kill", list{1}, dict{"reason": 5}},
		"kill with a message that is none":   {"wamp.session.kill", list{1}, dict{"message": list{}}},
		"kill_by_authid without one":         {"wamp.session.kill_by_authid"},
		"kill_by_authid of a number":         {"wamp.session.kill_by_authid", list{1}},
		"kill_by_authrole of true":           {"wamp.session.kill_by_authrole", list{true}},
	} {
		t.Run(name, func(t *testing.T) {
			inEach(t, func(t *testing.T, s serializer) {
				p := join(t, s)
				p.send(append(list{CALL, 1, dict{}}, call...)...)
				p.want(ERROR, CALL, 1, dict{}, "wamp.error.invalid_argument", explained)
			})
		})
	}
}

// "wamp.session.kill": reason and message reach the killed session.
func TestSessionKill(t *testing.T) {
	for name, test := range map[string]struct {
		kwargs  list
		reason  string
		details dict
	}{
		"without more":      {nil, "wamp.close.killed", dict{}},
		"empty keywords":    {list{dict{}}, "wamp.close.killed", dict{}},
		"with a reason":     {list{dict{"reason": "com.myapp.close.enough"}}, "com.myapp.close.enough", dict{}},
		"with a message":    {list{dict{"message": "good night"}}, "wamp.close.killed", dict{"message": "good night"}},
		"with both, unkown": {list{dict{"reason": "a.b", "message": "c", "future": 1}}, "a.b", dict{"message": "c"}},
	} {
		t.Run(name, func(t *testing.T) {
			inEach(t, func(t *testing.T, s serializer) {
				killer, victim, w := join(t, s), join(t, s), watcher(t, shared)
				request := killer.call("wamp.session.kill", dict{}, append(list{list{victim.session}}, test.kwargs...)...)
				killer.want(RESULT, request, dict{})
				victim.want(GOODBYE, test.details, test.reason)
				victim.send(GOODBYE, dict{}, "wamp.close.goodbye_and_out")
				victim.wantClosed()
				w.wantGone(victim)
				request = killer.call("wamp.session.get", dict{}, list{victim.session})
				killer.want(ERROR, CALL, request, dict{}, "wamp.error.no_such_session", explained)
			})
		})
	}
}

// "wamp.session.kill", "Errors".
func TestSessionKillErrors(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		p, other := join(t, s), join(t, s)
		elsewhere := shared.join(t, asJSON, "realm2", "staff", plain)
		for _, session := range []int64{p.session, 1, elsewhere.session} {
			request := p.call("wamp.session.kill", dict{}, list{session})
			p.want(ERROR, CALL, request, dict{}, "wamp.error.no_such_session", explained)
		}
		for _, reason := range []string{"", "not a uri", "com..x", "a#"} {
			for _, call := range []list{
				{"wamp.session.kill", list{other.session}}, {"wamp.session.kill_by_authid", list{other.details["authid"]}},
				{"wamp.session.kill_by_authrole", list{"nobody"}}, {"wamp.session.kill_all", list{}},
			} {
				p.send(append(append(list{CALL, p.next(), dict{}}, call...), dict{"reason": reason})...)
				p.want(ERROR, CALL, p.last, dict{}, invalidURI, explained)
			}
		}
		quiet(other)
	})
}

// "wamp.session.kill_by_authid", "wamp.session.kill_by_authrole",
// "wamp.session.kill_all": never the caller's own session.
func TestSessionKillMany(t *testing.T) {
	for name, test := range map[string]struct {
		procedure string
		args      func(killer, first *peer) list
		killed    []int // of the sessions 0 and 1, anonymous, and 2, of the staff
		ids       bool  // the result is the list of the killed
	}{
		"authid":                {"wamp.session.kill_by_authid", func(_, first *peer) list { return list{first.details["authid"]} }, []int{0}, true},
		"the killer's authid":   {"wamp.session.kill_by_authid", func(killer, _ *peer) list { return list{killer.details["authid"]} }, nil, true},
		"authid of nobody":      {"wamp.session.kill_by_authid", func(_, _ *peer) list { return list{"nobody"} }, nil, true},
		"authrole":              {"wamp.session.kill_by_authrole", func(_, _ *peer) list { return list{"staff"} }, []int{2}, false},
		"the killer's authrole": {"wamp.session.kill_by_authrole", func(_, _ *peer) list { return list{"anonymous"} }, []int{0, 1}, false},
		"authrole of nobody":    {"wamp.session.kill_by_authrole", func(_, _ *peer) list { return list{"nobody"} }, nil, false},
		"all":                   {"wamp.session.kill_all", func(_, _ *peer) list { return list{} }, []int{0, 1, 2}, false},
	} {
		t.Run(name, func(t *testing.T) {
			inEach(t, func(t *testing.T, s serializer) {
				n := ownNode(t, dict{})
				killer := n.join(t, s, "realm1", "anonymous", plain)
				victims := []*peer{
					n.join(t, asJSON, "realm1", "anonymous", plain), n.join(t, asMsgpack, "realm1", "anonymous", plain), n.join(t, asCBOR, "realm1", "staff", plain),
				}
				spared := n.join(t, asJSON, "realm2", "staff", plain)
				request := killer.call(test.procedure, dict{}, test.args(killer, victims[0]), dict{"reason": "com.myapp.close.enough"})
				result := any(len(test.killed))
				if test.ids {
					sessions := list{}
					for _, i := range test.killed {
						sessions = append(sessions, victims[i].session)
					}
					result = sessions
				}
				killer.want(RESULT, request, dict{}, list{result})
				for i, p := range victims {
					if slices.Contains(test.killed, i) {
						p.want(GOODBYE, dict{}, "com.myapp.close.enough")
					} else {
						quiet(p)
					}
				}
				quiet(spared, killer)
				request = killer.call("wamp.session.count", dict{})
				killer.want(RESULT, request, dict{}, list{1 + len(victims) - len(test.killed)})
			})
		})
	}
}

// "Closing all sessions in the realm will not generate session meta events"; those
// that are killed one by one do.
func TestSessionKillAllIsQuiet(t *testing.T) {
	t.Parallel()
	n := ownNode(t, dict{})
	killer := n.join(t, asJSON, "realm1", "anonymous", plain)
	killer.subscribe("wamp.session.on_leave", dict{})
	n.join(t, asJSON, "realm1", "anonymous", plain)
	request := killer.call("wamp.session.kill_all", dict{})
	killer.want(RESULT, request, dict{}, list{1})
	quiet(killer)
	p := n.join(t, asJSON, "realm1", "staff", plain)
	request = killer.call("wamp.session.kill_by_authrole", dict{}, list{"staff"})
	killer.want(EVENT, id, id, dict{}, list{p.session, text, "staff"})
	killer.want(RESULT, request, dict{}, list{1})
}
