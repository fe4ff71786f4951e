package golang

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"
)

// literalText returns a string as a constant, in the notation that needs no escapes if
// there is one.
func literalText(s string) *jen.Statement {
	if strings.ContainsAny(s, `"\`) && strconv.CanBackquote(s) {
		return jen.Op("`" + s + "`")
	}
	return jen.Lit(s)
}

// groupImports divides the imports of the standard library from all others, as people
// do.
func groupImports(text []byte) []byte {
	start := bytes.Index(text, []byte("\nimport (\n"))
	if start < 0 {
		return text
	}
	end := start + bytes.Index(text[start:], []byte("\n)"))
	var standard, others [][]byte
	lines := bytes.Split(text[start:end], []byte("\n"))[2:]
	for _, line := range lines {
		_, path, _ := bytes.Cut(line, []byte(`"`))
		if first, _, _ := bytes.Cut(path, []byte("/")); bytes.Contains(first, []byte(".")) {
			others = append(others, line)
		} else {
			standard = append(standard, line)
		}
	}
	if len(standard) == 0 || len(others) == 0 {
		return text
	}
	block := slices.Concat(standard, [][]byte{nil}, others)
	return slices.Concat(text[:start], []byte("\nimport (\n"), bytes.Join(block, []byte("\n")), text[end:])
}

// multiline returns the braces of a composite literal with one element a line, in
// the order given.
func multiline(elements ...jen.Code) *jen.Statement {
	if len(elements) == 0 {
		return jen.Values()
	}
	return jen.Custom(jen.Options{Open: "{", Close: "}", Separator: ",", Multi: true}, elements...)
}

// block returns the body of a function. One statement stands in the line of the function
// if it fits: that is for gofmt to say.
func block(body ...jen.Code) *jen.Statement {
	if len(body) != 1 {
		return jen.Block(body...)
	}
	return jen.Custom(jen.Options{Open: "{", Close: "}"}, body...)
}

// variables are variables that stand in one declaration.
type variables struct {
	declared []declaration
	values   []jen.Code
}

func (v *variables) add(d declaration, value jen.Code) {
	v.declared, v.values = append(v.declared, d), append(v.values, value)
}

// declareVars writes variables, and forgets them.
func (s *source) declareVars(doc string, v *variables) {
	if len(v.declared) == 0 {
		return
	}
	definitions := make([]jen.Code, len(v.values))
	for i, d := range v.declared {
		definitions[i] = jen.Id(d.name).Op("=").Add(v.values[i])
	}
	s.declared = append(s.declared, v.declared...)
	s.paragraph(comment(doc))
	if len(definitions) == 1 {
		s.Var().Add(definitions...)
	} else {
		s.Var().Defs(definitions...)
	}
	*v = variables{}
}

// keyed returns an element of a composite literal.
func keyed(key string, value jen.Code) *jen.Statement { return jen.Id(key).Op(":").Add(value) }
