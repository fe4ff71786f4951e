package conformance

import "testing"

// Section "Registering and Unregistering".
func TestRegister(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		procedure := uri("procedure")
		callee, caller := join(t, s), join(t, asJSON)
		callee.send(REGISTER, 1, dict{}, procedure)
		registration := callee.want(REGISTERED, 1, id)[2]
		request := caller.call(procedure, dict{}, list{"Hello, world!"})
		callee.want(INVOCATION, 1, registration, dict{}, list{"Hello, world!"})
		callee.send(YIELD, 1, dict{}, list{"Hello, you!"})
		caller.want(RESULT, request, dict{}, list{"Hello, you!"})
		callee.send(UNREGISTER, 2, registration)
		callee.want(UNREGISTERED, 2)
		request = caller.call(procedure, dict{})
		caller.want(ERROR, CALL, request, dict{}, "wamp.error.no_such_procedure", explained)
		quietAfter(callee, 2)
	})
}

// "Register ERROR": a procedure has one callee, be it another or the same.
func TestRegisterError(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		procedure := uri("procedure")
		first, second := join(t, s), join(t, s)
		registration := first.register(procedure, dict{})
		for _, p := range []*peer{second, first} {
			p.send(REGISTER, p.next(), dict{"invoke": "single"}, procedure)
			p.want(ERROR, REGISTER, p.last, dict{}, "wamp.error.procedure_already_exists", explained)
		}
		request := second.call(procedure, dict{})
		first.want(INVOCATION, 1, registration, dict{})
		first.send(YIELD, 1, dict{})
		second.want(RESULT, request, dict{})
		first.send(UNREGISTER, first.next(), registration)
		first.want(UNREGISTERED, first.last)
		second.register(procedure, dict{})
	})
}

// "Unregister ERROR": of a registration that the session does not have.
func TestUnregisterError(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		procedure := uri("procedure")
		p, other := join(t, s), join(t, s)
		foreign := other.register(procedure, dict{})
		own := p.register(uri("procedure"), dict{})
		p.send(UNREGISTER, p.next(), own)
		p.want(UNREGISTERED, p.last)
		for _, registration := range []int64{own, foreign, 1, maxID} {
			p.send(UNREGISTER, p.next(), registration)
			p.want(ERROR, UNREGISTER, p.last, dict{}, "wamp.error.no_such_registration", explained)
		}
		request := p.call(procedure, dict{})
		other.want(INVOCATION, 1, foreign, dict{})
		other.send(YIELD, 1, dict{})
		p.want(RESULT, request, dict{})
	})
}

// A topic, a procedure and an error may have the same URI (section "URIs": one
// namespace, different resources).
func TestRegisterWhatIsATopic(t *testing.T) {
	t.Parallel()
	name := uri("name")
	p, caller := join(t, asJSON), join(t, asJSON)
	subscription := p.subscribe(name, dict{})
	registration := p.register(name, dict{})
	caller.publish(name, dict{})
	p.want(EVENT, subscription, id, dict{})
	caller.call(name, dict{})
	p.want(INVOCATION, 1, registration, dict{})
}

func TestRegisterUnknownOptions(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		procedure := uri("procedure")
		p := join(t, s)
		registration := p.register(procedure, unknownOptions)
		request := p.call(procedure, unknownOptions, list{1})
		p.want(INVOCATION, 1, registration, dict{}, list{1})
		p.send(YIELD, 1, unknownOptions, list{2})
		p.want(RESULT, request, dict{}, list{2})
	})
}
