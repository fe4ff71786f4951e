package runtime

import (
	"time"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Procedure describes a procedure to both of its sides. It does not change once it
// is used.
type Procedure[A, R any] struct {
	URI      wamp.URI // the pattern to register, if it has parts; see CallAt
	Args     Codec[A]
	Result   Codec[R]
	Errors   []ErrorType          // declared errors, which callers get typed
	Timeout  time.Duration        // of each call; 0 is none but the context's
	Register wamp.RegisterOptions // for the callee
}

// Topic describes a topic to both of its sides. It does not change once it is
// used.
type Topic[E any] struct {
	URI       wamp.URI // the pattern to subscribe to, if it has parts; see PublishAt
	Event     Codec[E]
	Publish   wamp.PublishOptions
	Subscribe wamp.SubscribeOptions
}
