package codec

import "github.com/wampgen/wampgen/runtime/wamp"

// Shared is a payload for any number of Readers, at the same time and later. It
// never changes. Short strings that they read lie in it, so that ten readers do
// not make ten copies.
type Shared struct {
	payload      wamp.Payload
	args, kwargs string // the same bytes, if they are few
}

// sharedText is the size in bytes up to which strings lie in a Shared: one that is
// kept keeps all of it.
const sharedText = 1 << 10

// NewShared returns a copy of p.
func NewShared(p wamp.Payload) *Shared {
	s := &Shared{payload: p.Clone()}
	if p.Size() <= sharedText {
		text := string(p.Args) + string(p.Kwargs)
		s.args, s.kwargs = text[:len(p.Args)], text[len(p.Args):]
	}
	return s
}

// Payload returns the payload. It must not be changed.
func (s *Shared) Payload() wamp.Payload { return s.payload }

// NewSharedReader returns a Reader of the payload. Give it back with Free.
func NewSharedReader(s *Shared) *Reader {
	r := readers.Get().(*Reader)
	r.ResetShared(s)
	return r
}

// textOf returns the part of the payload as text, or "".
func (s *Shared) textOf(p readPart) string {
	switch {
	case s == nil:
		return ""
	case p == partArgs:
		return s.args
	}
	return s.kwargs
}
