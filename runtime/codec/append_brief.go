package codec

import "github.com/wampgen/wampgen/runtime/wamp"

// appendBrief appends, as JSON, a message of those that are sent again and again, if it has
// neither options nor a payload that is more than copied. Else it appends nothing. What
// appender does by element stays in registers here.
func appendBrief(dst []byte, m wamp.Message) (out []byte, done bool) {
	var p *wamp.Payload
	switch m := m.(type) {
	case *wamp.Result:
		if p = &m.Payload; m.Details != (wamp.ResultDetails{}) || !copied(p) {
			return dst, false
		}
		dst = appendDecimal(append(dst, "[50,"...), uint64(m.Request))
	case *wamp.Yield:
		if p = &m.Payload; m.Options != (wamp.YieldOptions{}) || !copied(p) {
			return dst, false
		}
		dst = appendDecimal(append(dst, "[70,"...), uint64(m.Request))
	case *wamp.Invocation:
		if p = &m.Payload; m.Details != (wamp.InvocationDetails{}) || !copied(p) {
			return dst, false
		}
		dst = appendDecimal(append(dst, "[68,"...), uint64(m.Request))
		dst = appendDecimal(append(dst, ','), uint64(m.Registration))
	case *wamp.Event:
		if p = &m.Payload; m.Details != (wamp.EventDetails{}) || !copied(p) {
			return dst, false
		}
		dst = appendDecimal(append(dst, "[36,"...), uint64(m.Subscription))
		dst = appendDecimal(append(dst, ','), uint64(m.Publication))
	default:
		return dst, false
	}
	switch {
	case p.Args != nil:
		dst = append(append(dst, ",{},"...), p.Args...)
	case p.Kwargs != nil:
		dst = append(dst, ",{},[]"...)
	default:
		return append(dst, ",{}]"...), true
	}
	if p.Kwargs != nil {
		dst = append(append(dst, ','), p.Kwargs...)
	}
	return append(dst, ']'), true
}

// copied reports whether a payload is copied into JSON as it is, without options.
func copied(p *wamp.Payload) bool {
	return p.Passthru == nil && (p.Format == wamp.JSON || p.Args == nil && p.Kwargs == nil)
}
