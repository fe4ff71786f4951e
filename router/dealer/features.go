package dealer

import "github.com/wampgen/wampgen/runtime/wamp"

// features are what a callee can do beyond the basic profile.
type features struct {
	canceling   bool // it understands INTERRUPT
	progress    bool // it may answer progressively
	invocations bool // it takes calls with an input
	reroute     bool // it gives calls back that it can not attend to
	revocation  bool // it understands UNREGISTERED that answers no request
	timeout     bool // it can mind the timeout of an invocation itself
	passthru    bool // it reads payloads in passthru mode
}

// featuresOf reads HELLO.Details.roles.callee.features. A callee that answers
// progressively, or takes calls with an input, has to understand INTERRUPT (sections
// "Progressive Call Results" and "Progressive Call Invocations"; the latter spells
// that feature in its own way).
func featuresOf(hello wamp.Dict) features {
	announced := func(feature string) bool { return hello.Announces("callee", feature) }
	canceling := announced("call_canceling") || announced("call_cancelling")
	return features{
		canceling:   canceling,
		progress:    canceling && announced("progressive_call_results"),
		invocations: canceling && announced("progressive_call_invocations"),
		reroute:     announced("call_reroute"),
		revocation:  announced("registration_revocation"),
		timeout:     announced("call_timeout"),
		passthru:    announced("payload_passthru_mode"),
	}
}
