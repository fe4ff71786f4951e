package conformance

import (
	"strings"
	"testing"
)

// addTestament adds a testament of p.
func (p *peer) addTestament(args list, kwargs dict) {
	p.t.Helper()
	request := p.call("wamp.session.add_testament", dict{}, args, kwargs)
	p.want(RESULT, request, dict{})
}

// Section "Session Testament": testaments are published when the session ends, in
// whatever way, those of the scope detached first, each scope in the order in which
// they were added.
func TestTestaments(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		for _, end := range leavings {
			topic := uri("topic")
			w, p := join(t, asJSON), join(t, s)
			subscription := w.subscribe(topic, dict{})
			p.subscribe(topic, dict{}) // is gone by then
			p.addTestament(list{topic, list{"Seeya!"}, dict{"my_name": "app1"}}, dict{})
			p.addTestament(list{topic, list{s.binary(opaque), 1.5}}, dict{"scope": "destroyed"})
			p.addTestament(list{topic, list{"detached"}, dict{}}, dict{"scope": "detached"})
			p.addTestament(list{topic, nil, dict{"n": 1}}, dict{"scope": nil, "publish_options": nil})
			p.addTestament(list{topic}, dict{"scope": "detached"})
			quiet(w)
			end(p)
			w.want(EVENT, subscription, id, dict{}, list{"detached"}, dict{})
			w.want(EVENT, subscription, id, dict{})
			w.want(EVENT, subscription, id, dict{}, list{"Seeya!"}, dict{"my_name": "app1"})
			w.want(EVENT, subscription, id, dict{}, list{asJSON.binary(opaque), 1.5})
			w.want(EVENT, subscription, id, dict{}, list{}, dict{"n": 1})
			quiet(w)
		}
	})
}

// "wamp.session.flush_testaments" forgets those of one scope, by default destroyed.
func TestFlushTestaments(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		for _, test := range []struct {
			flush []dict // the kwargs of the calls
			want  list
		}{
			{nil, list{"detached", "destroyed"}},
			{[]dict{{}}, list{"detached"}},
			{[]dict{{"scope": "destroyed"}}, list{"detached"}},
			{[]dict{{"scope": "detached"}}, list{"destroyed"}},
			{[]dict{{"scope": "detached"}, {}}, nil},
		} {
			topic := uri("topic")
			w, p := join(t, asJSON), join(t, s)
			subscription := w.subscribe(topic, dict{})
			p.addTestament(list{topic, list{"destroyed"}}, dict{})
			p.addTestament(list{topic, list{"detached"}}, dict{"scope": "detached"})
			for _, kwargs := range test.flush {
				request := p.call("wamp.session.flush_testaments", dict{}, list{}, kwargs)
				p.want(RESULT, request, dict{})
			}
			p.leave()
			for _, arg := range test.want {
				w.want(EVENT, subscription, id, dict{}, list{arg})
			}
			quiet(w)
			w.leave()
		}
	})
}

// "publish_options ... see Publish.Options".
func TestTestamentOptions(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		topic := uri("topic")
		w, excluded, p := join(t, s), join(t, s), join(t, s)
		subscription := w.subscribe(topic, dict{})
		excluded.subscribe(topic, dict{})
		p.addTestament(list{topic, list{s.binary(opaque)}}, dict{"publish_options": plus(encrypted, dict{
			"acknowledge": true, "disclose_me": true, "exclude": list{excluded.session}, "retain": true, "_trace": list{1},
		})})
		session := p.session
		p.drop()
		details := plus(encrypted, dict{"publisher": session, "publisher_authid": text, "publisher_authrole": "anonymous", "_trace": list{1}})
		w.want(EVENT, subscription, id, details, list{s.binary(opaque)})
		quiet(excluded)
		late := join(t, s)
		subscription = late.subscribe(topic, dict{"get_retained": true})
		late.want(EVENT, subscription, id, plus(details, dict{"retained": true}), list{s.binary(opaque)})
	})
}

// What could not be published is refused at once.
func TestTestamentRefused(t *testing.T) {
	for name, test := range map[string]struct {
		payload list
		want    string
	}{
		"no topic":            {list{}, "wamp.error.invalid_argument"},
		"topic is a number":   {list{list{5}}, "wamp.error.invalid_argument"},
		"topic is no URI":     {list{list{"com.open. x"}}, invalidURI},
		"topic is a pattern":  {list{list{"com.open..x"}}, invalidURI},
		"reserved topic":      {list{list{"wamp.session.on_join"}}, invalidURI},
		"denied topic":        {list{list{"com.open.secret.x"}}, "wamp.error.not_authorized"},
		"args are a dict":     {list{list{"com.open.x", dict{}}}, "wamp.error.invalid_argument"},
		"kwargs are a list":   {list{list{"com.open.x", list{}, list{}}}, "wamp.error.invalid_argument"},
		"unknown scope":       {list{list{"com.open.x"}, dict{"scope": "frozen"}}, "wamp.error.invalid_argument"},
		"options are a list":  {list{list{"com.open.x"}, dict{"publish_options": list{}}}, "wamp.error.invalid_argument"},
		"option of no type":   {list{list{"com.open.x"}, dict{"publish_options": dict{"retain": "yes"}}}, "wamp.error.invalid_argument"},
		"mode not announced":  {list{list{"com.open.x"}, dict{"publish_options": encrypted}}, notSupported},
		"too many bytes":      {list{list{"com.open.x", list{strings.Repeat("x", 65536)}}}, "wamp.error.unavailable"},
		"procedure is denied": {nil, "wamp.error.not_authorized"},
	} {
		t.Run(name, func(t *testing.T) {
			inEach(t, func(t *testing.T, s serializer) {
				role := "guest"
				if test.payload != nil {
					role = "heir"
				}
				p := shared.join(t, s, "realm1", role, able("payload_passthru_mode"))
				request := p.call("wamp.session.add_testament", dict{}, test.payload...)
				p.want(ERROR, CALL, request, dict{}, test.want, explained)
			})
		})
	}
	p := join(t, asJSON)
	request := p.call("wamp.session.flush_testaments", dict{}, list{}, dict{"scope": "frozen"})
	p.want(ERROR, CALL, request, dict{}, "wamp.error.invalid_argument", explained)
}

// A session has so many testaments; those it flushes make room.
func TestTestamentsAreBounded(t *testing.T) {
	t.Parallel()
	n := ownNode(t, dict{"testaments_per_session": 3})
	p, w := n.join(t, asJSON, "realm1", "anonymous", plain), n.join(t, asJSON, "realm1", "anonymous", plain)
	topic := uri("topic")
	for _, scope := range []string{"detached", "destroyed", "destroyed"} {
		p.addTestament(list{topic, list{scope}}, dict{"scope": scope})
	}
	request := p.call("wamp.session.add_testament", dict{}, list{topic})
	p.want(ERROR, CALL, request, dict{}, "wamp.error.unavailable", explained)
	request = p.call("wamp.session.flush_testaments", dict{}, list{}, dict{"scope": "detached"})
	p.want(RESULT, request, dict{})
	p.addTestament(list{topic, list{"last"}}, dict{})
	subscription := w.subscribe(topic, dict{})
	p.drop()
	for _, arg := range []string{"destroyed", "destroyed", "last"} {
		w.want(EVENT, subscription, id, dict{}, list{arg})
	}
}

// "wamp.session.kill_all": no testament events.
func TestKillAllWithoutTestaments(t *testing.T) {
	t.Parallel()
	n := ownNode(t, dict{})
	w, p := n.join(t, asJSON, "realm1", "anonymous", plain), n.join(t, asJSON, "realm1", "staff", plain)
	topic := uri("topic")
	w.subscribe(topic, dict{})
	p.addTestament(list{topic, list{1}}, dict{})
	request := w.call("wamp.session.kill_all", dict{})
	w.want(RESULT, request, dict{}, list{1})
	p.want(GOODBYE, anything, "wamp.close.killed")
	quiet(w)
}
