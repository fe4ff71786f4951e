package runtime

// Opt is a value that may be absent, null, or there: optional(nullable(T)) of the
// schema language. The zero Opt is absent.
type Opt[T any] struct {
	Value T // counts only if State is Present
	State OptState
}

// OptState is what there is of an Opt.
type OptState uint8

// The states of an Opt.
const (
	Absent OptState = iota
	Null
	Present
)

// Some returns the Opt of a value that is there.
func Some[T any](value T) Opt[T] { return Opt[T]{Value: value, State: Present} }

// Get returns the value, and false if it is absent or null.
func (o Opt[T]) Get() (T, bool) { return o.Value, o.State == Present }
