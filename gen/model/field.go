package model

// Rules bound a value. The texts are canonical literals of the bounded quantity: an
// integer for integers, lengths and durations (in nanoseconds), a number
// for floats and decimals. Empty: no bound.
type Rules struct {
	Min     string
	Max     string
	Pattern string // RE2 that ECMAScript reads alike, not anchored
}

// Field is a field of a struct, a positional or keyword value of a payload, or
// one of a component's extra.
type Field struct {
	Header
	Type    Type
	Default *Literal // nil: none
	Rules   Rules
	Secret  bool // extra only: never printed or logged
}

// Optional reports whether the field may be absent on the wire.
func (f *Field) Optional() bool { return f.Type.Kind == Optional || f.Default != nil }

// Payload is what a message carries.
type Payload struct {
	Args   []*Field // positional, in order; optional ones last
	Kwargs []*Field
}

// Empty reports whether the payload carries nothing.
func (p Payload) Empty() bool { return len(p.Args) == 0 && len(p.Kwargs) == 0 }
