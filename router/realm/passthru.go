package realm

import (
	"fmt"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// passthru is in which roles a peer has announced the payload passthru mode.
type passthru struct{ caller, callee, publisher bool }

func passthruOf(hello wamp.Dict) passthru {
	announced := func(role string) bool { return hello.Announces(role, "payload_passthru_mode") }
	return passthru{announced("caller"), announced("callee"), announced("publisher")}
}

// use checks that a peer that uses the mode has announced it. The error is a
// protocol violation (section "Payload Passthru Mode", "Feature Announcement").
func (m *member) use(t wamp.MessageType, p *wamp.Passthru, announced bool) error {
	if p != nil && !announced {
		return fmt.Errorf("receive %s: payload_passthru_mode is not announced", t)
	}
	return nil
}
