package golang

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/wampgen/wampgen/gen/model"
)

func contractName(c *model.Component) string { return lowerFirst(typeName(c.Header)) + "Contract" }

// contractDecl writes the part of the model that belongs to a class as data.
func (g *generator) contractDecl(c *model.Component) {
	elements := []jen.Code{keyed("Class", jen.Lit(className(c)))}
	add := func(key, typ string, items []jen.Code) {
		if len(items) > 0 {
			elements = append(elements, keyed(key, jen.Index().Qual(contractPath, typ).Add(multiline(items...))))
		}
	}
	elements = appendTrue(elements, "Serial", c.Serial)
	add("Interfaces", "Interface", each(identified(c), func(i *model.Interface) jen.Code {
		return jen.Values(keyed("Name", jen.Lit(i.Name)), keyed("UUID", jen.Lit(i.UUID)))
	}))
	add("Provides", "Procedure", each(c.Provides, g.contractProcedure))
	add("Publishes", "Topic", each(c.Publishes, g.contractTopic))
	add("Calls", "Procedure", each(c.Calls, g.contractProcedure))
	add("Subscribes", "Topic", each(c.Subscribes, g.contractTopic))
	add("Extra", "Field", g.contractFields(c.Extra))
	u := uses(c)
	add("Types", "Type", each(u.types, func(d *model.TypeDecl) jen.Code { return g.contractType(d) }))
	add("Errors", "Error", each(u.errors, func(e *model.Error) jen.Code { return g.contractError(e) }))
	g.declareFunc(declaration{name: contractName(c), what: "contract of component " + quote(c.Name), pos: c.Pos}, nil).
		Params().Op("*").Qual(contractPath, "Component").
		Block(jen.Return(jen.Op("&").Qual(contractPath, "Component").Add(multiline(elements...))))
}

// identified returns the interfaces of a class that have a UUID, in the order of first
// use.
func identified(c *model.Component) []*model.Interface {
	var list []*model.Interface
	add := func(i *model.Interface) {
		if i.UUID != "" && !slices.Contains(list, i) {
			list = append(list, i)
		}
	}
	for _, p := range slices.Concat(c.Provides, c.Calls) {
		add(p.Interface)
	}
	for _, t := range slices.Concat(c.Publishes, c.Subscribes) {
		add(t.Interface)
	}
	return list
}

func each[T any](list []T, code func(T) jen.Code) []jen.Code {
	var items []jen.Code
	for _, x := range list {
		items = append(items, code(x))
	}
	return items
}

// lineWidth is about how many characters an entry may have to stand in one line.
const lineWidth = 150

// entry returns the braces of an entry of a list: in one line if it is short. The texts
// are what its length depends on, beside the names of so many elements.
func entry(elements []jen.Code, fields []*model.Field, texts ...string) *jen.Statement {
	width := 12*len(elements) + fieldsWidth(fields)
	for _, text := range texts {
		width += len(text)
	}
	if width <= lineWidth {
		return jen.Values(elements...)
	}
	return multiline(elements...)
}

// fieldsWidth returns about how many characters the fields of a contract take.
func fieldsWidth(fields []*model.Field) int {
	width := 0
	for _, f := range fields {
		width += len(`{Name: "", Type: ""}, `) + len(f.Name) + len(f.Type.String())
		for _, rule := range []string{f.Rules.Min, f.Rules.Max, f.Rules.Pattern} {
			if rule != "" {
				width += len(`Min: "", `) + len(rule)
			}
		}
		if f.Default != nil {
			width += len(`Default: "", `) + len(f.Default.Text)
		}
	}
	if len(fields) > 0 {
		width += len("[]contract.Field{}")
	}
	return width
}

func (g *generator) contractProcedure(p *model.Procedure) jen.Code {
	elements := g.contractAddress(addressOf(p), p.Interface.Name+"."+p.Name)
	elements = g.appendFields(elements, "Args", p.Args)
	elements = g.appendFields(elements, "Kwargs", p.Kwargs)
	elements = g.appendFields(elements, "ResultArgs", p.Result.Args)
	elements = g.appendFields(elements, "ResultKwargs", p.Result.Kwargs)
	elements = g.appendPayload(elements, "Progress", p.Progress)
	elements = g.appendPayload(elements, "Input", p.Input)
	if len(p.Errors) > 0 {
		uris := each(p.Errors, func(e *model.Error) jen.Code {
			return jen.Qual(g.importPath(e.Package), errorName(e)+"URI")
		})
		elements = append(elements, keyed("Errors", jen.Index().Qual(wampPath, "URI").Values(uris...)))
	}
	if p.Timeout > 0 {
		elements = append(elements, keyed("Timeout", duration(p.Timeout)))
	}
	if p.Invoke != "" {
		elements = append(elements, keyed("Invoke", jen.Lit(p.Invoke)))
	}
	if p.Concurrency > 0 {
		elements = append(elements, keyed("Concurrency", jen.Lit(p.Concurrency)))
	}
	fields := slices.Concat(partFields(p.Parts), p.Args, p.Kwargs, p.Result.Args, p.Result.Kwargs)
	for _, part := range []*model.Payload{p.Progress, p.Input} {
		if part != nil {
			fields = slices.Concat(fields, part.Args, part.Kwargs)
		}
	}
	return entry(appendTrue(elements, "DiscloseCaller", p.DiscloseCaller), fields, p.Name, addressOf(p).constant())
}

func (g *generator) contractTopic(t *model.Topic) jen.Code {
	elements := g.contractAddress(topicAddress(t), t.Interface.Name+"."+t.Name)
	elements = g.appendFields(elements, "Args", t.Args)
	elements = g.appendFields(elements, "Kwargs", t.Kwargs)
	elements = appendTrue(elements, "Retain", t.Retain)
	elements = appendTrue(elements, "Acknowledge", t.Acknowledge)
	fields := slices.Concat(partFields(t.Parts), t.Args, t.Kwargs)
	return entry(appendTrue(elements, "DisclosePublisher", t.DisclosePublisher), fields, t.Name, topicAddress(t).constant())
}

func appendTrue(elements []jen.Code, key string, is bool) []jen.Code {
	if !is {
		return elements
	}
	return append(elements, keyed(key, jen.True()))
}

// contractAddress returns the name and the URI, with its parts, of a procedure or topic.
func (g *generator) contractAddress(a address, name string) []jen.Code {
	elements := []jen.Code{keyed("Name", jen.Lit(name)), keyed("URI", jen.Qual(g.importPath(a.pkg), a.constant()))}
	if len(a.Parts) == 0 {
		return elements
	}
	return g.appendFields(append(elements, keyed("Match", a.match())), "Parts", partFields(a.Parts))
}

func partFields(parts []*model.Part) []*model.Field {
	var fields []*model.Field
	for _, p := range parts {
		fields = append(fields, &p.Field)
	}
	return fields
}

// contractType returns a named type, qualified if it belongs to another package.
func (g *generator) contractType(d *model.TypeDecl) jen.Code {
	elements := []jen.Code{keyed("Name", jen.Lit(g.contractName(d)))}
	var fields []*model.Field
	var texts []string
	switch {
	case d.Struct != nil:
		fields = d.Struct.Fields
		elements = g.appendFields(appendTrue(elements, "RejectUnknown", d.Struct.RejectUnknown), "Fields", d.Struct.Fields)
	case d.Enum != nil:
		values := each(d.Enum.Values, func(v *model.EnumValue) jen.Code {
			texts = append(texts, v.Name)
			return jen.Lit(v.Name)
		})
		elements = append(elements, keyed("Enum", jen.Index().String().Values(values...)))
	case d.Union != nil:
		members := each(d.Union.Members, func(m *model.UnionMember) jen.Code {
			return jen.Values(keyed("Name", jen.Lit(m.Value)), keyed("Type", jen.Lit(g.contractName(m.Type))))
		})
		elements = append(elements, keyed("Tag", jen.Lit(d.Union.Tag)),
			keyed("Union", jen.Index().Qual(contractPath, "Field").Add(multiline(members...))))
		return multiline(elements...)
	case d.Scalar != nil:
		scalar := g.contractField(&model.Field{Type: d.Scalar.Type, Rules: d.Scalar.Rules})
		elements = append(elements, keyed("Scalar", jen.Op("&").Qual(contractPath, "Field").Add(scalar)))
	}
	return entry(elements, fields, texts...)
}

func (g *generator) contractError(e *model.Error) jen.Code {
	elements := []jen.Code{keyed("URI", jen.Qual(g.importPath(e.Package), errorName(e)+"URI"))}
	elements = g.appendFields(elements, "Args", e.Args)
	elements = g.appendFields(elements, "Kwargs", e.Kwargs)
	message := ""
	for _, part := range e.Message {
		if part.Field != nil {
			message += "{" + part.Field.Name + "}"
		} else {
			message += part.Text
		}
	}
	if message != "" {
		elements = append(elements, keyed("Message", literalText(message)))
	}
	return entry(elements, slices.Concat(e.Args, e.Kwargs), errorName(e), message)
}

// contractName returns the name of a type, qualified if it belongs to another package.
func (g *generator) contractName(d *model.TypeDecl) string {
	if d.Package != g.pkg {
		return d.Package.Name + "." + d.Name
	}
	return d.Name
}

// typeText returns a type in the schema language, with the names of contractName.
func (g *generator) typeText(t model.Type) string {
	switch {
	case t.Kind == model.Named:
		return g.contractName(t.Decl)
	case t.Elem != nil:
		return t.Kind.String() + "(" + g.typeText(*t.Elem) + ")"
	default:
		return t.String()
	}
}

func (g *generator) appendFields(elements []jen.Code, key string, fields []*model.Field) []jen.Code {
	if len(fields) == 0 {
		return elements
	}
	items := multiline(g.contractFields(fields)...)
	if len(fields) == 1 || fieldsWidth(fields) <= lineWidth-50 {
		items = jen.Values(g.contractFields(fields)...)
	}
	return append(elements, keyed(key, jen.Index().Qual(contractPath, "Field").Add(items)))
}

// appendPayload adds the payload of one message of several, if there are any.
func (g *generator) appendPayload(elements []jen.Code, key string, p *model.Payload) []jen.Code {
	if p == nil {
		return elements
	}
	fields := g.appendFields(g.appendFields(nil, "Args", p.Args), "Kwargs", p.Kwargs)
	return append(elements, keyed(key, jen.Op("&").Qual(contractPath, "Payload").Values(fields...)))
}

func (g *generator) contractFields(fields []*model.Field) []jen.Code {
	return each(fields, func(f *model.Field) jen.Code { return g.contractField(f) })
}

func (g *generator) contractField(f *model.Field) *jen.Statement {
	var elements []jen.Code
	add := func(key, text string) {
		if text != "" {
			elements = append(elements, keyed(key, literalText(text)))
		}
	}
	add("Name", f.Name)
	add("Type", g.typeText(f.Type))
	if f.Default != nil && !f.Secret {
		add("Default", f.Default.JSON())
	}
	add("Min", f.Rules.Min)
	add("Max", f.Rules.Max)
	add("Pattern", f.Rules.Pattern)
	if f.Secret {
		elements = append(elements, keyed("Secret", jen.True()))
	}
	return jen.Values(elements...)
}

// usage is what the payloads of a class refer to, in the order of first use.
type usage struct {
	types  []*model.TypeDecl
	errors []*model.Error
}

func uses(c *model.Component) *usage {
	u := new(usage)
	for _, p := range slices.Concat(c.Provides, c.Calls) {
		u.fields(partFields(p.Parts), p.Args, p.Kwargs, p.Result.Args, p.Result.Kwargs)
		for _, part := range []*model.Payload{p.Progress, p.Input} {
			if part != nil {
				u.fields(part.Args, part.Kwargs)
			}
		}
		for _, e := range p.Errors {
			if !slices.Contains(u.errors, e) {
				u.errors = append(u.errors, e)
				u.fields(e.Args, e.Kwargs)
			}
		}
	}
	for _, t := range slices.Concat(c.Publishes, c.Subscribes) {
		u.fields(partFields(t.Parts), t.Args, t.Kwargs)
	}
	u.fields(c.Extra)
	return u
}

func (u *usage) fields(lists ...[]*model.Field) {
	for _, f := range slices.Concat(lists...) {
		t := f.Type
		for t.Elem != nil {
			t = *t.Elem
		}
		if t.Kind == model.Named {
			u.named(t.Decl)
		}
	}
}

func (u *usage) named(d *model.TypeDecl) {
	if slices.Contains(u.types, d) {
		return
	}
	u.types = append(u.types, d)
	switch {
	case d.Struct != nil:
		u.fields(d.Struct.Fields)
	case d.Union != nil:
		for _, m := range d.Union.Members {
			u.named(m.Type)
		}
	}
}
