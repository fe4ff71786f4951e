package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/wampgen/wampgen/gen/model"
)

// hidden stands for a secret wherever the extra is printed.
const hidden = "[secret]"

// secrets writes the methods that keep an extra with secrets out of logs and
// messages.
func (g *generator) secrets(name string, c *model.Component) {
	body := []jen.Code{jen.Type().Id("plain").Id(name)}
	found := false
	for _, f := range c.Extra {
		if !f.Secret {
			continue
		}
		found = true
		field := jen.Id("x").Dot(memberName(f.Header))
		kind := underlying(f.Type).Kind
		if _, ok := g.mapped[kind]; ok {
			kind = model.Any // of a type that holds no text of ours
		}
		switch kind {
		case model.String, model.URI, model.URIPattern, model.Name, model.Decimal:
			body = append(body, field.Op("=").Lit(hidden))
		default:
			body = append(body, field.Op("=").Op("*").New(g.goType(f.Type)))
		}
	}
	if !found {
		return
	}
	shown := "shown" + name
	g.declareFunc(declaration{name: shown, what: "extra of component " + quote(c.Name), pos: c.Pos}, nil).
		Params(jen.Id("x").Id(name)).Any().Block(append(body, jen.Return(jen.Id("plain").Call(jen.Id("x"))))...)
	show := func() *jen.Statement { return jen.Id(shown).Call(jen.Id("x")) }

	g.ImportName("encoding/json", "json")
	method := func(method, doc string) *jen.Statement {
		d := declaration{owner: name, name: method, what: "a method of every extra with secrets", pos: c.Pos, fixed: true}
		return g.declareMethod(d, jen.Id("x").Id(name), comment(doc))
	}
	method("Format", "Format prints the extra without its secrets, whatever the verb.").
		Params(jen.Id("f").Qual("fmt", "State"), jen.Id("_").Rune()).
		Block(jen.Qual("fmt", "Fprintf").Call(jen.Id("f"), jen.Lit("%+v"), show()))
	method("MarshalJSON", "MarshalJSON returns the extra without its secrets, for people: node files have other names.").
		Params().Params(jen.Index().Byte(), jen.Error()).
		Block(jen.Return(jen.Qual("encoding/json", "Marshal").Call(show())))
	method("LogValue", "LogValue returns the extra without its secrets.").Params().Qual("log/slog", "Value").
		Block(jen.Return(jen.Qual("log/slog", "StringValue").Call(jen.Qual("fmt", "Sprint").Call(jen.Id("x")))))
}
