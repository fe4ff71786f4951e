package golang

import (
	"path"
	"regexp"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/wampgen/wampgen/gen/model"
)

// mappable are the scalars that can be other types than the runtime's: those that travel
// as text, by their names in the schema language.
var mappable = map[string]model.Kind{"date": model.Date, "decimal": model.Decimal, "uuid": model.UUID}

// GoType is a Go type of a package: an import path and a name.
type GoType struct{ Path, Name string }

// mapped returns the scalars that options map to other Go types.
func (o Options) mapped() map[model.Kind]scalar {
	scalars := make(map[model.Kind]scalar)
	for name, t := range o.Types {
		if kind, ok := mappable[name]; ok {
			scalars[kind] = scalar{name: t.Name, path: t.Path, text: true}
		}
	}
	return scalars
}

// version is the last element of an import path that is no name.
var version = regexp.MustCompile(`^v[0-9]+$`)

// packageName returns the name that the package of a mapped type probably has.
func (t GoType) packageName() string {
	p := t.Path
	if version.MatchString(path.Base(p)) {
		p = path.Dir(p)
	}
	name := path.Base(p)
	name, _, _ = strings.Cut(strings.TrimPrefix(name, "go-"), ".")
	return unexported(name)
}

// scalar returns the scalar of a kind, and false for other kinds.
func (g *generator) scalar(k model.Kind) (scalar, bool) {
	if s, ok := g.mapped[k]; ok {
		return s, true
	}
	s, ok := scalars[k]
	return s, ok
}

// writeCall returns the statement that writes x, of the scalar's own type.
func (s scalar) writeCall(x *jen.Statement) *jen.Statement {
	if s.text {
		return jen.Qual(runtimePath, "WriteText").Call(jen.Id("w"), x)
	}
	if s.convert != "" {
		x = jen.Id(s.convert).Call(x)
	}
	return writer(s.write, x)
}

// textOf returns the text of x, a value of a mapped type.
func textOf(x *jen.Statement) *jen.Statement { return jen.Qual(runtimePath, "TextOf").Call(x) }

// fromText returns the value of a mapped type that has a text.
func (s scalar) fromText(text string) *jen.Statement {
	return jen.Qual(runtimePath, "FromText").Types(s.code()).Call(jen.Lit(text))
}
