package meta

import (
	"fmt"

	"github.com/wampgen/wampgen/runtime/wamp"
)

func noSession(id wamp.ID) error {
	return &wamp.Error{URI: wamp.ErrNoSuchSession, Message: fmt.Sprintf("the realm has no session %d", id)}
}

func noSubscription(id wamp.ID) error {
	return &wamp.Error{URI: wamp.ErrNoSuchSubscription, Message: fmt.Sprintf("the realm has no subscription %d", id)}
}

func noRegistration(id wamp.ID) error {
	return &wamp.Error{URI: wamp.ErrNoSuchRegistration, Message: fmt.Sprintf("the realm has no registration %d", id)}
}

// notPart says that a session has nothing to do with a registration or subscription.
func notPart(role string, session, of wamp.ID) error {
	return &wamp.Error{URI: wamp.ErrNoSuchSession, Message: fmt.Sprintf("the session %d is no %s of %d", session, role, of)}
}
