// Package lint finds what is right by the language and yet likely to hurt: values that
// some peers can not hold. Findings are warnings; generate does not ask for them.
package lint

import (
	"math/big"
	"slices"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/model"
)

// The rules of this package; RuleTable tells what they mean.
const (
	ruleTimestamp = "lint-timestamp"
	ruleLargeInt  = "lint-large-int"
)

// RuleTable returns the rules of this package.
func RuleTable() []diag.Rule {
	return []diag.Rule{
		{Name: ruleTimestamp, Doc: "A timestamp, nanoseconds since 1970, is above 2^53, which JavaScript can not hold (a finding of lint)."},
		{Name: ruleLargeInt, Doc: "Bounds and defaults of integers are within 2^53, which JavaScript can hold (a finding of lint)."},
	}
}

// Check returns the findings about the packages of a unit, sorted.
func Check(unit *model.Unit) diag.List {
	var l linter
	for _, pkg := range unit.Packages {
		for _, f := range pkg.Files {
			l.file(f)
		}
	}
	l.list.Sort()
	return l.list
}

type linter struct{ list diag.List }

func (l *linter) file(f *model.File) {
	for _, d := range f.Types {
		switch {
		case d.Struct != nil:
			l.fields(d.Struct.Fields)
		case d.Scalar != nil:
			l.field(&model.Field{Header: d.Header, Type: d.Scalar.Type, Rules: d.Scalar.Rules})
		}
	}
	for _, e := range f.Errors {
		l.payload(&e.Payload)
	}
	for _, i := range f.Interfaces {
		for _, p := range i.Procedures {
			l.parts(p.Template)
			for _, payload := range []*model.Payload{&p.Payload, &p.Result, p.Progress, p.Input} {
				l.payload(payload)
			}
		}
		for _, t := range i.Topics {
			l.parts(t.Template)
			l.payload(&t.Payload)
		}
	}
	// The extra of components does not travel.
}

func (l *linter) parts(t model.Template) {
	for _, p := range t.Parts {
		l.field(&p.Field)
	}
}

func (l *linter) payload(p *model.Payload) {
	if p != nil {
		l.fields(slices.Concat(p.Args, p.Kwargs))
	}
}

func (l *linter) fields(fields []*model.Field) {
	for _, f := range fields {
		l.field(f)
	}
}

func (l *linter) field(f *model.Field) {
	t := f.Type
	for t.Elem != nil {
		t = *t.Elem
	}
	switch {
	case t.Kind == model.Timestamp:
		l.list.Warnf(f.Pos, ruleTimestamp, "%q is a timestamp, which JavaScript can not hold exactly: it is above 2^53", f.Name).Hint = "prefer time"
	case f.Type.Elem != nil: // the bounds are those of a length
	case integer(t.Kind):
		texts := []string{f.Rules.Min, f.Rules.Max}
		if f.Default != nil {
			texts = append(texts, f.Default.Text)
		}
		if i := slices.IndexFunc(texts, large); i >= 0 {
			l.list.Warnf(f.Pos, ruleLargeInt, "%q may be %s, which JavaScript can not hold: it is beyond 2^53", f.Name, texts[i]).Hint =
				"prefer a string or decimal, or narrower bounds"
		}
	}
}

func integer(k model.Kind) bool {
	switch k {
	case model.Int, model.Int64, model.Uint64:
		return true
	default:
		return false
	}
}

var largest = new(big.Int).Lsh(big.NewInt(1), 53)

// large reports whether a number in a text is beyond 2^53.
func large(text string) bool {
	n, ok := new(big.Int).SetString(text, 10)
	return ok && n.CmpAbs(largest) > 0
}
