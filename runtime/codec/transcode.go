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
	t := wamp.Payload{Format: to}
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
	t := transcoder{dst: dst, to: to}
	t.src.reset(from, data)
	if head := t.src.next(); head.kind == want {
		t.container(head, maxDepth)
		t.src.close()
	} else {
		t.src.fail(defectValue.at(0))
	}
	if t.src.err == nil {
		return t.dst
	}
	dst = t.dst[:start]
	if want == kindList {
		return appendEmptyList(dst, to)
	}
	return appendEmptyMap(dst, to)
}

// appendTranscodedValue appends the checked value in data.
func appendTranscodedValue(dst []byte, from wamp.Format, data []byte, to wamp.Format) []byte {
	t := transcoder{dst: dst, to: to}
	t.src.reset(from, data)
	t.value(maxDepth)
	return t.dst
}

// maxDepth bounds the recursion of whatever reads bytes that were checked by the
// limits of somebody else.
const maxDepth = 1000

// transcoder appends the values of src in another format.
type transcoder struct {
	src     scanner
	dst     []byte
	to      wamp.Format
	scratch []byte
}

func (t *transcoder) value(depth int) {
	switch v := t.src.next(); v.kind {
	case kindList, kindMap:
		t.container(v, depth)
	default:
		t.scalar(v)
	}
}

func (t *transcoder) scalar(v token) {
	switch v.kind {
	case kindBool:
		t.dst = appendBool(t.dst, t.to, v.bits != 0)
	case kindInt:
		t.dst = appendInt(t.dst, t.to, int64(v.bits))
	case kindUint:
		t.dst = appendUint(t.dst, t.to, v.bits)
	case kindFloat:
		t.float(math.Float64frombits(v.bits), 64)
	case kindFloat32:
		t.float(float64(math.Float32frombits(uint32(v.bits))), 32)
	case kindString:
		t.string(v)
	case kindBytes:
		t.dst = appendBytes(t.dst, t.to, t.content(v))
	default:
		t.dst = appendNull(t.dst, t.to)
	}
}

func (t *transcoder) float(v float64, bits int) {
	switch {
	case t.to == wamp.JSON && (math.IsNaN(v) || math.IsInf(v, 0)):
		t.dst = appendNull(t.dst, t.to)
	case bits == 32:
		t.dst = appendFloat32(t.dst, t.to, float32(v))
	default:
		t.dst = appendFloat(t.dst, t.to, v)
	}
}

// string appends a string, which is bytes if it comes from JSON and looks like it.
func (t *transcoder) string(v token) {
	content := t.content(v)
	if t.src.format == wamp.JSON && t.to != wamp.JSON {
		if b, ok := jsonBytes(nil, content); ok {
			t.dst = appendBytes(t.dst, t.to, b)
			return
		}
	}
	t.dst = appendString(t.dst, t.to, content)
}

// content returns the contents of a string, valid until the next call.
func (t *transcoder) content(v token) []byte {
	if !v.coded() {
		return t.src.content(v, nil)
	}
	t.scratch = t.src.content(v, t.scratch[:0])
	return t.scratch
}

// container appends the list or map whose head was just read.
func (t *transcoder) container(head token, depth int) {
	if depth == 0 {
		t.src.fail(defectDepth.at(t.src.pos))
		return
	}
	start := len(t.dst)
	known := max(head.size, 0)
	if head.kind == kindList {
		t.dst = appendListHead(t.dst, t.to, known)
	} else {
		t.dst = appendMapHead(t.dst, t.to, known)
	}
	body, n := len(t.dst), 0
	for c := t.src.enter(head); t.src.more(&c); n++ {
		if t.to == wamp.JSON && n > 0 {
			t.dst = append(t.dst, ',')
		}
		if head.kind == kindMap {
			t.key(depth - 1)
			if t.to == wamp.JSON {
				t.dst = append(t.dst, ':')
			}
		}
		t.value(depth - 1)
	}
	switch {
	case t.to != wamp.JSON:
		if n != known {
			t.dst = resizeHead(t.dst, t.to, head.kind, start, body, n)
		}
	case head.kind == kindList:
		t.dst = append(t.dst, ']')
	default:
		t.dst = append(t.dst, '}')
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
func (t *transcoder) key(depth int) {
	start := t.src.pos
	v := t.src.key()
	switch {
	case v.kind == kindString:
		t.dst = appendString(t.dst, t.to, t.content(v))
	case v.kind == kindList || v.kind == kindMap:
		if t.to != wamp.JSON {
			t.container(v, depth)
			return
		}
		// As text it would double with each key inside a key.
		t.src.pos = start
		t.dst = appendBytes(t.dst, t.to, t.src.skip(depth))
	case t.to == wamp.JSON && v.kind != kindBytes:
		t.dst = append(t.dst, '"')
		t.scalar(v)
		t.dst = append(t.dst, '"')
	default:
		t.scalar(v)
	}
}
