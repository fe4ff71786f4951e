package codec

import (
	"fmt"
	"slices"
	"sync"
	"unicode/utf8"
)

// Validator checks decoded values by the constraints of their schema and collects
// the faults. It knows where in the value it is by Enter and Leave:
//
//	codec.Min(v.Field("target"), d.Target, 5)
//	codec.Max(v.Field("target"), d.Target, 35)
//	v.Enter("place")
//	d.Place.ValidateWAMP(v)
//	v.Leave()
//
// No message shows the value itself: it may be a secret. A Validator is not for
// concurrent use.
type Validator struct {
	path   []step
	field  string // of the next check, in what was entered last; "": that itself
	faults []ValueError
}

// step is one part of a path: a name, an index or a key.
type step struct {
	kind  stepKind
	index int
	text  string
}

type stepKind uint8

const (
	stepName stepKind = iota
	stepIndex
	stepKey
)

// mostFaults is how many faults a Validator keeps.
const mostFaults = 16

var validators = sync.Pool{New: func() any { return new(Validator) }}

// NewValidator returns a Validator at the root of a value. Give it back with Free.
func NewValidator() *Validator { return validators.Get().(*Validator) }

// Free gives the Validator back. The error of Err stays.
func (v *Validator) Free() {
	clear(v.path[:cap(v.path)])
	v.Reset()
	validators.Put(v)
}

// Reset makes the Validator one at the root of another value.
func (v *Validator) Reset() { v.path, v.field, v.faults = v.path[:0], "", nil }

// Enter goes to a field. Leave comes back.
func (v *Validator) Enter(name string) { v.enter(stepName, 0, name) }

// EnterIndex goes to an item of a list. Leave comes back.
func (v *Validator) EnterIndex(i int) { v.enter(stepIndex, i, "") }

// EnterKey goes to an entry of a map. Leave comes back.
func (v *Validator) EnterKey(key string) { v.enter(stepKey, 0, key) }

// enter writes the step in its place: it would be copied from where it was built. It is too
// large to be inlined in all that is generated.
//
//go:noinline
func (v *Validator) enter(kind stepKind, index int, text string) {
	n := len(v.path)
	if n == cap(v.path) {
		v.path = append(v.path, step{})
	}
	v.path = v.path[:n+1]
	s := &v.path[n]
	s.kind, s.index, s.text = kind, index, text
	v.field = ""
}

// Field says which field of what was entered last is checked, and returns v. That
// holds until another is named, or something is entered or left.
func (v *Validator) Field(name string) *Validator {
	v.field = name
	return v
}

// Leave comes back from what was entered last.
func (v *Validator) Leave() {
	v.field = ""
	if len(v.path) > 0 {
		v.path = v.path[:len(v.path)-1]
	}
}

// Err returns all faults, a *ValidationError, or nil.
func (v *Validator) Err() error {
	if len(v.faults) == 0 {
		return nil
	}
	return &ValidationError{Faults: slices.Clone(v.faults)}
}

// Fail notes a fault where the Validator is. From the seventeenth on they are not kept.
func (v *Validator) Fail(rule, format string, args ...any) {
	if len(v.faults) < mostFaults {
		v.faults = append(v.faults, ValueError{Path: v.where(), Rule: rule, Message: fmt.Sprintf(format, args...)})
	}
}

func (v *Validator) where() string {
	var p []byte
	for _, s := range v.path {
		switch s.kind {
		case stepName:
			p = appendPathName(p, s.text)
		case stepIndex:
			p = appendPathIndex(p, s.index)
		case stepKey:
			p = appendPathKey(p, s.text)
		}
	}
	if v.field != "" {
		p = appendPathName(p, v.field)
	}
	return string(p)
}

// Number is what Min and Max bound: integers, floats and durations.
type Number interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~float32 | ~float64
}

// Min notes a fault of the rule "min" if x is less than min. NaN is.
func Min[N Number](v *Validator, x, min N) {
	if !(x >= min) {
		v.Fail("min", "want at least %v", min)
	}
}

// Max notes a fault of the rule "max" if x is more than max. NaN is.
func Max[N Number](v *Validator, x, max N) {
	if !(x <= max) {
		v.Fail("max", "want at most %v", max)
	}
}

// Length notes a fault of the rule "min" or "max" if n, the length of bytes or a
// list or the entries of a map, is not from min to max. A negative max is none.
func (v *Validator) Length(n, min, max int) {
	switch {
	case n < min:
		v.Fail("min", "want a length of at least %d, got %d", min, n)
	case max >= 0 && n > max:
		v.Fail("max", "want a length of at most %d, got %d", max, n)
	}
}

// StringLength is Length of a text in code points.
func (v *Validator) StringLength(s string, min, max int) {
	v.Length(utf8.RuneCountInString(s), min, max)
}
