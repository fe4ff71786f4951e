package runtime

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"

	"github.com/wampgen/wampgen/runtime/codec"
)

// UUID is a universally unique identifier (RFC 9562); on the wire its text, in
// lower case. Any text in hexadecimal with four hyphens is accepted.
type UUID [16]byte

// uuidGroups are the places of the groups of digits in the text.
var uuidGroups = [...]struct{ text, bytes, size int }{{0, 0, 4}, {9, 4, 2}, {14, 6, 2}, {19, 8, 2}, {24, 10, 6}}

const uuidLength = 36

// NewUUID returns a UUID of random bits (version 4).
func NewUUID() UUID {
	var u UUID
	rand.Read(u[:]) // it never fails
	u[6] = u[6]&0x0f | 0x40
	u[8] = u[8]&0x3f | 0x80
	return u
}

// ParseUUID returns the UUID of its text.
func ParseUUID(text string) (UUID, error) {
	var u UUID
	if len(text) != uuidLength {
		return UUID{}, fmt.Errorf("parse uuid %q: want 36 characters", text)
	}
	for i, g := range uuidGroups {
		if i > 0 && text[g.text-1] != '-' {
			return UUID{}, fmt.Errorf("parse uuid %q: want a hyphen before character %d", text, g.text+1)
		}
		if _, err := hex.Decode(u[g.bytes:], []byte(text[g.text:g.text+2*g.size])); err != nil {
			return UUID{}, fmt.Errorf("parse uuid %q: %w", text, err)
		}
	}
	return u, nil
}

// String returns the UUID as text in lower case.
func (u UUID) String() string {
	var text [uuidLength]byte
	for i, g := range uuidGroups {
		if i > 0 {
			text[g.text-1] = '-'
		}
		hex.Encode(text[g.text:], u[g.bytes:g.bytes+g.size])
	}
	return string(text[:])
}

// MarshalText returns the text of the UUID, for JSON, XML and flags.
func (u UUID) MarshalText() ([]byte, error) { return []byte(u.String()), nil }

// UnmarshalText reads what ParseUUID does.
func (u *UUID) UnmarshalText(text []byte) (err error) {
	*u, err = ParseUUID(string(text))
	return err
}

// EncodeWAMP writes the UUID.
func (u UUID) EncodeWAMP(w *codec.Writer) { w.String(u.String()) }

// DecodeWAMP reads a UUID.
func (u *UUID) DecodeWAMP(r *codec.Reader) {
	text := r.String()
	if r.Err() != nil {
		return
	}
	var err error
	if *u, err = ParseUUID(text); err != nil {
		r.Fail("format", "want a UUID")
	}
}
