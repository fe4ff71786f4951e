package codec

import (
	"fmt"
	"sync"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Reader reads the args and kwargs of a payload, in any of the formats by the
// same calls, into what the caller expects there:
//
//	for c := r.Args(greetArgs); c.Next(r); {
//		switch c.Field {
//		case 0:
//			name = r.String()
//		}
//	}
//	if err := r.Err(); err != nil {
//
// The first fault sticks: from then on loops end and values are zero. What is
// neither read nor skipped of an entry is skipped by the next step of its loop; a
// loop inside a Cursor's may be left early.
// All that a Reader returns is its own memory, or that of a Shared. A Reader is not for
// concurrent use. One that is part of something else begins with Reset and ends with Clear.
type Reader struct {
	payload wamp.Payload
	shared  *Shared // what the payload is of; nil: it is borrowed
	text    string  // the bytes of src, if strings may lie in them; else ""
	src     scanner
	short   *short // of the format
	frames  []readFrame
	tag     string // a key that the next struct passes over; "": none
	err     *ValueError
}

var readers = sync.Pool{New: func() any { return new(Reader) }}

// NewReader returns a Reader of the payload. Give it back with Free.
func NewReader(p wamp.Payload) *Reader {
	r := readers.Get().(*Reader)
	r.Reset(p)
	return r
}

// NewValueReader returns a Reader of one value, all of data, which is checked
// first: bytes that are not well-formed are a fault of the rule "syntax". Give it
// back with Free.
func NewValueReader(f wamp.Format, data []byte) *Reader {
	r := NewReader(wamp.Payload{Format: f})
	if err := CheckValue(f, data, Limits{}); err != nil {
		r.Fail("syntax", "%v", err)
		return r
	}
	r.src.reset(f, data)
	return r
}

// Reset makes the Reader one of another payload.
func (r *Reader) Reset(p wamp.Payload) {
	r.payload, r.shared, r.err = p, nil, nil
	r.src.format, r.short = p.Format, shortOf(p.Format)
	r.restart(nil, "")
}

// ResetShared makes the Reader one of another payload.
func (r *Reader) ResetShared(s *Shared) {
	r.Reset(s.payload)
	r.shared = s
}

// Free gives the Reader back. What it has returned stays.
func (r *Reader) Free() {
	r.Clear()
	readers.Put(r)
}

// Clear lets go of the payload. What the Reader has returned stays.
func (r *Reader) Clear() { r.Reset(wamp.Payload{}) }

// restart begins to read data, which text may be, outside all lists and maps. Those that were left
// early are forgotten, so that they hold no data.
func (r *Reader) restart(data []byte, text string) {
	r.text = text
	r.src.data, r.src.pos, r.src.err = data, 0, nil
	if len(r.frames) > 0 {
		clear(r.frames)
		r.frames = r.frames[:0]
	}
}

// Err returns the first fault, a *ValueError, or nil.
func (r *Reader) Err() error {
	if r.err == nil {
		return nil
	}
	return r.err
}

// Fail notes a fault in the value that is being read or was read last. The first
// one sticks.
func (r *Reader) Fail(rule, format string, args ...any) {
	if r.err == nil {
		r.err = &ValueError{Path: r.path(), Rule: rule, Message: fmt.Sprintf(format, args...)}
	}
}

// want notes that a token is not of the kind wanted, or what the scanner met.
func (r *Reader) want(k kind, got token) {
	if r.err != nil {
		return
	}
	if r.src.err != nil {
		r.Fail("syntax", "%v", r.src.err)
		return
	}
	r.Fail("type", "want %s, got %s", k, got.kind)
}

// next reads the next token.
func (r *Reader) next() token {
	if r.err != nil {
		return token{}
	}
	return r.src.next()
}

// Skip skips the next value.
func (r *Reader) Skip() { r.skip() }

func (r *Reader) skip() []byte {
	if r.err != nil {
		return nil
	}
	b := r.src.skip(maxDepth)
	if b == nil {
		r.Fail("syntax", "%v", r.src.err)
	}
	return b
}
