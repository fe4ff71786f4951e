package model

import (
	"fmt"
	"math/big"

	"github.com/wampgen/wampgen/gen/schema"
	"github.com/wampgen/wampgen/gen/syntax"
)

// maxLength is the largest length that can be asked for: what an int holds on
// every machine.
const maxLength = 1<<31 - 1

// bounded returns the kind whose literals bound the values of a kind: its own
// for numbers and durations, Uint32 for lengths, Invalid if nothing bounds it.
func bounded(k Kind) Kind {
	switch k {
	case Int, Int8, Int16, Int32, Int64, Uint8, Uint16, Uint32, Uint64, Float, Float32, Decimal, Duration, ID:
		return k
	case String, Bytes, URI, URIPattern, Name, List, Map:
		return Uint32
	default:
		return Invalid
	}
}

// measured reports whether the bounds of a kind are about length.
func measured(k Kind) bool { return bounded(k) == Uint32 && k != Uint32 }

// rules checks min, max and pattern of a field or of a named scalar.
func (c *checker) rules(t Type, f *schema.Field) Rules {
	t = t.Present()
	var r Rules
	if t.Kind == Named && (f.Min != nil || f.Max != nil || f.Pattern != nil) {
		c.refuseRules(t, f)
		return r
	}
	r.Min = c.bound(t, f.Min, "min")
	r.Max = c.bound(t, f.Max, "max")
	if r.Min != "" && r.Max != "" && number(r.Min).Cmp(number(r.Max)) > 0 {
		c.list.Errorf(f.Max.Pos, ruleBounds, "max %s is below min %s", f.Max.Text.Value, f.Min.Text.Value)
		r.Max = ""
	}
	if f.Pattern != nil {
		r.Pattern = c.pattern(t, f.Pattern)
	}
	return r
}

// refuseRules explains where the rules of a declared type stand.
func (c *checker) refuseRules(t Type, f *schema.Field) {
	hint := fmt.Sprintf("%s is no scalar", t.Name)
	if t.Decl.Scalar != nil {
		hint = fmt.Sprintf("they stand in the declaration of %s", t.Name)
	}
	refuse := func(text *schema.Text, key string) {
		if text != nil {
			c.list.Errorf(text.Pos, ruleBounds, "%s has no %s of its own here", t.Name, key).Hint = hint
		}
	}
	if f.Min != nil {
		refuse(&f.Min.Text, "min")
	}
	if f.Max != nil {
		refuse(&f.Max.Text, "max")
	}
	refuse(f.Pattern, "pattern")
}

// bound checks one bound and returns its canonical text, or "".
func (c *checker) bound(t Type, v *schema.Value, key string) string {
	if v == nil {
		return ""
	}
	kind := bounded(t.Kind)
	if kind == Invalid {
		c.list.Errorf(v.Pos, ruleBounds, "%s has no %s", t, key).Hint = "numbers, durations and whatever has a length do"
		return ""
	}
	text, fault := literal(kind, v)
	if measured(t.Kind) {
		switch {
		case v.Tag != syntax.Int:
			fault.message, fault.hint = "want a length, an integer", ""
		case fault.message != "" || number(text).Cmp(big.NewRat(maxLength, 1)) > 0:
			fault.message, fault.hint = fmt.Sprintf("a length is between 0 and %d", maxLength), ""
		}
	}
	if fault.message != "" {
		c.list.Errorf(v.Pos, ruleBounds, "%s of %s: %s", key, t, fault.message).Hint = fault.hint
		return ""
	}
	return text
}

// number returns the value of a canonical literal of a kind that bounds.
func number(text string) *big.Rat {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		return new(big.Rat) // literal makes nothing else
	}
	return r
}
