package codec

import (
	"math"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// element reads the next element of the message. If there is none, or it is not
// well-formed, the token is none and the fault noted.
func (d *Decoder) element(name string) token {
	if !d.more(name) {
		return token{}
	}
	return d.src.next()
}

// more begins the next element, which there has to be.
func (d *Decoder) more(name string) bool {
	switch {
	case d.err != nil:
		return false
	case d.src.more(&d.list):
		return true
	case d.src.err != nil:
		d.fail(name, "%v", d.src.err)
	default:
		d.fail(name, "missing")
	}
	return false
}

// end reads the end of the message.
func (d *Decoder) end() {
	if d.src.more(&d.list) {
		d.fail("", "too many elements")
	}
	d.src.close()
	if d.src.err != nil {
		d.fail("", "%v", d.src.err)
	}
}

func (d *Decoder) id(name string) wamp.ID {
	return d.toID(name, d.element(name))
}

// idOrNone reads an ID, or 0 where that is none.
func (d *Decoder) idOrNone(name string) wamp.ID {
	t := d.element(name)
	if t.kind == kindInt && t.bits == 0 {
		return 0
	}
	return d.toID(name, t)
}

// toID returns an ID. In the formats that tell integers from floats it may be a float
// without fraction, as JavaScript writes what is above 2^32.
func (d *Decoder) toID(name string, t token) wamp.ID {
	switch {
	case t.kind != kindInt && t.kind != kindUint:
		if f, ok := t.float(); ok && d.src.format != wamp.JSON && f == math.Trunc(f) {
			if f >= 1 && f <= float64(wamp.MaxID) {
				return wamp.ID(f)
			}
			d.fail(name, "want an ID from 1 to 2^53")
			break
		}
		d.want(name, kindInt, t)
	case !wamp.ID(t.bits).Valid():
		d.fail(name, "want an ID from 1 to 2^53")
	default:
		return wamp.ID(t.bits)
	}
	return 0
}

func (d *Decoder) uri(name string) wamp.URI {
	return wamp.URI(d.toURI(name, d.element(name)))
}

// realm reads the realm of HELLO, which clients that leave it to the router send as
// null.
func (d *Decoder) realm() wamp.URI {
	t := d.element("realm")
	if t.kind == kindNull {
		return ""
	}
	return wamp.URI(d.toURI("realm", t))
}

func (d *Decoder) toURI(name string, t token) wamp.URI {
	b := d.toText(name, t)
	if len(b) > d.limits.URILength {
		d.fail(name, tooLong+"%d bytes", d.limits.URILength)
		return ""
	}
	return wamp.URI(d.recent.string(b))
}

func (d *Decoder) string(name string) string {
	return string(d.toText(name, d.element(name)))
}

// toText returns the contents of a string, valid until the next call.
func (d *Decoder) toText(name string, t token) []byte {
	if t.kind != kindString {
		d.want(name, kindString, t)
		return nil
	}
	if !t.coded() {
		return d.src.content(t, nil)
	}
	d.scratch = d.src.content(t, d.scratch[:0])
	return d.scratch
}

// requestType reads the type of the request that an ERROR answers.
func (d *Decoder) requestType() wamp.MessageType {
	t := d.element("request type")
	if t.kind != kindInt {
		d.want("request type", kindInt, t)
		return 0
	}
	if t.bits <= uint64(wamp.TypeYield) {
		switch code := wamp.MessageType(t.bits); code {
		case wamp.TypePublish, wamp.TypeSubscribe, wamp.TypeUnsubscribe, wamp.TypeCall,
			wamp.TypeRegister, wamp.TypeUnregister, wamp.TypeInvocation, wamp.TypeCancel:
			return code
		}
	}
	d.fail("request type", "want the type of a request, got %d", int64(t.bits))
	return 0
}

// payload reads args and kwargs, if they are there, as they are.
func (d *Decoder) payload() wamp.Payload {
	p := wamp.Payload{Format: d.src.format}
	if d.passthru != nil && d.passthru.Scheme != "" {
		p.Passthru = d.passthru
	}
	if d.err != nil || !d.src.more(&d.list) {
		return p
	}
	p.Args = d.raw("args", kindList)
	if p.Args == nil || !d.src.more(&d.list) {
		return p
	}
	p.Kwargs = d.raw("kwargs", kindMap)
	return p
}

// raw checks the list or map that is the next element and returns its bytes.
func (d *Decoder) raw(name string, want kind) []byte {
	b := d.src.skip(d.limits.Depth)
	if b == nil {
		d.fail(name, "%v", d.src.err)
		return nil
	}
	if got := kindAt(d.src.format, b); got != want {
		d.fail(name, "want %s, got %s", want, got)
		return nil
	}
	return b
}

// kindAt returns the kind of the checked value in b.
func kindAt(f wamp.Format, b []byte) kind {
	switch b[0] { // what nearly all payloads begin with
	case '[':
		if f == wamp.JSON {
			return kindList
		}
	case '{':
		if f == wamp.JSON {
			return kindMap
		}
	}
	var s scanner
	s.reset(f, b)
	return s.next().kind
}

// dict decodes the dict that is the next element, in at most 64 times the memory
// that the message takes.
func (d *Decoder) dict(name string) wamp.Dict {
	if !d.more(name) {
		return nil
	}
	b := d.raw(name, kindMap)
	if b == nil {
		return nil
	}
	v := valueDecoder{budget: decodeMemory*len(d.src.data) + decodeMemorySlack}
	v.src.reset(d.src.format, b)
	dict := v.dict(v.src.next())
	if v.err != nil {
		d.fail(name, "%v", v.err)
		return nil
	}
	return dict
}

// The memory that decoding takes at most: so many times the bytes of the message,
// and so many bytes more.
const (
	decodeMemory      = 64
	decodeMemorySlack = 2 << 10
)
