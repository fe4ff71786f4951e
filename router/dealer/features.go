package dealer

import "github.com/wampgen/wampgen/runtime/wamp"

// features are what a callee can do beyond the basic profile.
type features struct {
	canceling bool // it understands INTERRUPT
	progress  bool // it may answer progressively
	timeout   bool // it can mind the timeout of an invocation itself
	passthru  bool // it reads payloads in passthru mode
}

// featuresOf reads HELLO.Details.roles.callee.features. A callee that answers
// progressively has to understand INTERRUPT (section "Progressive Call Results").
func featuresOf(hello wamp.Dict) (f features) {
	roles, _ := hello["roles"].(map[string]any)
	callee, _ := roles["callee"].(map[string]any)
	announced, _ := callee["features"].(map[string]any)
	f.canceling, _ = announced["call_canceling"].(bool)
	f.progress, _ = announced["progressive_call_results"].(bool)
	f.progress = f.progress && f.canceling
	f.timeout, _ = announced["call_timeout"].(bool)
	f.passthru, _ = announced["payload_passthru_mode"].(bool)
	return f
}

// readsPassthru reports whether a caller reads payloads in passthru mode.
func readsPassthru(hello wamp.Dict) bool {
	roles, _ := hello["roles"].(map[string]any)
	caller, _ := roles["caller"].(map[string]any)
	announced, _ := caller["features"].(map[string]any)
	reads, _ := announced["payload_passthru_mode"].(bool)
	return reads
}
