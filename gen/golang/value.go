package golang

import (
	"strconv"

	"github.com/dave/jennifer/jen"

	"github.com/wampgen/wampgen/gen/model"
)

// value is an expression of generated code: the value itself, or a pointer to it.
type value struct {
	code    func() *jen.Statement // anew for each use: jennifer's statements are mutable
	pointer bool
	depth   int // of the loops around it, which numbers their variables
}

// receiver returns what the pointer x points to; x is the name of what is written,
// read or checked in every generated function.
func receiver() value {
	return value{code: func() *jen.Statement { return jen.Id("x") }, pointer: true}
}

// get returns the value itself.
func (v value) get() *jen.Statement {
	if v.pointer {
		return jen.Op("*").Add(v.code())
	}
	return v.code()
}

// operand returns the value so that an index can follow.
func (v value) operand() *jen.Statement {
	if v.pointer {
		return jen.Parens(v.get())
	}
	return v.code()
}

// field returns a field of the value, a struct.
func (v value) field(name string) value {
	return value{code: func() *jen.Statement { return v.code().Dot(name) }, depth: v.depth}
}

// index returns an item of the value, a list or a map.
func (v value) index(i string) value {
	return value{code: func() *jen.Statement { return v.operand().Index(jen.Id(i)) }, depth: v.depth + 1}
}

// target returns what the value, a pointer, points to.
func (v value) target() value { return value{code: v.operand, pointer: true, depth: v.depth} }

// loop returns the name of a variable of a loop over the value: e, and e2 in a loop
// in it.
func (v value) loop(name string) string {
	if v.depth > 0 {
		name += strconv.Itoa(v.depth + 1)
	}
	return name
}

// item returns a variable of a loop over the value.
func (v value) item(name string) value {
	return value{code: func() *jen.Statement { return jen.Id(name) }, depth: v.depth + 1}
}

// isNil returns the condition that the value is nil; isSet, that it is not.
func (v value) isNil() *jen.Statement { return v.get().Op("==").Nil() }
func (v value) isSet() *jen.Statement { return v.get().Op("!=").Nil() }

// threeStates reports whether t is optional(nullable(T)), a runtime.Opt.
func threeStates(t model.Type) bool {
	return t.Kind == model.Optional && t.Elem.Kind == model.Nullable
}

// present returns the condition that a value of the type t, an optional one, is not
// absent.
func present(t model.Type, v value) *jen.Statement {
	if threeStates(t) {
		return v.code().Dot("State").Op("!=").Qual(runtimePath, "Absent")
	}
	return v.isSet()
}

// absent returns the opposite of present.
func absent(t model.Type, v value) *jen.Statement {
	if threeStates(t) {
		return v.code().Dot("State").Op("==").Qual(runtimePath, "Absent")
	}
	return v.isNil()
}

// held returns what an optional or nullable value holds, and its type.
func held(t model.Type, v value) (model.Type, value) {
	switch {
	case threeStates(t):
		return *t.Elem.Elem, v.field("Value")
	case t.Kind == model.Optional && nilable(*t.Elem), isUnion(*t.Elem):
		return *t.Elem, v
	default:
		return *t.Elem, v.target()
	}
}
