package codec

import (
	"fmt"
	"unicode/utf8"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// AppendMessage appends the message as it goes over the wire. A payload of
// another format is transcoded; where only kwargs are set, args go along as an
// empty list. It fails only if a Dict holds a value that is none of its kinds or
// that the format has no form for, or if the message is none that has one; then
// dst comes back as it was.
func AppendMessage(dst []byte, f wamp.Format, m wamp.Message) ([]byte, error) {
	if f == wamp.JSON {
		if out, done := appendBrief(dst, m); done {
			return out, nil
		}
	}
	a := appender{dst: dst, format: f}
	switch {
	case f < wamp.JSON || f > wamp.CBOR:
		return dst, fmt.Errorf("encode message: unknown format %d", f)
	case !a.message(m):
		return dst, fmt.Errorf("encode message: unknown type %T", m)
	case a.err != nil:
		return dst, fmt.Errorf("encode %s: %w", m.Type(), a.err)
	}
	return a.dst, nil
}

// appender appends the elements of one message. The first error sticks.
type appender struct {
	dst    []byte
	format wamp.Format
	head   int // where the head of the open options begins
	count  int // entries of the open options
	err    error
}

func (a *appender) message(m wamp.Message) bool {
	switch m := m.(type) {
	case *wamp.Call:
		a.begin(wamp.TypeCall, 4, &m.Payload)
		a.id(m.Request)
		a.callOptions(&m.Options, m.Passthru)
		a.string(string(m.Procedure))
		a.payload(&m.Payload)
	case *wamp.Result:
		a.begin(wamp.TypeResult, 3, &m.Payload)
		a.id(m.Request)
		a.resultDetails(&m.Details, m.Passthru)
		a.payload(&m.Payload)
	case *wamp.Invocation:
		a.begin(wamp.TypeInvocation, 4, &m.Payload)
		a.id(m.Request)
		a.id(m.Registration)
		a.invocationDetails(&m.Details, m.Passthru)
		a.payload(&m.Payload)
	case *wamp.Yield:
		a.begin(wamp.TypeYield, 3, &m.Payload)
		a.id(m.Request)
		a.yieldOptions(&m.Options, m.Passthru)
		a.payload(&m.Payload)
	case *wamp.Publish:
		a.begin(wamp.TypePublish, 4, &m.Payload)
		a.id(m.Request)
		a.publishOptions(&m.Options, m.Passthru)
		a.string(string(m.Topic))
		a.payload(&m.Payload)
	case *wamp.Event:
		a.begin(wamp.TypeEvent, 4, &m.Payload)
		a.id(m.Subscription)
		a.id(m.Publication)
		a.eventDetails(&m.Details, m.Passthru)
		a.payload(&m.Payload)
	case *wamp.ErrorMessage:
		a.begin(wamp.TypeError, 5, &m.Payload)
		a.id(wamp.ID(m.RequestType))
		a.id(m.Request)
		a.errorDetails(m.Passthru)
		a.string(string(m.Error))
		a.payload(&m.Payload)
	case *wamp.Subscribe:
		a.begin(wamp.TypeSubscribe, 4, nil)
		a.id(m.Request)
		a.subscribeOptions(&m.Options)
		a.string(string(m.Topic))
	case *wamp.Register:
		a.begin(wamp.TypeRegister, 4, nil)
		a.id(m.Request)
		a.registerOptions(&m.Options)
		a.string(string(m.Procedure))
	case *wamp.Cancel:
		a.begin(wamp.TypeCancel, 3, nil)
		a.id(m.Request)
		a.cancelOptions(&m.Options)
	case *wamp.Interrupt:
		a.begin(wamp.TypeInterrupt, 3, nil)
		a.id(m.Request)
		a.interruptOptions(&m.Options)
	default:
		return a.lifecycle(m) || a.acknowledgement(m)
	}
	a.end()
	return true
}

// lifecycle appends the messages that open and close a session.
func (a *appender) lifecycle(m wamp.Message) bool {
	switch m := m.(type) {
	case *wamp.Hello:
		a.begin(wamp.TypeHello, 3, nil)
		a.realm(m.Realm)
		a.dict(m.Details)
	case *wamp.Welcome:
		a.begin(wamp.TypeWelcome, 3, nil)
		a.id(m.Session)
		a.dict(m.Details)
	case *wamp.Abort:
		a.begin(wamp.TypeAbort, 3, &m.Payload)
		a.dict(m.Details)
		a.string(string(m.Reason))
		a.payload(&m.Payload)
	case *wamp.Challenge:
		a.begin(wamp.TypeChallenge, 3, nil)
		a.string(m.AuthMethod)
		a.dict(m.Extra)
	case *wamp.Authenticate:
		a.begin(wamp.TypeAuthenticate, 3, nil)
		a.string(m.Signature)
		a.dict(m.Extra)
	case *wamp.Goodbye:
		a.begin(wamp.TypeGoodbye, 3, nil)
		a.dict(m.Details)
		a.string(string(m.Reason))
	default:
		return false
	}
	a.end()
	return true
}

// acknowledgement appends the messages that are nothing but IDs.
func (a *appender) acknowledgement(m wamp.Message) bool {
	switch m := m.(type) {
	case *wamp.Published:
		a.ids(wamp.TypePublished, m.Request, m.Publication)
	case *wamp.Subscribed:
		a.ids(wamp.TypeSubscribed, m.Request, m.Subscription)
	case *wamp.Unsubscribe:
		a.ids(wamp.TypeUnsubscribe, m.Request, m.Subscription)
	case *wamp.Unsubscribed:
		a.revocable(wamp.TypeUnsubscribed, m.Request)
		if m.Request == 0 {
			a.unsubscribedDetails(&m.Details)
		}
	case *wamp.Registered:
		a.ids(wamp.TypeRegistered, m.Request, m.Registration)
	case *wamp.Unregister:
		a.ids(wamp.TypeUnregister, m.Request, m.Registration)
	case *wamp.Unregistered:
		a.revocable(wamp.TypeUnregistered, m.Request)
		if m.Request == 0 {
			a.unregisteredDetails(&m.Details)
		}
	default:
		return false
	}
	a.end()
	return true
}

// revocable begins an acknowledgement that, without a request, has details.
func (a *appender) revocable(t wamp.MessageType, request wamp.ID) {
	n := 2
	if request == 0 {
		n = 3
	}
	a.begin(t, n, nil)
	a.id(request)
}

func (a *appender) ids(t wamp.MessageType, ids ...wamp.ID) {
	a.begin(t, 1+len(ids), nil)
	for _, id := range ids {
		a.id(id)
	}
}

// begin begins a message of n elements, its type among them, beside its payload.
func (a *appender) begin(t wamp.MessageType, n int, p *wamp.Payload) {
	switch {
	case p == nil:
	case p.Kwargs != nil:
		n += 2
	case p.Args != nil:
		n++
	}
	a.dst = appendListHead(a.dst, a.format, n)
	a.dst = appendUint(a.dst, a.format, uint64(t))
}

func (a *appender) end() {
	if a.format == wamp.JSON {
		a.dst = append(a.dst, ']')
	}
}

// element appends what divides elements.
func (a *appender) element() {
	if a.format == wamp.JSON {
		a.dst = append(a.dst, ',')
	}
}

func (a *appender) id(id wamp.ID) {
	a.element()
	a.dst = appendUint(a.dst, a.format, uint64(id))
}

func (a *appender) string(s string) {
	a.element()
	a.text(s)
}

// realm appends the realm of HELLO: null where the router is to choose.
func (a *appender) realm(u wamp.URI) {
	if u != "" {
		a.string(string(u))
		return
	}
	a.element()
	a.dst = appendNull(a.dst, a.format)
}

func (a *appender) payload(p *wamp.Payload) {
	if p.Args == nil && p.Kwargs == nil {
		return
	}
	a.element()
	if p.Args == nil {
		a.dst = appendEmptyList(a.dst, a.format)
	} else {
		a.raw(p.Format, p.Args, kindList)
	}
	if p.Kwargs != nil {
		a.element()
		a.raw(p.Format, p.Kwargs, kindMap)
	}
}

// raw appends args or kwargs, in the message's format if they are in another.
func (a *appender) raw(f wamp.Format, data []byte, k kind) {
	if f == a.format {
		a.dst = append(a.dst, data...)
		return
	}
	a.dst = appendTranscoded(a.dst, f, data, a.format, k)
}

func (a *appender) dict(d wamp.Dict) {
	a.element()
	if a.err != nil {
		return
	}
	a.dst, a.err = appendAnyMap(a.dst, a.format, d, maxDepth)
}

// text appends a string that may not be UTF-8: no peer may get such a one.
func (a *appender) text(s string) {
	if !utf8.ValidString(s) && a.err == nil {
		a.err = fmt.Errorf("string %q: invalid UTF-8", s)
	}
	a.dst = appendString(a.dst, a.format, s)
}
