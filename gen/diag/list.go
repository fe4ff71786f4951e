package diag

import (
	"cmp"
	"fmt"
	"slices"
)

// List collects diagnostics. The zero value is ready to use.
type List []Diagnostic

// Add appends diagnostics as they are.
func (l *List) Add(d ...Diagnostic) { *l = append(*l, d...) }

// Errorf appends an error and returns it for its hint to be set. The pointer is
// valid until the next diagnostic is added.
func (l *List) Errorf(pos Position, rule, format string, args ...any) *Diagnostic {
	return l.append(Diagnostic{Pos: pos, Rule: rule, Message: fmt.Sprintf(format, args...)})
}

// Warnf appends a warning and returns it for its hint to be set.
func (l *List) Warnf(pos Position, rule, format string, args ...any) *Diagnostic {
	return l.append(Diagnostic{Pos: pos, Severity: Warning, Rule: rule, Message: fmt.Sprintf(format, args...)})
}

func (l *List) append(d Diagnostic) *Diagnostic {
	*l = append(*l, d)
	return &(*l)[len(*l)-1]
}

// HasErrors reports whether the list holds an error.
func (l List) HasErrors() bool {
	return slices.ContainsFunc(l, func(d Diagnostic) bool { return d.Severity == Error })
}

// Errors returns the number of errors.
func (l List) Errors() int {
	n := 0
	for _, d := range l {
		if d.Severity == Error {
			n++
		}
	}
	return n
}

// Sort orders the list by file, place, severity, rule and text, and removes
// what is said twice.
func (l *List) Sort() {
	slices.SortStableFunc(*l, compare)
	*l = slices.Compact(*l)
}

func compare(a, b Diagnostic) int {
	return cmp.Or(
		cmp.Compare(a.Pos.File, b.Pos.File),
		cmp.Compare(a.Pos.Line, b.Pos.Line),
		cmp.Compare(a.Pos.Column, b.Pos.Column),
		cmp.Compare(a.Pos.EndColumn, b.Pos.EndColumn),
		cmp.Compare(a.Severity, b.Severity),
		cmp.Compare(a.Rule, b.Rule),
		cmp.Compare(a.Message, b.Message),
		cmp.Compare(a.Hint, b.Hint),
	)
}
