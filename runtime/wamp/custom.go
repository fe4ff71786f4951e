package wamp

// The bounds of the custom options of one message. A decoder ignores what is
// beyond them.
const (
	MaxCustomOptions = 16
	MaxCustomBytes   = 4096 // of all names and values
)

// Custom are options that are not of the protocol but of implementations, for
// tracing perhaps: their names begin with an underscore (section "Extensibility").
// Those of CALL and PUBLISH travel with the INVOCATION and the EVENTs.
//
// The values are borrowed, as payloads are.
type Custom struct {
	Format  Format
	Options []CustomOption
}

// CustomOption is one of the options of Custom.
type CustomOption struct {
	Name  string // "_trace"
	Value []byte // one value, in Custom.Format
}

// Get returns the value of an option, or nil.
func (c *Custom) Get(name string) []byte {
	if c == nil {
		return nil
	}
	for _, o := range c.Options {
		if o.Name == name {
			return o.Value
		}
	}
	return nil
}

// Clone returns custom options that do not share memory with c; nil stays nil.
func (c *Custom) Clone() *Custom {
	if c == nil {
		return nil
	}
	clone := &Custom{Format: c.Format, Options: make([]CustomOption, len(c.Options))}
	for i, o := range c.Options {
		clone.Options[i] = CustomOption{o.Name, append([]byte(nil), o.Value...)}
	}
	return clone
}

// ValidCustomName reports whether an option of the name is one of implementations:
// an underscore and three or more lower case letters, digits and underscores.
func ValidCustomName(name string) bool {
	if len(name) < 4 || name[0] != '_' {
		return false
	}
	for _, c := range []byte(name[1:]) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' {
			return false
		}
	}
	return true
}
