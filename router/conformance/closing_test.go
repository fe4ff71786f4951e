package conformance

import "testing"

// Section "Session Closing", "GOODBYE": a GOODBYE of the client is answered, and
// the connection ends with its session.
func TestGoodbyeOfTheClient(t *testing.T) {
	for name, message := range map[string]list{
		"to leave the realm":  {GOODBYE, dict{}, "wamp.close.close_realm"},
		"to shut down":        {GOODBYE, dict{"message": "The host is shutting down now."}, "wamp.close.system_shutdown"},
		"for its own reason":  {GOODBYE, dict{"_custom": list{1}}, "com.myapp.close.enough"},
		"that answers itself": {GOODBYE, dict{}, "wamp.close.goodbye_and_out"},
	} {
		t.Run(name, func(t *testing.T) {
			inEach(t, func(t *testing.T, s serializer) {
				p := join(t, s)
				p.send(message...)
				p.want(GOODBYE, dict{}, "wamp.close.goodbye_and_out")
				if status := p.wantClosed(); status != 1000 {
					t.Errorf("the connection ended with status %d, want 1000", status)
				}
			})
		})
	}
}

// What comes after the client's GOODBYE is not processed any more.
func TestNothingAfterGoodbye(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		topic := uri("topic")
		p, other := join(t, s), join(t, s)
		subscription := other.subscribe(topic, dict{})
		p.send(PUBLISH, 1, dict{}, topic, list{"before"})
		p.send(GOODBYE, dict{}, "wamp.close.close_realm")
		p.send(PUBLISH, 2, dict{}, topic, list{"after"})
		p.send(SUBSCRIBE, 3, dict{}, topic)
		p.want(GOODBYE, dict{}, "wamp.close.goodbye_and_out")
		p.wantClosed()
		other.want(EVENT, subscription, id, dict{}, list{"before"})
		quiet(other)
	})
}

// A session that has ended leaves nothing behind: its subscriptions and
// registrations are gone when GOODBYE is answered.
func TestGoodbyeReleasesEverything(t *testing.T) {
	t.Parallel()
	procedure := uri("procedure")
	p, other := join(t, asJSON), join(t, asMsgpack)
	p.register(procedure, dict{})
	p.leave()
	other.register(procedure, dict{})
}

// wantGone waits for the end of the session of p, of which it gets to know by
// wamp.session.on_leave.
func (watcher *peer) wantGone(p *peer) {
	watcher.t.Helper()
	for {
		event := watcher.want(EVENT, id, id, dict{}, list{id, text, text})
		if event[4].(list)[0] == p.session {
			return
		}
	}
}

// watcher returns a session that gets to know which sessions end.
func watcher(t *testing.T, n *node) *peer {
	t.Helper()
	w := n.join(t, asJSON, "realm1", "anonymous", able())
	w.subscribe("wamp.session.on_leave", dict{})
	return w
}

// Sections "WELCOME" and "ABORT": a session also ends with ABORT, which is not
// answered, and when its transport is gone.
func TestEndWithoutGoodbye(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*peer){
		"ABORT": func(p *peer) {
			p.send(ABORT, dict{"message": "that is enough"}, "com.myapp.error.enough")
			p.wantClosed()
		},
		"ABORT with payload": func(p *peer) {
			p.send(ABORT, dict{}, "com.myapp.error.enough", list{1, "x"}, dict{"a": nil})
			p.wantClosed()
		},
		"the transport is gone": (*peer).drop,
	} {
		t.Run(name, func(t *testing.T) {
			inEach(t, func(t *testing.T, s serializer) {
				procedure := uri("procedure")
				w, p := watcher(t, shared), join(t, s)
				p.register(procedure, dict{})
				end(p)
				w.wantGone(p)
				join(t, s).register(procedure, dict{})
			})
		})
	}
}

// kill has the router close the session of p, with GOODBYE.
func (killer *peer) kill(p *peer) {
	killer.t.Helper()
	request := killer.call("wamp.session.kill", dict{}, list{p.session}, dict{"reason": "com.myapp.close.enough", "message": "enough"})
	killer.want(RESULT, request, dict{})
	p.want(GOODBYE, dict{"message": "enough"}, "com.myapp.close.enough")
}

// Section "Session Closing": the router closes, the client answers. What else the
// client sends meanwhile is ignored (state chart, transition 14).
func TestGoodbyeOfTheRouter(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		topic := uri("topic")
		killer, p := join(t, s), join(t, s)
		killer.subscribe(topic, dict{})
		killer.kill(p)
		p.send(PUBLISH, 1, dict{}, topic)
		p.send(CALL, 77, dict{}, "not a uri")
		p.send(GOODBYE, dict{}, "wamp.close.goodbye_and_out")
		if status := p.wantClosed(); status != 1000 {
			t.Errorf("the connection ended with status %d, want 1000", status)
		}
		quiet(killer)
	})
}

// A client that does not answer GOODBYE is not waited for for ever.
func TestGoodbyeWithoutAnswer(t *testing.T) {
	t.Parallel()
	killer, p := join(t, asJSON), join(t, asJSON)
	killer.kill(p)
	p.wantClosed()
}

// Both may close at the same time: each GOODBYE is the answer to the other.
func TestGoodbyesCross(t *testing.T) {
	t.Parallel()
	killer, p := join(t, asJSON), join(t, asJSON)
	p.send(GOODBYE, dict{}, "wamp.close.close_realm")
	killer.send(CALL, killer.next(), dict{}, "wamp.session.kill", list{p.session})
	killer.receive() // killed, or gone before
	p.want(GOODBYE, anything, text)
	p.wantClosed()
}

// Section "Basic Profile URIs", "Session Close": a router that stops tells its
// sessions; connections without one end, too.
func TestGoodbyeOfANodeThatStops(t *testing.T) {
	t.Parallel()
	n := ownNode(t, dict{})
	var peers []*peer
	for _, s := range serializers {
		peers = append(peers, n.join(t, s, "realm1", "anonymous", plain))
	}
	early := n.dial(t, asJSON, "anonymous")
	n.stop()
	early.wantCutOff()
	for _, p := range peers {
		p.want(GOODBYE, anything, "wamp.close.system_shutdown")
		p.send(GOODBYE, dict{}, "wamp.close.goodbye_and_out")
		p.wantClosed()
	}
}
