package codec

import "strings"

// ValueError is a fault in a value: where it is, which rule it breaks and, for
// people, how.
type ValueError struct {
	Path    string // args[1].items[3].qty; "" is the whole value
	Rule    string // type, required, unknown, duplicate, range, format, enum, syntax, depth; min, max, pattern; or one of the caller
	Message string // "want integer, got string"
}

// Error returns the path and the message.
func (e *ValueError) Error() string {
	if e.Path == "" {
		return e.Message
	}
	return e.Path + ": " + e.Message
}

// ValidationError is all faults that a Validator found, in the order of the value.
type ValidationError struct {
	Faults []ValueError // at least one, at most 16
}

// Error returns the faults, divided by "; ".
func (e *ValidationError) Error() string {
	texts := make([]string, len(e.Faults))
	for i := range e.Faults {
		texts[i] = e.Faults[i].Error()
	}
	return strings.Join(texts, "; ")
}

// Unwrap returns the faults, so that errors.As finds the first as a *ValueError.
func (e *ValidationError) Unwrap() []error {
	errs := make([]error, len(e.Faults))
	for i := range e.Faults {
		errs[i] = &e.Faults[i]
	}
	return errs
}
