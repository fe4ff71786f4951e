package breaking

import (
	"fmt"
	"math/big"
	"strconv"
	"time"

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
	if reader.rules.Pattern != "" && writer.rules.Pattern != reader.rules.Pattern {
		w.say(pattern, at, fmt.Sprintf("%s has %s now, had %s", at.what, patternText(new.rules), patternText(old.rules)),
			"%s may %v what is refused", "%s refuse what does not match", w.another())
	}
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
