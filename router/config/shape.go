package config

import (
	"regexp"
	"strings"
)

// kind is the form of a value.
type kind uint8

const (
	anything   kind = iota // any value; it stays as it is
	text                   // a string
	boolean                // true or false
	integer                // a whole number from min to max
	duration               // a string such as "30s", in nanoseconds from min to max
	list                   // a list whose items have the shape item
	dictionary             // a map with keys of the pattern and values of the shape item
	block                  // a map with the keys of a table
	either                 // a value of one of the shapes of
	variant                // a block whose table depends on its key "type"
)

// shape says what a value of the node file must be. Shapes are data: Load checks
// values against them, and tests and documentation walk them.
type shape struct {
	kind     kind
	choices  []string       // of a text or an integer: nothing else
	refused  []string       // of a text: what Crossbar.io knows beside the choices
	null     bool           // null is accepted too and changes nothing
	pattern  *regexp.Regexp // of a text or of a dictionary's keys
	form     string         // the pattern in words
	min, max int64          // of a number; max 0 is no bound
	secret   bool           // a text that no message shows

	of    []shape        // of a value with several forms
	item  *shape         // of a list or dictionary
	keys  func() []entry // of a block
	types func() []typed // of a variant
	name  string         // of a block or variant that stands in several places

	doc         string // what a key with this shape means
	ignored     string // why the value has no effect; "" if it has one
	unsupported string // the feature that is not built; "" if it is
}

// entry is a key of a block: the part of it that does not depend on the Go type
// that the block is read into.
type entry struct {
	name  string
	shape shape
	must  bool // the key has to be given
	read  bool // the value goes somewhere
}

// typed is one table of a variant.
type typed struct {
	name        string
	keys        func() []entry
	unsupported bool
}

// scalar reports whether values of the shape are checked by it alone; blocks are
// checked as they are read.
func (s shape) scalar() bool { return s.kind != block && s.kind != variant }

// want names what the shape accepts, for messages.
func (s shape) want() string {
	switch s.kind {
	case text:
		if len(s.choices) == 1 {
			return quotedList(s.choices)
		}
		if len(s.choices) > 1 {
			return "one of " + quotedList(s.choices)
		}
		return "a string"
	case boolean:
		return "a boolean"
	case integer:
		if len(s.choices) > 0 {
			return strings.Join(s.choices, " or ")
		}
		return "an integer"
	case duration:
		return `a duration such as "30s"`
	case list:
		return "a list"
	case anything:
		return "a value"
	case either:
		var wants []string
		for _, one := range s.of {
			wants = append(wants, one.want())
		}
		return strings.Join(wants, " or ")
	default:
		return "a map"
	}
}

// The forms of names and words, as Crossbar.io has them.
var (
	serializer = shape{kind: text, choices: []string{"json", "msgpack", "cbor"}, refused: []string{"ubjson"}}
	identifier = shape{
		kind:    text,
		pattern: regexp.MustCompile(`^[a-z][a-z0-9_]{2,63}$`),
		form:    "an id of 3 to 64 lower case letters, digits and underscores, beginning with a letter",
	}
	realmName = shape{
		kind:    text,
		pattern: regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_\-@.]{2,254}$`),
		form:    "a realm name of 3 to 255 letters, digits and _ - @ . beginning with a letter",
	}
	roleName = shape{
		kind:    text,
		pattern: regexp.MustCompile(`^\S+$`),
		form:    "a name without spaces",
	}
	pathName = shape{
		kind:    text,
		pattern: regexp.MustCompile(`^([a-zA-Z0-9_\-]+|/)$`),
		form:    "one path segment of letters, digits, _ and - without slashes, or / alone",
	}
	filled = shape{
		kind:    text,
		pattern: regexp.MustCompile(`\S`),
		form:    "a string that is not empty",
	}
	free  = shape{kind: text}
	onOff = shape{kind: boolean}
)

// choice is a text that is one of the names.
func choice(names ...string) shape { return shape{kind: text, choices: names} }

// number is an integer from low to high.
func number(low, high int64) shape { return shape{kind: integer, min: low, max: high} }

// without returns the shape as one that is accepted but has no effect, and why.
func (s shape) without(effect string) shape {
	s.ignored = effect
	return s
}

// explained returns the shape with what a key with it means.
func (s shape) explained(doc string) shape {
	s.doc = doc
	return s
}
