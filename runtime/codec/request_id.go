package codec

import "github.com/wampgen/wampgen/runtime/wamp"

// RequestID returns the request id of an encoded message that begins a request of a
// client: those are numbered 1, 2, 3, ... in a session (section "IDs"). No more than the
// head of the message is read; other messages, and what is none, have no such id.
func RequestID(f wamp.Format, message []byte) (id wamp.ID, ok bool) {
	d := Decoder{src: scanner{format: f, data: message}}
	head := d.src.next()
	if head.kind != kindList {
		return 0, false
	}
	d.list = d.src.enter(head)
	t := d.element("type")
	if t.kind != kindInt || t.bits > uint64(wamp.TypeYield) {
		return 0, false
	}
	switch wamp.MessageType(t.bits) {
	case wamp.TypePublish, wamp.TypeSubscribe, wamp.TypeUnsubscribe, wamp.TypeCall, wamp.TypeRegister, wamp.TypeUnregister:
		id = d.id("request")
		return id, d.err == nil
	}
	return 0, false
}
