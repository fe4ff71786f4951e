package wamp

// MessageType is the code of a message (section "Message Codes and Direction").
type MessageType uint8

// The message codes.
const (
	TypeHello        MessageType = 1
	TypeWelcome      MessageType = 2
	TypeAbort        MessageType = 3
	TypeChallenge    MessageType = 4
	TypeAuthenticate MessageType = 5
	TypeGoodbye      MessageType = 6
	TypeError        MessageType = 8
	TypePublish      MessageType = 16
	TypePublished    MessageType = 17
	TypeSubscribe    MessageType = 32
	TypeSubscribed   MessageType = 33
	TypeUnsubscribe  MessageType = 34
	TypeUnsubscribed MessageType = 35
	TypeEvent        MessageType = 36
	TypeCall         MessageType = 48
	TypeCancel       MessageType = 49
	TypeResult       MessageType = 50
	TypeRegister     MessageType = 64
	TypeRegistered   MessageType = 65
	TypeUnregister   MessageType = 66
	TypeUnregistered MessageType = 67
	TypeInvocation   MessageType = 68
	TypeInterrupt    MessageType = 69
	TypeYield        MessageType = 70
)

var typeNames = map[MessageType]string{
	TypeHello: "HELLO", TypeWelcome: "WELCOME", TypeAbort: "ABORT", TypeChallenge: "CHALLENGE",
	TypeAuthenticate: "AUTHENTICATE", TypeGoodbye: "GOODBYE", TypeError: "ERROR",
	TypePublish: "PUBLISH", TypePublished: "PUBLISHED", TypeSubscribe: "SUBSCRIBE",
	TypeSubscribed: "SUBSCRIBED", TypeUnsubscribe: "UNSUBSCRIBE", TypeUnsubscribed: "UNSUBSCRIBED",
	TypeEvent: "EVENT", TypeCall: "CALL", TypeCancel: "CANCEL", TypeResult: "RESULT",
	TypeRegister: "REGISTER", TypeRegistered: "REGISTERED", TypeUnregister: "UNREGISTER",
	TypeUnregistered: "UNREGISTERED", TypeInvocation: "INVOCATION", TypeInterrupt: "INTERRUPT",
	TypeYield: "YIELD",
}

// String returns the message's name as the specification writes it, or "unknown".
func (t MessageType) String() string {
	if n, ok := typeNames[t]; ok {
		return n
	}
	return "unknown"
}

// Message is one WAMP message: a pointer to one of the structs below.
type Message interface{ Type() MessageType }

// Dict is the options or details of the messages that open and close a session.
// Values are nil, bool, int64, uint64 (above the range of int64), float64,
// string, []byte, []any and map[string]any.
type Dict map[string]any

// Announces reports whether the details of HELLO or WELCOME say that a role has a
// feature (section "Role and Feature Announcement").
func (d Dict) Announces(role, feature string) bool {
	dict := map[string]any(d)
	for _, key := range []string{"roles", role, "features"} {
		dict, _ = dict[key].(map[string]any)
	}
	has, _ := dict[feature].(bool)
	return has
}

// The messages of a session's life (section "Session Lifecycle").
type (
	// Hello opens a session on a realm.
	Hello struct {
		Realm   URI
		Details Dict
	}
	// Welcome accepts a session.
	Welcome struct {
		Session ID
		Details Dict
	}
	// Abort refuses or ends a session without an answer.
	Abort struct {
		Details Dict
		Reason  URI
		Payload
	}
	// Challenge asks the client to prove who it is (section "Authentication").
	Challenge struct {
		AuthMethod string
		Extra      Dict
	}
	// Authenticate answers a Challenge.
	Authenticate struct {
		Signature string
		Extra     Dict
	}
	// Goodbye closes a session and is answered by a Goodbye.
	Goodbye struct {
		Details Dict
		Reason  URI
	}
	// ErrorMessage answers a request that failed: Request of a message of RequestType.
	ErrorMessage struct {
		RequestType MessageType
		Request     ID
		Error       URI
		Payload
	}
)

// The messages of publish & subscribe (section "Publish and Subscribe").
type (
	// Publish sends an event to a topic.
	Publish struct {
		Request ID
		Options PublishOptions
		Topic   URI
		Payload
	}
	// Published acknowledges a Publish that asked for it.
	Published struct {
		Request     ID
		Publication ID
	}
	// Subscribe asks for the events of a topic or pattern.
	Subscribe struct {
		Request ID
		Options SubscribeOptions
		Topic   URI
	}
	// Subscribed acknowledges a Subscribe.
	Subscribed struct {
		Request      ID
		Subscription ID
	}
	// Unsubscribe ends a subscription.
	Unsubscribe struct {
		Request      ID
		Subscription ID
	}
	// Unsubscribed acknowledges an Unsubscribe, or revokes a subscription: then
	// Request is 0 and Details say which.
	Unsubscribed struct {
		Request ID
		Details UnsubscribedDetails
	}
	// Event delivers a publication to a subscriber.
	Event struct {
		Subscription ID
		Publication  ID
		Details      EventDetails
		Payload
	}
)

// The messages of routed calls (section "Remote Procedure Calls").
type (
	// Call calls a procedure.
	Call struct {
		Request   ID
		Options   CallOptions
		Procedure URI
		Payload
	}
	// Cancel gives up a call (section "Call Canceling").
	Cancel struct {
		Request ID
		Options CancelOptions
	}
	// Result returns a call's result, or one of its progressive results.
	Result struct {
		Request ID
		Details ResultDetails
		Payload
	}
	// Register offers a procedure.
	Register struct {
		Request   ID
		Options   RegisterOptions
		Procedure URI
	}
	// Registered acknowledges a Register.
	Registered struct {
		Request      ID
		Registration ID
	}
	// Unregister ends a registration.
	Unregister struct {
		Request      ID
		Registration ID
	}
	// Unregistered acknowledges an Unregister, or revokes a registration: then Request
	// is 0 and Details say which.
	Unregistered struct {
		Request ID
		Details UnregisteredDetails
	}
	// Invocation hands a call to its callee.
	Invocation struct {
		Request      ID
		Registration ID
		Details      InvocationDetails
		Payload
	}
	// Interrupt tells a callee that its caller gave up (section "Call Canceling").
	Interrupt struct {
		Request ID
		Options InterruptOptions
	}
	// Yield returns the result of an invocation, or one of its progressive results.
	Yield struct {
		Request ID
		Options YieldOptions
		Payload
	}
)

// Type returns TypeHello.
func (*Hello) Type() MessageType { return TypeHello }

// Type returns TypeWelcome.
func (*Welcome) Type() MessageType { return TypeWelcome }

// Type returns TypeAbort.
func (*Abort) Type() MessageType { return TypeAbort }

// Type returns TypeChallenge.
func (*Challenge) Type() MessageType { return TypeChallenge }

// Type returns TypeAuthenticate.
func (*Authenticate) Type() MessageType { return TypeAuthenticate }

// Type returns TypeGoodbye.
func (*Goodbye) Type() MessageType { return TypeGoodbye }

// Type returns TypeError.
func (*ErrorMessage) Type() MessageType { return TypeError }

// Type returns TypePublish.
func (*Publish) Type() MessageType { return TypePublish }

// Type returns TypePublished.
func (*Published) Type() MessageType { return TypePublished }

// Type returns TypeSubscribe.
func (*Subscribe) Type() MessageType { return TypeSubscribe }

// Type returns TypeSubscribed.
func (*Subscribed) Type() MessageType { return TypeSubscribed }

// Type returns TypeUnsubscribe.
func (*Unsubscribe) Type() MessageType { return TypeUnsubscribe }

// Type returns TypeUnsubscribed.
func (*Unsubscribed) Type() MessageType { return TypeUnsubscribed }

// Type returns TypeEvent.
func (*Event) Type() MessageType { return TypeEvent }

// Type returns TypeCall.
func (*Call) Type() MessageType { return TypeCall }

// Type returns TypeCancel.
func (*Cancel) Type() MessageType { return TypeCancel }

// Type returns TypeResult.
func (*Result) Type() MessageType { return TypeResult }

// Type returns TypeRegister.
func (*Register) Type() MessageType { return TypeRegister }

// Type returns TypeRegistered.
func (*Registered) Type() MessageType { return TypeRegistered }

// Type returns TypeUnregister.
func (*Unregister) Type() MessageType { return TypeUnregister }

// Type returns TypeUnregistered.
func (*Unregistered) Type() MessageType { return TypeUnregistered }

// Type returns TypeInvocation.
func (*Invocation) Type() MessageType { return TypeInvocation }

// Type returns TypeInterrupt.
func (*Interrupt) Type() MessageType { return TypeInterrupt }

// Type returns TypeYield.
func (*Yield) Type() MessageType { return TypeYield }
