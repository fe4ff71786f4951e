package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/wampgen/wampgen/gen/model"
)

// sessionMembers are the members that a stub has from runtime.ApplicationSession.
var sessionMembers = []string{
	"ApplicationSession", "Env", "Logger", "Session",
	"OnConnect", "OnChallenge", "OnJoin", "OnRejoin", "OnLeave", "OnDisconnect",
}

// stubDecl writes what the class embeds: the typed ApplicationSession.
func (g *generator) stubDecl(c *model.Component) {
	class := typeName(c.Header)
	name := class + "Stub"
	members := []jen.Code{jen.Qual(runtimePath, "ApplicationSession")}
	if len(c.Extra) > 0 {
		members = append(members, jen.Line(), jen.Comment("// Extra is what the node file gives this component."), jen.Id("Extra").Id(class+"Extra"))
	}
	g.declareType(declaration{name: name, what: "stub of component " + quote(c.Name), pos: c.Pos},
		comment(name+" is what "+class+" embeds: its session, and what it may do with it.")).Struct(members...)
	g.members(c, name)

	self := jen.Id("s").Op("*").Id(name)
	session := func() *jen.Statement { return jen.Id("s").Dot("Session").Call() }
	for _, i := range calledInterfaces(c) {
		client := typeName(i.Header) + "Client"
		pkg := g.importPath(i.Package)
		method := c.CallsPrefix[i] + typeName(i.Header)
		g.declareMethod(declaration{owner: name, space: class, name: method, what: "calls of interface " + quote(i.Name), pos: c.Pos},
			self.Clone(), comment(method+" returns the "+client+" of the component's session.")).
			Params().Qual(pkg, client).Block(jen.Return(jen.Qual(pkg, "New"+client).Call(session())))
	}
	for _, t := range c.Publishes {
		g.publishMethod(declaration{owner: name, space: class, name: "Publish" + c.PublishesPrefix[t.Interface] + memberName(t.Header)}, self.Clone(), session(), t)
	}
}

// members takes the names that a stub has whatever the class does.
func (g *generator) members(c *model.Component, stub string) {
	d := declaration{owner: stub, space: typeName(c.Header), pos: c.Pos, taken: true, fixed: true}
	for _, member := range sessionMembers {
		d.name, d.what = member, "a member of runtime.ApplicationSession"
		g.note(d)
	}
	if len(c.Extra) > 0 {
		d.name, d.what = "Extra", "the extra of every component that has one"
		g.note(d)
	}
}

// calledInterfaces returns the interfaces of the procedures that a class calls, in
// order.
func calledInterfaces(c *model.Component) []*model.Interface {
	var list []*model.Interface
	seen := make(map[*model.Interface]bool)
	for _, p := range c.Calls {
		if !seen[p.Interface] {
			seen[p.Interface] = true
			list = append(list, p.Interface)
		}
	}
	return list
}
