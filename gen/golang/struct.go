package golang

import (
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/wampgen/wampgen/gen/model"
)

// documented returns the documentation of a Go declaration: its doc, if that begins with
// the name as Go wants it, else the sentence (which does) and the doc.
func documented(h model.Header, sentence string) []jen.Code {
	name, _, _ := strings.Cut(sentence, " ")
	for _, article := range []string{"", "A ", "An ", "The "} {
		if strings.HasPrefix(h.Doc, article+name+" ") {
			return comment(h.Doc, deprecated(h))
		}
	}
	return comment(sentence, h.Doc, deprecated(h))
}

// remarked returns the documentation of a constant, which may have none.
func remarked(h model.Header) []jen.Code { return comment(h.Doc, deprecated(h)) }

// deprecated returns the paragraph that tools look for, or nothing.
func deprecated(h model.Header) string {
	if h.Deprecated == "" {
		return ""
	}
	return "Deprecated: " + h.Deprecated
}

// structDecl writes a declared struct with its codec.
func (g *generator) structDecl(d *model.TypeDecl) {
	name := typeName(d.Header)
	g.declareType(declaration{name: name, what: "type " + quote(d.Name), pos: d.Pos},
		documented(d.Header, name+" is the type "+d.Name+".")).
		Add(g.structType(name, d.Struct.Fields))
	g.mapCodec(name, d.Header, d.Struct.Fields, d.Struct.RejectUnknown)
	if !hasRules(d, nil) && g.inUnionWithRules(d) {
		g.method(name, d.Header, "ValidateWAMP", "", nil)
	}
}

// inUnionWithRules reports whether a union of the package that has rules has the struct
// as a member.
func (g *generator) inUnionWithRules(d *model.TypeDecl) bool {
	for _, file := range g.pkg.Files {
		for _, u := range file.Types {
			if u.Union != nil && hasRules(u, nil) &&
				slices.ContainsFunc(u.Union.Members, func(m *model.UnionMember) bool { return m.Type == d }) {
				return true
			}
		}
	}
	return false
}

// mapCodec writes the methods of a struct that is a map on the wire.
func (g *generator) mapCodec(name string, h model.Header, fields []*model.Field, rejectUnknown bool) {
	x := receiver()
	begin := g.newFunc(name, h.Pos, fields)
	table := g.fieldsTable(lowerFirst(name)+"Fields", name, h.Pos, fields, rejectUnknown)
	g.method(name, h, "EncodeWAMP", "writes the value as a map", g.encodeMap("Map", fields, x))
	g.method(name, h, "DecodeWAMP", "reads the value from a map",
		append(begin, g.decodeFields(inStruct, table, fields, func(f *model.Field) value { return x.field(memberName(f.Header)) })...))
	check := checker{g: g, owner: name, pos: h.Pos}
	g.validateMethod(name, h, check.fields(fields, x))
}

// validateMethod writes ValidateWAMP of a type that has rules.
func (g *generator) validateMethod(owner string, h model.Header, checks []jen.Code) {
	if len(checks) > 0 {
		g.method(owner, h, "ValidateWAMP", "checks the rules of the schema", checks)
	}
}

// method writes one of the methods that generated types have.
func (g *generator) method(owner string, h model.Header, name, does string, body []jen.Code) {
	parameter := map[string]string{"EncodeWAMP": "Writer", "DecodeWAMP": "Reader", "ValidateWAMP": "Validator"}[name]
	d := declaration{owner: owner, name: name, what: "a method of every generated type", pos: h.Pos, fixed: true}
	receiver := jen.Id("x").Op("*").Id(owner)
	argument := jen.Id(string(parameter[0]|0x20)).Op("*").Qual(codecPath, parameter)
	if len(body) == 0 {
		does = map[string]string{"EncodeWAMP": "writes nothing", "DecodeWAMP": "reads nothing",
			"ValidateWAMP": "has nothing to check: other members of the union have rules"}[name]
		receiver, argument = jen.Op("*").Id(owner), jen.Op("*").Qual(codecPath, parameter)
	}
	g.declareMethod(d, receiver, comment(name+" "+does+".")).Params(argument).Add(block(body...))
}
