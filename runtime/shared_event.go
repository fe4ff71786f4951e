package runtime

import (
	"reflect"
	"sync/atomic"
	"time"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// SharedEvent is an EVENT for many sessions of one process. It never changes, so
// that they keep it in place of a copy each.
type SharedEvent struct {
	event   Event
	payload *codec.Shared
	decoded atomic.Pointer[decodedEvent] // nil: not yet, or nobody else could have it
}

// decodedEvent is what a handler of a topic has decoded and the others take over: a value
// of which each has a copy of its own.
type decodedEvent struct {
	topic any // a *Topic[E]
	event any // a *E
}

// NewSharedEvent returns a copy of m.
func NewSharedEvent(m *wamp.Event) *SharedEvent {
	return &SharedEvent{event: eventOf(m), payload: codec.NewShared(m.Payload)}
}

// EventSink is a Sink that also takes EVENT as a SharedEvent.
type EventSink interface {
	Sink
	// ReceiveEvent is Receive.
	ReceiveEvent(e *SharedEvent) (backlog int)
}

var _ EventSink = (*inbox)(nil)

// ReceiveEvent implements EventSink.
func (in *inbox) ReceiveEvent(e *SharedEvent) (backlog int) {
	return (*Session)(in).queueEvent(e.event.Subscription, queuedEvent{shared: e})
}

// decodeShared decodes and checks the event of h, which others may have done already. E is
// flat.
func decodeShared[E any](t *Topic[E], h *handling) (*E, error) {
	shared := h.queued.shared
	if d := shared.decoded.Load(); d != nil && d.topic == any(t) {
		return d.event.(*E), nil
	}
	event := new(E)
	h.reader.ResetShared(h.shared)
	if err := t.Event.readFrom(event, &h.reader, &h.validator); err != nil {
		return nil, err
	}
	shared.decoded.Store(&decodedEvent{t, event})
	return event, nil
}

// flat reports whether a copy of a value of the type shares nothing with it that could
// change.
func flat(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Array:
		return flat(t.Elem())
	case reflect.Struct:
		if t == reflect.TypeFor[time.Time]() {
			return true // what it points to never changes
		}
		for i := range t.NumField() {
			if !flat(t.Field(i).Type) {
				return false
			}
		}
		return true
	case reflect.String:
		return true
	}
	return reflect.Bool <= t.Kind() && t.Kind() <= reflect.Complex128 && t.Kind() != reflect.Uintptr
}
