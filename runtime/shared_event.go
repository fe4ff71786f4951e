package runtime

import (
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// SharedEvent is an EVENT for many sessions of one process. It never changes, so
// that they keep it in place of a copy each.
type SharedEvent struct {
	event   Event
	payload *codec.Shared
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
