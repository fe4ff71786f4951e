package conformance

import (
	"fmt"
	"testing"
)

// aboutRegistration is RegistrationDetails.
func aboutRegistration(registration int64, uri, match, invoke string) dict {
	return dict{"id": registration, "created": iso8601, "uri": uri, "match": match, "invoke": invoke}
}

// Section "Registration Meta API", "Events": the order in which they are fired, in all
// ways in which a registration ends.
func TestRegistrationMetaEvents(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		n := ownNode(t, dict{})
		w := n.join(t, s, "realm1", "anonymous", plain)
		w.subscribe("wamp.registration.", dict{"match": "prefix"})
		first, second := n.join(t, asJSON, "realm1", "staff", able()), n.join(t, asJSON, "realm1", "staff", able())
		options := dict{"invoke": "roundrobin"}
		for match, procedure := range map[string]string{"exact": "com.myapp.procedure", "prefix": "com.myapp", "wildcard": "com..procedure"} {
			options["match"] = match
			registration := first.register(procedure, options)
			w.wantMeta("wamp.registration.on_create", first.session, aboutRegistration(registration, procedure, match, "roundrobin"))
			w.wantMeta("wamp.registration.on_register", first.session, registration)
			second.register(procedure, options)
			w.wantMeta("wamp.registration.on_register", second.session, registration)
			second.send(REGISTER, second.next(), dict{"match": match}, procedure)
			second.want(ERROR, REGISTER, second.last, dict{}, alreadyExists, explained)
			first.send(UNREGISTER, first.next(), registration)
			first.want(UNREGISTERED, first.last)
			w.wantMeta("wamp.registration.on_unregister", first.session, registration)
			second.send(UNREGISTER, second.next(), registration)
			second.want(UNREGISTERED, second.last)
			w.wantMeta("wamp.registration.on_unregister", second.session, registration)
			w.wantMeta("wamp.registration.on_delete", second.session, registration)
		}
		for _, end := range leavings {
			p := n.join(t, asJSON, "realm1", "staff", plain)
			registration := p.register("com.myapp.procedure", dict{})
			w.wantMeta("wamp.registration.on_create", p.session, aboutRegistration(registration, "com.myapp.procedure", "exact", "single"))
			w.wantMeta("wamp.registration.on_register", p.session, registration)
			end(p)
			w.wantMeta("wamp.registration.on_unregister", p.session, registration)
			w.wantMeta("wamp.registration.on_delete", p.session, registration)
		}
		old, next := n.join(t, asJSON, "realm1", "guest", plain), n.join(t, asJSON, "realm1", "guest", plain)
		registration := old.register("com.force.procedure", dict{})
		w.wantMeta("wamp.registration.on_create", old.session, anything)
		w.wantMeta("wamp.registration.on_register", old.session, registration)
		next.register("com.force.procedure", dict{"force_reregister": true})
		w.wantMeta("wamp.registration.on_unregister", old.session, registration)
		w.wantMeta("wamp.registration.on_delete", old.session, registration)
		w.wantMeta("wamp.registration.on_create", next.session, anything)
		w.wantMeta("wamp.registration.on_register", next.session, registration)
		n.join(t, asJSON, "realm2", "staff", plain).register("com.myapp.procedure", dict{}) // is not of this realm
		quiet(w)
	})
}

// Who hears of a registration can call it.
func TestRegistrationMetaEventsComeInTime(t *testing.T) {
	t.Parallel()
	n := ownNode(t, dict{})
	w := n.join(t, asJSON, "realm1", "anonymous", plain)
	w.subscribe("wamp.registration.on_register", dict{})
	for i := range 50 {
		p := n.join(t, asMsgpack, "realm1", "staff", plain)
		procedure := fmt.Sprintf("com.myapp.procedure%d", i)
		p.send(REGISTER, 1, dict{}, procedure)
		w.want(EVENT, id, id, dict{}, list{p.session, id})
		request := w.call(procedure, dict{})
		p.want(REGISTERED, 1, id)
		p.want(INVOCATION, 1, id, dict{})
		p.send(YIELD, 1, dict{})
		w.want(RESULT, request, dict{})
	}
}

// A session with 10,000 registrations leaves, and the watcher hears of each, the two
// events of one in order, within its outbox.
func TestRegistrationMetaEventsOfManyRegistrations(t *testing.T) {
	t.Parallel()
	const registrations = 10_000
	n := ownNode(t, dict{"registrations_per_session": registrations})
	w := n.join(t, asMsgpack, "realm1", "anonymous", plain)
	p := n.join(t, asMsgpack, "realm1", "staff", plain)
	ids := map[int64]string{}
	for i := range registrations {
		p.send(REGISTER, i+1, dict{}, fmt.Sprintf("com.myapp.procedure%d", i))
	}
	for i := range registrations {
		ids[p.want(REGISTERED, i+1, id)[2].(int64)] = ""
	}
	unregistered, deleted := w.subscribe("wamp.registration.on_unregister", dict{}), w.subscribe("wamp.registration.on_delete", dict{})
	p.drop()
	for range 2 * registrations {
		event := w.want(EVENT, anything, id, dict{}, list{p.session, id})
		registration, at := event[4].(list)[1].(int64), event[1].(int64)
		before, known := ids[registration]
		switch {
		case known && before == "" && at == unregistered:
			ids[registration] = "unregistered"
		case known && before == "unregistered" && at == deleted:
			delete(ids, registration)
		default:
			t.Fatalf("event %v of a registration that is %q", event, before)
		}
	}
	quiet(w)
}

// "wamp.registration.list", "lookup", "match", "get", "list_callees" and
// "count_callees".
func TestRegistrationMetaProcedures(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		n := ownNode(t, dict{})
		p, q := n.join(t, s, "realm1", "anonymous", plain), n.join(t, asJSON, "realm1", "staff", plain)
		if diff := diff(list{dict{"exact": list{}, "prefix": list{}, "wildcard": list{}}}, list{p.callMeta("wamp.registration.list")}); diff != "" {
			t.Errorf("list of none (-want +got):\n%s", diff)
		}
		exact := p.register("com.myapp.procedure", dict{"invoke": "last"})
		q.register("com.myapp.procedure", dict{"invoke": "last"})
		short := p.register("com.", dict{"match": "prefix"})
		long := p.register("com.myapp", dict{"match": "prefix"})
		wildcard := q.register("org..procedure", dict{"match": "wildcard"})
		other := q.register("com.other", dict{})

		lists := p.callMeta("wamp.registration.list").(dict)
		for match, want := range map[string][]int64{"exact": {exact, other}, "prefix": {short, long}, "wildcard": {wildcard}} {
			wantIDs(t, want, lists[match])
		}
		for procedure, want := range map[string]any{
			"com.myapp.procedure": exact, "com.myapp.x": long, "com.x": short, "org.x.procedure": wildcard, "org.x": nil,
		} {
			if got := p.callMeta("wamp.registration.match", list{procedure}); got != want {
				t.Errorf("match of %s is %v, want %v", procedure, got, want)
			}
		}
		for _, test := range []struct {
			args list
			want any
		}{
			{list{"com.myapp.procedure"}, exact},
			{list{"com.myapp.procedure", dict{"match": "exact", "invoke": "single"}}, exact},
			{list{"com.myapp.procedure", dict{"match": "prefix"}}, nil},
			{list{"com.", dict{"match": "prefix"}}, short},
			{list{"org..procedure", dict{"match": "wildcard"}}, wildcard},
			{list{"com.my"}, nil},
		} {
			request := p.call("wamp.registration.lookup", dict{}, test.args)
			p.want(RESULT, request, dict{}, list{test.want})
		}
		for registration, details := range map[int64]dict{
			exact: aboutRegistration(exact, "com.myapp.procedure", "exact", "last"),
			short: aboutRegistration(short, "com.", "prefix", "single"), wildcard: aboutRegistration(wildcard, "org..procedure", "wildcard", "single"),
		} {
			request := p.call("wamp.registration.get", dict{}, list{registration})
			p.want(RESULT, request, dict{}, list{details})
		}
		request := p.call("wamp.registration.list_callees", dict{}, list{exact})
		p.want(RESULT, request, dict{}, list{list{p.session, q.session}})
		request = p.call("wamp.registration.count_callees", dict{}, list{exact})
		p.want(RESULT, request, dict{}, list{2})

		q.send(UNREGISTER, q.next(), other)
		q.want(UNREGISTERED, q.last)
		for _, procedure := range []string{"get", "list_callees", "count_callees"} {
			for _, registration := range []int64{other, 1} {
				request := p.call("wamp.registration."+procedure, dict{}, list{registration})
				p.want(ERROR, CALL, request, dict{}, "wamp.error.no_such_registration", explained)
			}
			request := p.call("wamp.registration."+procedure, dict{}, list{"one"})
			p.want(ERROR, CALL, request, dict{}, "wamp.error.invalid_argument", explained)
		}
	})
}

// Section "Registration Revocation", by Crossbar.io's remove_callee.
func TestRegistrationRevocation(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		procedure, admin := uri("procedure"), join(t, s)
		told, untold := join(t, s), shared.join(t, s, "realm1", "anonymous", able("registration_revocation"))
		registration := told.register(procedure, dict{"invoke": "first"})
		untold.register(procedure, dict{"invoke": "first"})
		remove := func(p *peer) (request int) {
			return admin.call("wamp.registration.remove_callee", dict{}, list{registration, p.session}, dict{"reason": "moving endpoint to other callee"})
		}
		pending := admin.call(procedure, dict{})
		told.want(INVOCATION, 1, registration, dict{})
		admin.want(RESULT, remove(told), dict{})
		told.want(UNREGISTERED, 0, dict{"registration": registration, "reason": "moving endpoint to other callee"})
		admin.want(ERROR, CALL, remove(told), dict{}, "wamp.error.no_such_session", explained)
		told.send(YIELD, 1, dict{}, list{1})
		admin.want(RESULT, pending, dict{}, list{1})
		admin.call(procedure, dict{})
		untold.want(INVOCATION, 1, registration, dict{})
		admin.want(RESULT, remove(untold), dict{})
		admin.want(ERROR, CALL, remove(untold), dict{}, "wamp.error.no_such_registration", explained)
		quiet(untold)
	})
}
