package codec

import (
	"fmt"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Decoder reads the messages of one connection. It parses their heads only: args
// and kwargs are checked and stay the bytes they are. A Decoder is not for
// concurrent use.
type Decoder struct {
	limits   Limits
	src      scanner
	list     container        // the message
	kind     wamp.MessageType // of the message; 0: not known yet
	prefix   string           // "options" or "details" while they are read, else ""
	options  container        // the options being read
	option   []byte           // the name of the option being read
	err      *MessageError
	passthru *wamp.Passthru // of the options being read; nil: none
	custom   *wamp.Custom   // of the options being read; nil: none
	scratch  []byte
	recent   internTable

	// One of each message that a session decodes again and again.
	call         wamp.Call
	result       wamp.Result
	invocation   wamp.Invocation
	yield        wamp.Yield
	publish      wamp.Publish
	event        wamp.Event
	errorMessage wamp.ErrorMessage
	published    wamp.Published
}

// NewDecoder returns a Decoder of messages of the format.
func NewDecoder(f wamp.Format, l Limits) *Decoder {
	return &Decoder{limits: l.withDefaults(), src: scanner{format: f}}
}

// Decode reads the message in data, all of it. The message is borrowed: the next
// Decode overwrites it, and its payload lies in data. Strings, dicts, filters
// and Passthru in it are its own memory; what is custom has values that lie in data. The format of a payload is always set, also where
// there are neither args nor kwargs.
//
// The error is a *MessageError. Options that are not known are skipped. URIs are
// not checked beyond their length. IDs are from 1 to 2^53; MessagePack and CBOR may
// have them as floats without fraction.
func (d *Decoder) Decode(data []byte) (wamp.Message, error) {
	if d.src.format == wamp.JSON {
		if m := d.brief(data); m != nil {
			return m, nil
		}
	}
	return d.decode(data)
}

// decode reads whatever message there is.
func (d *Decoder) decode(data []byte) (wamp.Message, error) {
	d.src.reset(d.src.format, data)
	d.kind, d.prefix, d.err = 0, "", nil
	d.passthru, d.custom = nil, nil
	m := d.message()
	if d.err == nil {
		d.end()
	}
	if d.err != nil {
		return nil, d.err
	}
	return m, nil
}

func (d *Decoder) message() wamp.Message {
	head := d.src.next()
	if head.kind != kindList {
		d.want("", kindList, head)
		return nil
	}
	d.list = d.src.enter(head)
	t := d.element("type")
	if t.kind != kindInt {
		d.want("type", kindInt, t)
		return nil
	}
	if t.bits <= uint64(wamp.TypeYield) {
		d.kind = wamp.MessageType(t.bits)
	}
	switch d.kind {
	case wamp.TypeCall:
		return d.decodeCall()
	case wamp.TypeResult:
		return d.decodeResult()
	case wamp.TypeInvocation:
		return d.decodeInvocation()
	case wamp.TypeYield:
		return d.decodeYield()
	case wamp.TypePublish:
		return d.decodePublish()
	case wamp.TypeEvent:
		return d.decodeEvent()
	case wamp.TypeError:
		return d.decodeError()
	case wamp.TypePublished:
		d.published = wamp.Published{Request: d.id("request"), Publication: d.id("publication")}
		return &d.published
	case wamp.TypeSubscribe:
		return &wamp.Subscribe{Request: d.id("request"), Options: d.subscribeOptions(), Topic: d.uri("topic")}
	case wamp.TypeSubscribed:
		return &wamp.Subscribed{Request: d.id("request"), Subscription: d.id("subscription")}
	case wamp.TypeUnsubscribe:
		return &wamp.Unsubscribe{Request: d.id("request"), Subscription: d.id("subscription")}
	case wamp.TypeUnsubscribed:
		return d.decodeUnsubscribed()
	case wamp.TypeRegister:
		return &wamp.Register{Request: d.id("request"), Options: d.registerOptions(), Procedure: d.uri("procedure")}
	case wamp.TypeRegistered:
		return &wamp.Registered{Request: d.id("request"), Registration: d.id("registration")}
	case wamp.TypeUnregister:
		return &wamp.Unregister{Request: d.id("request"), Registration: d.id("registration")}
	case wamp.TypeUnregistered:
		return d.decodeUnregistered()
	case wamp.TypeCancel:
		return &wamp.Cancel{Request: d.id("request"), Options: d.cancelOptions()}
	case wamp.TypeInterrupt:
		return &wamp.Interrupt{Request: d.id("request"), Options: d.interruptOptions()}
	case wamp.TypeHello:
		return &wamp.Hello{Realm: d.realm(), Details: d.dict("details")}
	case wamp.TypeWelcome:
		return &wamp.Welcome{Session: d.id("session"), Details: d.dict("details")}
	case wamp.TypeAbort:
		return &wamp.Abort{Details: d.dict("details"), Reason: d.uri("reason"), Payload: d.payload()}
	case wamp.TypeChallenge:
		return &wamp.Challenge{AuthMethod: d.string("authmethod"), Extra: d.dict("extra")}
	case wamp.TypeAuthenticate:
		return &wamp.Authenticate{Signature: d.string("signature"), Extra: d.dict("extra")}
	case wamp.TypeGoodbye:
		return &wamp.Goodbye{Details: d.dict("details"), Reason: d.uri("reason")}
	}
	d.kind = 0
	d.fail("type", "unknown message type %d", int64(t.bits))
	return nil
}

func (d *Decoder) decodeCall() wamp.Message {
	m := &d.call
	m.Request = d.id("request")
	d.callOptions(&m.Options)
	m.Procedure = d.uri("procedure")
	m.Payload = d.payload()
	return m
}

func (d *Decoder) decodeResult() wamp.Message {
	m := &d.result
	m.Request = d.id("request")
	m.Details.Progress = d.progress("details")
	m.Payload = d.payload()
	return m
}

func (d *Decoder) decodeInvocation() wamp.Message {
	m := &d.invocation
	m.Request = d.id("request")
	m.Registration = d.id("registration")
	d.invocationDetails(&m.Details)
	m.Payload = d.payload()
	return m
}

func (d *Decoder) decodeYield() wamp.Message {
	m := &d.yield
	m.Request = d.id("request")
	m.Options.Progress = d.progress("options")
	m.Payload = d.payload()
	return m
}

func (d *Decoder) decodePublish() wamp.Message {
	m := &d.publish
	m.Request = d.id("request")
	d.publishOptions(&m.Options)
	m.Topic = d.uri("topic")
	m.Payload = d.payload()
	return m
}

func (d *Decoder) decodeEvent() wamp.Message {
	m := &d.event
	m.Subscription = d.id("subscription")
	m.Publication = d.id("publication")
	d.eventDetails(&m.Details)
	m.Payload = d.payload()
	return m
}

func (d *Decoder) decodeError() wamp.Message {
	m := &d.errorMessage
	m.RequestType = d.requestType()
	m.Request = d.id("request")
	d.errorDetails()
	m.Error = d.uri("error")
	m.Payload = d.payload()
	return m
}

// decodeUnsubscribed reads details only where no request is answered.
func (d *Decoder) decodeUnsubscribed() wamp.Message {
	m := new(wamp.Unsubscribed)
	if m.Request = d.idOrNone("request"); m.Request == 0 {
		m.Details = d.unsubscribedDetails()
	}
	return m
}

// decodeUnregistered reads details only where no request is answered.
func (d *Decoder) decodeUnregistered() wamp.Message {
	m := new(wamp.Unregistered)
	if m.Request = d.idOrNone("request"); m.Request == 0 {
		m.Details = d.unregisteredDetails()
	}
	return m
}

// fail notes the first fault, in the option being read or else in the element.
func (d *Decoder) fail(element, format string, args ...any) {
	if d.err == nil {
		if d.prefix != "" {
			element = d.prefix
			if d.option != nil {
				element += "." + string(d.option)
			}
		}
		d.err = &MessageError{Type: d.kind, Element: element, Message: fmt.Sprintf(format, args...)}
	}
}

// want notes that a token is not of the kind wanted, or what the scanner met.
func (d *Decoder) want(element string, k kind, got token) {
	if d.src.err != nil {
		d.fail(element, "%v", d.src.err)
		return
	}
	d.fail(element, "want %s, got %s", k, got.kind)
}
