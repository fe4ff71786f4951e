package breaking

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/wampgen/wampgen/gen/model"
)

// interval is what min and max leave of a quantity; nil is no limit.
type interval struct {
	length    bool // of a text, a list, ...; else the value itself
	low, high *big.Rat
}

// span returns the interval of a use: what its rules say, and for integers what they
// can hold.
func span(u use) interval {
	var r interval
	switch k := u.Kind; {
	case numbered(k):
		r.low, r.high = limits(k)
	case k == model.Float || k == model.Float32 || k == model.Decimal:
	case k == model.Named && u.Decl.Enum != nil:
		return enumSpan(u.Decl.Enum)
	default:
		r.length, r.low = true, new(big.Rat)
	}
	if x, ok := new(big.Rat).SetString(u.rules.Min); ok && (r.low == nil || x.Cmp(r.low) > 0) {
		r.low = x
	}
	if x, ok := new(big.Rat).SetString(u.rules.Max); ok && (r.high == nil || x.Cmp(r.high) < 0) {
		r.high = x
	}
	return r
}

// enumSpan returns the interval of the lengths of an enum's values, in code points.
func enumSpan(e *model.Enum) interval {
	r := interval{length: true}
	for _, v := range e.Values {
		n := new(big.Rat).SetInt64(int64(utf8.RuneCountInString(v.Name)))
		if r.low == nil || n.Cmp(r.low) < 0 {
			r.low = n
		}
		if r.high == nil || n.Cmp(r.high) > 0 {
			r.high = n
		}
	}
	return r
}

// numbered reports whether the values of a kind are integers on the wire.
func numbered(k model.Kind) bool { return integer(k) || k == model.Duration || k == model.Timestamp }

// inside reports whether all of r is in the other interval.
func (r interval) inside(other interval) bool {
	if r.length != other.length {
		r = interval{}
	}
	low := other.low == nil || r.low != nil && r.low.Cmp(other.low) >= 0
	high := other.high == nil || r.high != nil && r.high.Cmp(other.high) <= 0
	return low && high
}

// rules compares min, max and pattern of a value.
func (w *walk) rules(at place, writer, reader, old, new use) {
	if w.trusting {
		return
	}
	if bounded := reader.rules.Min != "" || reader.rules.Max != "" || numbered(reader.Kind); bounded && !span(writer).inside(span(reader)) {
		w.say(bounds, at, fmt.Sprintf("%s has %s now, had %s", at.what, boundsText(new), boundsText(old)),
			"%s may %v what is refused", "%s refuse what is beyond", w.another())
	}
	if p := reader.rules.Pattern; p != "" && writer.rules.Pattern != p && !enumMatches(writer, p) {
		w.say(pattern, at, fmt.Sprintf("%s has %s now, had %s", at.what, patternText(new.rules), patternText(old.rules)),
			"%s may %v what is refused", "%s refuse what does not match", w.another())
	}
}

// enumMatches reports whether a use is an enum whose values all match a pattern.
func enumMatches(u use, pattern string) bool {
	if u.Kind != model.Named || u.Decl.Enum == nil {
		return false
	}
	p, err := regexp.Compile(pattern)
	return err == nil && !slices.ContainsFunc(u.Decl.Enum.Values, func(v *model.EnumValue) bool { return !p.MatchString(v.Name) })
}

func boundsText(u use) string {
	low, high := quantity(u.Kind, u.rules.Min), quantity(u.Kind, u.rules.Max)
	switch {
	case low == "" && high == "":
		return "no bounds"
	case high == "":
		return "min " + low
	case low == "":
		return "max " + high
	default:
		return "min " + low + " and max " + high
	}
}

// quantity returns a bound as the schemas write it.
func quantity(k model.Kind, text string) string {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && k == model.Duration {
		return time.Duration(n).String()
	}
	return text
}

func patternText(r model.Rules) string {
	if r.Pattern == "" {
		return "no pattern"
	}
	return fmt.Sprintf("the pattern %q", r.Pattern)
}
