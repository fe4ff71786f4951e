package typecheck

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/contract"
)

// rules are those of a field: bounds of its value or length, and a pattern.
type rules struct {
	min, max string // "" is none
	pattern  *regexp.Regexp
}

func rulesOf(f *contract.Field) rules {
	r := rules{min: f.Min, max: f.Max}
	if f.Pattern != "" {
		// One that RE2 does not take is none: the generator has refused it.
		r.pattern, _ = regexp.Compile(f.Pattern)
	}
	return r
}

// length notes a length that is out of bounds.
func (u rules) length(r *codec.Reader, n int) {
	if low, err := strconv.Atoi(u.min); err == nil && n < low {
		r.Fail("min", "want a length of at least %d, got %d", low, n)
	}
	if high, err := strconv.Atoi(u.max); err == nil && n > high {
		r.Fail("max", "want a length of at most %d, got %d", high, n)
	}
}

// text notes a text that is out of bounds, or does not match.
func (u rules) text(r *codec.Reader, s string) {
	if r.Err() != nil {
		return
	}
	u.length(r, utf8.RuneCountInString(s))
	if u.pattern != nil && !u.pattern.MatchString(s) {
		r.Fail("pattern", "want a match of %s", u.pattern)
	}
}

// number notes a number that is out of bounds. It compares exactly.
func (u rules) number(r *codec.Reader, text string) {
	if r.Err() != nil || u.min == "" && u.max == "" {
		return
	}
	x, ok := new(big.Rat).SetString(text)
	if !ok {
		r.Fail("min", "want a finite number")
		return
	}
	if low, ok := new(big.Rat).SetString(u.min); ok && x.Cmp(low) < 0 {
		r.Fail("min", "want at least %s", u.min)
	}
	if high, ok := new(big.Rat).SetString(u.max); ok && x.Cmp(high) > 0 {
		r.Fail("max", "want at most %s", u.max)
	}
}

// duration notes a duration that is out of bounds, which are written as one.
func (u rules) duration(r *codec.Reader, d time.Duration) {
	if low, err := time.ParseDuration(u.min); err == nil && d < low {
		r.Fail("min", "want at least %s", low)
	}
	if high, err := time.ParseDuration(u.max); err == nil && d > high {
		r.Fail("max", "want at most %s", high)
	}
}

// scalar returns what reads values of a type of the language, or nil if there is no
// such type.
func (u rules) scalar(name string) reader {
	if bits, ok := bitsOf(name, "int"); ok {
		return func(r *codec.Reader) { u.number(r, strconv.FormatInt(r.Int(bits), 10)) }
	}
	if bits, ok := bitsOf(name, "uint"); ok {
		return func(r *codec.Reader) { u.number(r, strconv.FormatUint(r.Uint(bits), 10)) }
	}
	switch name {
	case "any":
		return anything
	case "bool":
		return func(r *codec.Reader) { r.Bool() }
	case "float":
		return func(r *codec.Reader) { u.number(r, strconv.FormatFloat(r.Float(), 'g', -1, 64)) }
	case "float32":
		return func(r *codec.Reader) { u.number(r, strconv.FormatFloat(float64(r.Float32()), 'g', -1, 32)) }
	case "string":
		return func(r *codec.Reader) { u.text(r, r.String()) }
	case "bytes":
		return func(r *codec.Reader) { u.length(r, len(r.Bytes())) }
	case "time":
		return func(r *codec.Reader) { r.Time() }
	case "timestamp":
		return func(r *codec.Reader) { r.Timestamp() }
	case "duration":
		return func(r *codec.Reader) { u.duration(r, r.Duration()) }
	case "date":
		return func(r *codec.Reader) { new(runtime.Date).DecodeWAMP(r) }
	case "uuid":
		return func(r *codec.Reader) { new(runtime.UUID).DecodeWAMP(r) }
	case "decimal":
		return u.decimal
	case "uri":
		return func(r *codec.Reader) { u.text(r, string(r.URI())) }
	case "uri_pattern":
		return func(r *codec.Reader) { u.text(r, string(r.URIPattern())) }
	case "name":
		return func(r *codec.Reader) { u.text(r, r.Name()) }
	case "id":
		return func(r *codec.Reader) { u.number(r, strconv.FormatUint(uint64(r.ID()), 10)) }
	}
	return nil
}

// decimal reads a decimal number. It compares texts: one may have a million digits.
func (u rules) decimal(r *codec.Reader) {
	var d runtime.Decimal
	d.DecodeWAMP(r)
	if r.Err() != nil {
		return
	}
	if low := runtime.Decimal(u.min); low != "" && d.Compare(low) < 0 {
		r.Fail("min", "want at least %s", low)
	}
	if high := runtime.Decimal(u.max); high != "" && d.Compare(high) > 0 {
		r.Fail("max", "want at most %s", high)
	}
}

// bitsOf returns the size of an integer type: that of "int" is 64.
func bitsOf(name, kind string) (bits int, ok bool) {
	size, ok := strings.CutPrefix(name, kind)
	switch {
	case !ok:
		return 0, false
	case size == "" && kind == "int":
		return 64, true
	}
	switch size {
	case "8", "16", "32", "64":
		bits, _ = strconv.Atoi(size)
		return bits, true
	}
	return 0, false
}
