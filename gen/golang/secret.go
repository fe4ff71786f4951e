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
		switch underlying(f.Type).Kind {
		case model.String, model.URI, model.URIPattern, model.Name, model.Decimal:
			body = append(body, field.Op("=").Lit(hidden))
		default:
			body = append(body, field.Op("=").Op("*").New(g.goType(f.Type)))
		}
	}
	if !found {
		return
	}
	body = append(body, jen.Return(jen.Qual("fmt", "Sprintf").Call(jen.Lit("%+v"), jen.Id("plain").Call(jen.Id("x")))))

	self := jen.Id("x").Id(name)
	method := func(method, doc string) *jen.Statement {
		d := declaration{owner: name, name: method, what: "a method of every extra with secrets", pos: c.Pos, fixed: true}
		return g.declareMethod(d, self.Clone(), comment(doc)).Params()
	}
	method("String", "String returns the extra without its secrets.").String().Block(body...)
	method("GoString", "GoString returns the extra without its secrets.").String().
		Block(jen.Return(jen.Id("x").Dot("String").Call()))
	method("LogValue", "LogValue returns the extra without its secrets.").Qual("log/slog", "Value").
		Block(jen.Return(jen.Qual("log/slog", "StringValue").Call(jen.Id("x").Dot("String").Call())))
}
