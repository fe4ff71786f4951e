package codec

import "github.com/wampgen/wampgen/runtime/wamp"

// brief decodes a JSON message that is written as nearly all are that are sent again and
// again: without white space, with empty options or details and a URI without escapes. It
// returns nil, with nothing noted, for all others, and for whatever is not well-formed: they
// are read with care, by message.
func (d *Decoder) brief(data []byte) wamp.Message {
	if len(data) < 8 || data[0] != '[' || data[3] != ',' {
		return nil
	}
	tens, ones := data[1]-'0', data[2]-'0'
	if tens == 0 || tens > 9 || ones > 9 {
		return nil
	}
	switch d.kind = wamp.MessageType(10*tens + ones); d.kind {
	case wamp.TypeCall:
		m := &d.call
		id, i := briefID(data, 4)
		if i = briefOptions(data, i); i > 0 && d.briefURI(data, i, &m.Procedure) && d.briefPayload(data, d.src.pos, &m.Payload) {
			m.Request = id
			m.Options = wamp.CallOptions{}
			return m
		}
	case wamp.TypePublish:
		m := &d.publish
		id, i := briefID(data, 4)
		if i = briefOptions(data, i); i > 0 && d.briefURI(data, i, &m.Topic) && d.briefPayload(data, d.src.pos, &m.Payload) {
			m.Request = id
			m.Options = wamp.PublishOptions{}
			return m
		}
	case wamp.TypeYield:
		m := &d.yield
		id, i := briefID(data, 4)
		if i = briefOptions(data, i); i > 0 && d.briefPayload(data, i, &m.Payload) {
			m.Request = id
			m.Options = wamp.YieldOptions{}
			return m
		}
	case wamp.TypeResult:
		m := &d.result
		id, i := briefID(data, 4)
		if i = briefOptions(data, i); i > 0 && d.briefPayload(data, i, &m.Payload) {
			m.Request = id
			m.Details = wamp.ResultDetails{}
			return m
		}
	case wamp.TypeInvocation:
		m := &d.invocation
		id, i := briefID(data, 4)
		registration, i := briefID(data, i)
		if i = briefOptions(data, i); i > 0 && d.briefPayload(data, i, &m.Payload) {
			m.Request, m.Registration = id, registration
			m.Details = wamp.InvocationDetails{}
			return m
		}
	case wamp.TypeEvent:
		m := &d.event
		id, i := briefID(data, 4)
		publication, i := briefID(data, i)
		if i = briefOptions(data, i); i > 0 && d.briefPayload(data, i, &m.Payload) {
			m.Subscription, m.Publication = id, publication
			m.Details = wamp.EventDetails{}
			return m
		}
	}
	return nil
}

// briefID reads an ID at data[i] and the comma behind it. It returns the position behind
// that, or 0, as it does for the position 0.
func briefID(data []byte, i int) (id wamp.ID, next int) {
	const most = 16 // digits of the largest ID
	if i == 0 {
		return 0, 0
	}
	start := i
	for i < len(data) && data[i]-'0' <= 9 {
		id = 10*id + wamp.ID(data[i]-'0')
		i++
	}
	if i-start > most || i >= len(data) || data[i] != ',' || data[start] == '0' || !id.Valid() {
		return 0, 0
	}
	return id, i + 1
}

// briefOptions skips empty options at data[i], unless that is 0.
func briefOptions(data []byte, i int) (next int) {
	if i == 0 || i+2 > len(data) || data[i] != '{' || data[i+1] != '}' {
		return 0
	}
	return i + 2
}

// briefURI reads a comma and a URI at data[i]. The position behind it is that of the scanner.
func (d *Decoder) briefURI(data []byte, i int, uri *wamp.URI) bool {
	if i+2 > len(data) || data[i] != ',' || data[i+1] != '"' {
		return false
	}
	start := i + 2
	end := skipPlain(data, start)
	if end >= len(data) || data[end] != '"' || end-start > d.limits.URILength {
		return false
	}
	*uri = wamp.URI(d.recent.string(data[start:end]))
	d.src.pos = end + 1
	return true
}

// briefPayload reads args and kwargs, if they are there, and the end of the message.
func (d *Decoder) briefPayload(data []byte, i int, p *wamp.Payload) bool {
	p.Format, p.Passthru = wamp.JSON, nil
	p.Args, p.Kwargs = nil, nil
	if i+1 < len(data) && data[i] == ',' && data[i+1] == '[' {
		end := checkJSON(data, i+1, d.limits.Depth)
		if end < 0 {
			return false
		}
		p.Args = data[i+1 : end : end]
		if i = end; i+1 < len(data) && data[i] == ',' && data[i+1] == '{' {
			if end = checkJSON(data, i+1, d.limits.Depth); end < 0 {
				return false
			}
			p.Kwargs = data[i+1 : end : end]
			i = end
		}
	}
	return i == len(data)-1 && data[i] == ']'
}
