package config

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/wampgen/wampgen/gen/syntax"
)

// check reports whether the value has the shape, and says so if not. What is in
// blocks is checked as they are read.
func (r *reading) check(s shape, n *syntax.Node) bool {
	if n.Kind == syntax.Broken {
		r.broken(n)
		return false
	}
	if s.unsupported != "" {
		return r.declined(s, n)
	}
	if s.null && n.Kind == syntax.Scalar && n.Tag == syntax.Null {
		return true
	}
	if !r.hasForm(s, n) {
		return false
	}
	if s.ignored != "" {
		r.warn(n, "ignored", "has no effect: %s", s.ignored)
	}
	return true
}

// declined refuses a feature that is not built, unless the value says that it
// is not wanted.
func (r *reading) declined(s shape, n *syntax.Node) bool {
	if s.kind == boolean {
		if !r.hasForm(s, n) {
			return false
		}
		if !isTrue(n) {
			return true
		}
	}
	r.unsupported(n, s.unsupported)
	return false
}

func (r *reading) hasForm(s shape, n *syntax.Node) bool {
	switch s.kind {
	case text:
		return r.isText(s, n)
	case boolean:
		return r.isScalar(s, n, syntax.Bool)
	case integer:
		return r.isScalar(s, n, syntax.Int) && r.isNumber(s, n)
	case duration:
		return r.isScalar(s, n, syntax.String) && r.isDuration(s, n)
	case list:
		return r.isList(s, n)
	case dictionary:
		return r.isDictionary(s, n)
	case block, variant:
		if n.Kind != syntax.Map {
			r.mismatch(n, s)
			return false
		}
	case either:
		return r.isEither(s, n)
	case anything:
		return r.isPlain(n)
	}
	return true
}

// isPlain refuses scalars that versions of YAML read differently, and values that
// the file's syntax has refused, anywhere in a value without a shape.
func (r *reading) isPlain(n *syntax.Node) bool {
	ok := true
	switch {
	case n.Kind == syntax.Broken:
		r.broken(n)
		return false
	case n.Ambiguous != "":
		r.ambiguous(n)
		return false
	}
	for i, item := range n.Items {
		r.enter(joinIndex(r.path, i), item, func() { ok = r.isPlain(item) && ok })
	}
	for _, p := range n.Pairs {
		r.enter(join(r.path, p.Key.Text), p.Value, func() { ok = r.isPlain(p.Value) && ok })
	}
	return ok
}

func (r *reading) ambiguous(n *syntax.Node) {
	r.fault(n, "ambiguous", "%q is not clear: %s", n.Text, n.Ambiguous).Hint = "quote it if it is meant as a string"
}

// isScalar accepts a scalar with the tag. What a variable holds is text: it
// counts as what its text says.
func (r *reading) isScalar(s shape, n *syntax.Node, tag syntax.Tag) bool {
	if n.Kind == syntax.Scalar && n.Tag == tag {
		return true
	}
	if n.Kind == syntax.Scalar && n.Tag == syntax.String && r.fromVariable(n) && parses(tag, n.Text) {
		return true
	}
	r.mismatch(n, s)
	return false
}

func (r *reading) fromVariable(n *syntax.Node) bool {
	_, ok := r.file.raw[n]
	return ok
}

func parses(tag syntax.Tag, text string) bool {
	switch tag {
	case syntax.Bool:
		return text == "true" || text == "false"
	case syntax.Int:
		_, err := strconv.ParseInt(text, 10, 64)
		return err == nil
	default:
		return false
	}
}

func (r *reading) isText(s shape, n *syntax.Node) bool {
	if !r.isScalar(s, n, syntax.String) {
		return false
	}
	if n.Ambiguous != "" && s.secret {
		r.mismatch(n, s).Hint = "quote it"
		return false
	}
	if n.Ambiguous != "" {
		r.ambiguous(n)
		return false
	}
	if slices.Contains(s.refused, n.Text) {
		r.unsupported(n, "the value "+r.file.written(n))
		return false
	}
	if len(s.choices) > 0 && !slices.Contains(s.choices, n.Text) {
		d := r.fault(n, "unknown-value", "want %s, got %s", s.want(), r.file.written(n))
		d.Hint = near(n.Text, s.choices)
		return false
	}
	return r.matches(s, n)
}

func (r *reading) matches(s shape, n *syntax.Node) bool {
	if s.pattern == nil || s.pattern.MatchString(n.Text) && utf8.ValidString(n.Text) {
		return true
	}
	if s.secret {
		r.fault(n, "pattern", "want %s", s.form)
		return false
	}
	d := r.fault(n, "pattern", "want %s, got %s", s.form, r.file.written(n))
	if s.pattern != filled.pattern {
		d.Hint = "it has to match " + s.pattern.String()
	}
	return false
}

func (r *reading) isNumber(s shape, n *syntax.Node) bool {
	v, ok := wholeNumber(n)
	if len(s.choices) > 0 {
		if !ok || !slices.Contains(s.choices, strconv.FormatInt(v, 10)) {
			r.fault(n, "unknown-value", "want %s, got %s", s.want(), r.file.written(n))
			return false
		}
		return true
	}
	if ok && v >= s.min && (s.max == 0 || v <= s.max) {
		return true
	}
	r.outOfRange(s, n, strconv.FormatInt(s.min, 10), strconv.FormatInt(s.max, 10))
	return false
}

func (r *reading) isDuration(s shape, n *syntax.Node) bool {
	d, err := time.ParseDuration(n.Text)
	if err != nil {
		r.fault(n, "wrong-type", "want %s, got %s", s.want(), r.file.written(n))
		return false
	}
	if int64(d) >= s.min && int64(d) <= s.max {
		return true
	}
	r.outOfRange(s, n, time.Duration(s.min).String(), time.Duration(s.max).String())
	return false
}

func (r *reading) outOfRange(s shape, n *syntax.Node, low, high string) {
	if s.max == 0 {
		r.fault(n, "range", "want at least %s, got %s", low, r.file.written(n))
		return
	}
	r.fault(n, "range", "want %s to %s, got %s", low, high, r.file.written(n))
}

// isList checks the items that are no blocks.
func (r *reading) isList(s shape, n *syntax.Node) bool {
	if n.Kind != syntax.List {
		r.mismatch(n, s)
		return false
	}
	ok := true
	for i, item := range n.Items {
		if s.item.scalar() {
			r.enter(joinIndex(r.path, i), item, func() { ok = r.check(*s.item, item) && ok })
		}
	}
	return ok
}

func (r *reading) isDictionary(s shape, n *syntax.Node) bool {
	if n.Kind != syntax.Map {
		r.mismatch(n, s)
		return false
	}
	ok := true
	for _, p := range n.Pairs {
		r.matches(s, p.Key) // the value is read all the same, for its own faults
		if s.item.scalar() {
			r.enter(join(r.path, p.Key.Text), p.Value, func() { ok = r.check(*s.item, p.Value) && ok })
		}
	}
	return ok
}

// isTrue is the value of a boolean.
func isTrue(n *syntax.Node) bool { return strings.EqualFold(n.Text, "true") }

// wholeNumber is the value of an integer: a decimal one, also with leading zeros, or one
// with a prefix such as 0x.
func wholeNumber(n *syntax.Node) (int64, bool) {
	v, err := strconv.ParseInt(n.Text, 10, 64)
	if err != nil {
		v, err = strconv.ParseInt(n.Text, 0, 64)
	}
	return v, err == nil
}
