package golang

import (
	"strings"

	"github.com/wampgen/wampgen/gen/model"
)

// typeName returns the Go name of what the schema names in capitals already: types,
// interfaces, components.
func typeName(h model.Header) string {
	if h.GoName != "" {
		return h.GoName
	}
	return h.Name
}

// memberName returns the exported Go name of a procedure, topic or field.
func memberName(h model.Header) string {
	if h.GoName != "" {
		return h.GoName
	}
	return exported(h.Name)
}

// errorName returns the name of an error's Go type: NotFound is NotFoundError, and so
// is NotFoundError.
func errorName(e *model.Error) string {
	name := typeName(e.Header)
	if name != "Error" && strings.HasSuffix(name, "Error") {
		return name
	}
	return name + "Error"
}

// constantName returns the name of an enum's constant.
func constantName(enum *model.TypeDecl, value *model.EnumValue) string {
	return typeName(enum.Header) + memberName(value.Header)
}

// procedureName returns what the names of everything of a procedure begin with.
func procedureName(p *model.Procedure) string {
	return typeName(p.Interface.Header) + memberName(p.Header)
}

// topicName returns what the names of everything of a topic begin with.
func topicName(t *model.Topic) string {
	return typeName(t.Interface.Header) + memberName(t.Header)
}

// className returns the name of a component class in node files, which has nothing to
// do with its name in Go.
func className(c *model.Component) string { return c.Package.Name + "." + c.Name }

// reservedParameters are names that a parameter would hide from the code around it.
var reservedParameters = map[string]bool{
	"c": true, "ctx": true, "opts": true, "p": true, "s": true,
	"codec": true, "result": true, "context": true, "contract": true, "fmt": true, "runtime": true,
	"slog": true, "time": true, "wamp": true,
}

// parameterName returns the name of a bare argument as a Go parameter.
func parameterName(f *model.Field) string {
	name := f.Name
	if f.GoName != "" {
		name = f.GoName
	}
	name = unexported(name)
	if name == "" || reservedParameters[name] || isKeyword(name) || isPredeclared(name) {
		return name + "Arg"
	}
	return name
}
