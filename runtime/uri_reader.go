package runtime

import (
	"fmt"
	"strconv"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// URIReader hands out the parts of a URI one by one; see Template.Parse. After a
// fault it returns zero values. Its errors have paths such as uri.id.
type URIReader struct {
	names, texts []string
	next         int
	validator    *codec.Validator
	err          error
}

// take returns the text of the next part.
func (r *URIReader) take() string {
	if r.err != nil || r.next == len(r.texts) {
		return ""
	}
	r.next++
	return r.texts[r.next-1]
}

// fail notes a fault of the part taken last, unless there is one already.
func (r *URIReader) fail(rule, want string) {
	if r.err != nil || r.next == 0 {
		return
	}
	r.err = &codec.ValueError{
		Path:    "uri." + r.names[r.next-1],
		Rule:    rule,
		Message: fmt.Sprintf("want %s, got %q", want, r.texts[r.next-1]),
	}
}

// String returns a part as it is.
func (r *URIReader) String() string { return r.take() }

// URI returns a rest as it is.
func (r *URIReader) URI() wamp.URI { return wamp.URI(r.take()) }

// Bool reads true or false.
func (r *URIReader) Bool() bool {
	text := r.take()
	if text != "true" && text != "false" {
		r.fail("type", "true or false")
	}
	return text == "true"
}

// Int reads an integer of so many bits, in decimal without plus sign and leading zeros.
func (r *URIReader) Int(bits int) int64 {
	text := r.take()
	v, err := strconv.ParseInt(text, 10, bits)
	if err != nil || strconv.FormatInt(v, 10) != text {
		r.fail("type", fmt.Sprintf("integer of %d bits", bits))
		return 0
	}
	return v
}

// Uint reads an integer of so many bits that is not negative, as Int does.
func (r *URIReader) Uint(bits int) uint64 {
	text := r.take()
	v, err := strconv.ParseUint(text, 10, bits)
	if err != nil || strconv.FormatUint(v, 10) != text {
		r.fail("type", fmt.Sprintf("unsigned integer of %d bits", bits))
		return 0
	}
	return v
}

// ID reads an ID.
func (r *URIReader) ID() wamp.ID {
	id := wamp.ID(r.Uint(64))
	if !id.Valid() {
		r.fail("range", "ID from 1 to 2^53")
	}
	return id
}

// Date reads a date, YYYY-MM-DD.
func (r *URIReader) Date() Date {
	d, err := ParseDate(r.take())
	if err != nil {
		r.fail("format", "date YYYY-MM-DD")
	}
	return d
}

// UUID reads a UUID.
func (r *URIReader) UUID() UUID {
	u, err := ParseUUID(r.take())
	if err != nil {
		r.fail("format", "UUID")
	}
	return u
}

// URIEnum reads one of the values of an enum.
func URIEnum[T interface {
	~string
	Valid() bool
}](r *URIReader) T {
	v := T(r.take())
	if !v.Valid() {
		r.fail("enum", "one of the values")
		return ""
	}
	return v
}

// Validator returns what checks the rules of the parts. Err frees it.
func (r *URIReader) Validator() *codec.Validator {
	r.validator = codec.NewValidator()
	r.validator.Enter("uri")
	return r.validator
}

// Err returns the first fault, or the broken rules, as an error that a caller gets as
// wamp.error.invalid_argument; or nil.
func (r *URIReader) Err() error {
	err := r.err
	if r.validator != nil {
		if err == nil {
			err = r.validator.Err()
		}
		r.validator.Free()
		r.validator = nil
	}
	if err == nil {
		return nil
	}
	return err
}
