package codec

import (
	"math"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Transcode returns the payload in another format, in new memory; in its own
// format it returns p as it is. It never fails on bytes that are checked: the
// package documentation has the table of what becomes of each value. Args or
// kwargs that are not well-formed become an empty list or map.
func Transcode(p wamp.Payload, to wamp.Format) wamp.Payload {
	if p.Format == to {
		return p
	}
	t := wamp.Payload{Format: to, Passthru: p.Passthru}
	if p.Args != nil {
		t.Args = appendTranscoded(make([]byte, 0, sizeHint(p.Args)), p.Format, p.Args, to, kindList)
	}
	if p.Kwargs != nil {
		t.Kwargs = appendTranscoded(make([]byte, 0, sizeHint(p.Kwargs)), p.Format, p.Kwargs, to, kindMap)
	}
	return t
}

func sizeHint(data []byte) int { return len(data) + len(data)/4 + 16 }

// appendTranscoded appends the list or map in data. If it is none, or not
// well-formed, an empty one takes its place.
func appendTranscoded(dst []byte, from wamp.Format, data []byte, to wamp.Format, want kind) []byte {
	start := len(dst)
	t := transcoder{to: to}
	t.src.reset(from, data)
	if head := t.src.next(); head.kind == want {
		dst = t.container(dst, head, maxDepth)
		t.src.close()
	} else {
		t.src.fail(defectValue.at(0))
	}
	if t.src.err == nil {
		return dst
	}
	if dst = dst[:start]; want == kindList {
		return appendEmptyList(dst, to)
	}
	return appendEmptyMap(dst, to)
}

// appendTranscodedValue appends the checked value in data.
func appendTranscodedValue(dst []byte, from wamp.Format, data []byte, to wamp.Format) []byte {
	t := transcoder{to: to}
	t.src.reset(from, data)
	return t.value(dst, maxDepth)
}

// maxDepth bounds the recursion of whatever reads bytes that were checked by the
// limits of somebody else.
const maxDepth = 1000

// transcoder appends the values of src in another format. What is appended to
// goes through its methods, where it stays in registers: in the transcoder each
// store would ask whether the garbage collector runs.
type transcoder struct {
	src     scanner
	to      wamp.Format
	scratch []byte
}

func (t *transcoder) value(dst []byte, depth int) []byte {
	if text, end := t.src.shortText(); end > 0 {
		t.src.pos = end
		return appendShortText(dst, t.to, text)
	}
	switch v := t.src.next(); v.kind {
	case kindList, kindMap:
		return t.container(dst, v, depth)
	case kindString:
		return t.string(dst, v)
	default:
		return t.scalar(dst, v)
	}
}

func (t *transcoder) scalar(dst []byte, v token) []byte {
	switch v.kind {
	case kindBool:
		return appendBool(dst, t.to, v.bits != 0)
	case kindInt:
		return appendInt(dst, t.to, int64(v.bits))
	case kindUint:
		return appendUint(dst, t.to, v.bits)
	case kindFloat:
		return t.float(dst, math.Float64frombits(v.bits), 64)
	case kindFloat32:
		return t.float(dst, float64(math.Float32frombits(uint32(v.bits))), 32)
	case kindString:
		return t.string(dst, v)
	case kindBytes:
		return appendBytes(dst, t.to, t.content(v))
	default:
		return appendNull(dst, t.to)
	}
}

func (t *transcoder) float(dst []byte, v float64, bits int) []byte {
	switch {
	case t.to == wamp.JSON && (math.IsNaN(v) || math.IsInf(v, 0)):
		return appendNull(dst, t.to)
	case bits == 32:
		return appendFloat32(dst, t.to, float32(v))
	default:
		return appendFloat(dst, t.to, v)
	}
}

// string appends a string, which is bytes if it comes from JSON and looks like it:
// then it begins with an escape.
func (t *transcoder) string(dst []byte, v token) []byte {
	content := t.content(v)
	if v.coded() && t.src.format == wamp.JSON && t.to != wamp.JSON {
		if b, ok := jsonBytes(nil, content); ok {
			return appendBytes(dst, t.to, b)
		}
	}
	return appendString(dst, t.to, content)
}

// content returns the contents of a string, valid until the next call.
func (t *transcoder) content(v token) []byte {
	if !v.coded() {
		return t.src.data[v.pos : v.pos+v.size]
	}
	t.scratch = t.src.content(v, t.scratch[:0])
	return t.scratch
}

// container appends the list or map whose head was just read.
func (t *transcoder) container(dst []byte, head token, depth int) []byte {
	if depth == 0 {
		t.src.fail(defectDepth.at(t.src.pos))
		return dst
	}
	start := len(dst)
	known := max(head.size, 0)
	isMap, json := head.kind == kindMap, t.to == wamp.JSON
	if isMap {
		dst = appendMapHead(dst, t.to, known)
	} else {
		dst = appendListHead(dst, t.to, known)
	}
	body, n := len(dst), 0
	for c := t.src.enter(head); t.src.more(&c); n++ {
		if json && n > 0 {
			dst = append(dst, ',')
		}
		if isMap {
			dst = t.key(dst, depth-1)
			if json {
				dst = append(dst, ':')
			}
		}
		dst = t.value(dst, depth-1)
	}
	switch {
	case !json:
		if n != known {
			dst = resizeHead(dst, t.to, head.kind, start, body, n)
		}
		return dst
	case isMap:
		return append(dst, '}')
	default:
		return append(dst, ']')
	}
}

// resizeHead writes the head at start anew, for n entries, and moves the body
// behind it, which begins at body.
func resizeHead(dst []byte, f wamp.Format, k kind, start, body, n int) []byte {
	var buf [9]byte
	head := appendListHead(buf[:0], f, n)
	if k == kindMap {
		head = appendMapHead(buf[:0], f, n)
	}
	if grow := len(head) - (body - start); grow > 0 {
		dst = append(dst, buf[:grow]...)
		copy(dst[body+grow:], dst[body:])
	}
	copy(dst[start:], head)
	return dst
}

// key appends a map's key: in JSON a string, whatever it was.
func (t *transcoder) key(dst []byte, depth int) []byte {
	if text, end := t.src.shortText(); end > 0 {
		json := t.src.format == wamp.JSON
		if !json || end < len(t.src.data) && t.src.data[end] == ':' {
			if t.src.pos = end; json {
				t.src.pos++
			}
			return appendShortText(dst, t.to, text)
		}
	}
	start := t.src.pos
	v := t.src.key()
	switch {
	case v.kind == kindString:
		return appendString(dst, t.to, t.content(v))
	case v.kind == kindList || v.kind == kindMap:
		if t.to != wamp.JSON {
			return t.container(dst, v, depth)
		}
		// As text it would double with each key inside a key.
		t.src.pos = start
		return appendBytes(dst, t.to, t.src.skip(depth))
	case t.to == wamp.JSON && v.kind != kindBytes:
		dst = append(dst, '"')
		dst = t.scalar(dst, v)
		return append(dst, '"')
	default:
		return t.scalar(dst, v)
	}
}
