package runtime

import (
	"sync"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// queuedEvent is an event that waits for its handlers: shared, or the session's own.
type queuedEvent struct {
	subscriptions []*Subscription // those there were when it came
	shared        *SharedEvent
	own           *ownEvent
	counted       int // bytes in the backlog
}

// ownEvent is the session's copy of an event.
type ownEvent struct {
	event   Event
	payload wamp.Payload
	buf     []byte // memory of payload
}

var ownEventPool = sync.Pool{New: func() any { return new(ownEvent) }}

func (q *queuedEvent) size() int {
	if q.shared != nil {
		return messageOverhead + q.shared.payload.Payload().Size()
	}
	return messageOverhead + q.own.payload.Size()
}

func (q *queuedEvent) free() {
	own := q.own
	if own == nil {
		return
	}
	buf := own.buf
	if cap(buf) > reusedBuffer {
		buf = nil
	}
	*own = ownEvent{buf: buf[:0]}
	ownEventPool.Put(own)
}
