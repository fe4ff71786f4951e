package realm

import (
	"fmt"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// passthru is in which roles a peer has announced the payload passthru mode.
type passthru struct{ caller, callee, publisher bool }

func passthruOf(hello wamp.Dict) passthru {
	announced := func(role string) bool { return announces(hello, role, "payload_passthru_mode") }
	return passthru{announced("caller"), announced("callee"), announced("publisher")}
}

// announces reports whether HELLO.Details say that a role has a feature.
func announces(hello wamp.Dict, role, feature string) bool {
	dict := map[string]any(hello)
	for _, key := range []string{"roles", role, "features"} {
		dict, _ = dict[key].(map[string]any)
	}
	has, _ := dict[feature].(bool)
	return has
}

// use checks that a peer that uses the mode has announced it. The error is a
// protocol violation (section "Payload Passthru Mode", "Feature Announcement").
func (m *member) use(t wamp.MessageType, p wamp.Payload, announced bool) error {
	if p.Passthru != nil && !announced {
		return fmt.Errorf("receive %s: payload_passthru_mode is not announced", t)
	}
	return nil
}
