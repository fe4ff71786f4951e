package wamp

import "bytes"

// Payload is the application's part of a message: args and kwargs as the bytes
// they have on the wire, with the name of their serialization. Args holds one
// whole list, Kwargs one whole map; nil is absent, an empty list is not nil.
//
// A Payload that a function receives is borrowed: it is valid until the function
// returns. Who keeps it longer clones it. Passthru is not borrowed: it never changes.
type Payload struct {
	Format   Format
	Args     []byte
	Kwargs   []byte
	Passthru *Passthru // nil: a payload as any other
}

// Clone returns a payload that does not share memory with p.
func (p Payload) Clone() Payload {
	if p.Args == nil && p.Kwargs == nil {
		return p
	}
	buf := make([]byte, 0, len(p.Args)+len(p.Kwargs))
	c := Payload{Format: p.Format, Passthru: p.Passthru}
	if p.Args != nil {
		buf = append(buf, p.Args...)
		c.Args = buf[:len(p.Args):len(p.Args)]
	}
	if p.Kwargs != nil {
		buf = append(buf, p.Kwargs...)
		c.Kwargs = buf[len(p.Args):len(buf):len(buf)]
	}
	return c
}

// Size returns the number of bytes of args and kwargs.
func (p Payload) Size() int { return len(p.Args) + len(p.Kwargs) }

// Equal reports whether both payloads are the same bytes of the same format, to
// be read in the same way.
func (p Payload) Equal(q Payload) bool {
	return p.Format == q.Format && p.passthru() == q.passthru() &&
		(p.Args == nil) == (q.Args == nil) && bytes.Equal(p.Args, q.Args) &&
		(p.Kwargs == nil) == (q.Kwargs == nil) && bytes.Equal(p.Kwargs, q.Kwargs)
}

func (p Payload) passthru() Passthru {
	if p.Passthru == nil {
		return Passthru{}
	}
	return *p.Passthru
}
