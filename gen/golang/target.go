package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/wampgen/wampgen/gen/model"
)

// target returns what codec.Reader.Scan reads a field into, and about its length; nil
// if it has nothing for the type.
func (g *generator) target(f *model.Field, v value) (*jen.Statement, int) {
	wrapper, ok := g.wrapper(f.Type)
	if !ok {
		return nil, 0
	}
	pointer := jen.Op("&").Add(v.code())
	if v.pointer {
		pointer = v.code()
	}
	size := len("&x.") + len(memberName(f.Header))
	if wrapper == "" {
		return pointer, size
	}
	return jen.Qual(codecPath, wrapper).Call(pointer), size + len("codec.()") + len(wrapper)
}

// wrapper returns the function of package codec that makes a target of a pointer to a
// value of type t, which may be none, and whether there can be a target.
func (g *generator) wrapper(t model.Type) (name string, ok bool) {
	switch t.Kind {
	case model.List, model.Map:
		if g.readsItself(*t.Elem) {
			return map[model.Kind]string{model.List: "List", model.Map: "Map"}[t.Kind], true
		}
		s, ok := g.scanned(*t.Elem)
		return "", ok && listed[s.name]
	case model.Optional, model.Nullable:
		switch elem := *t.Elem; {
		case isUnion(elem) || elem.Kind == model.Nullable:
			return "", false
		case t.Kind == model.Optional && nilable(elem):
			return g.wrapper(elem)
		case g.readsItself(elem):
			return "Pointer", true
		default:
			_, ok := g.scanned(elem)
			return "", ok && elem.Kind != model.Bytes
		}
	}
	switch t.Kind {
	case model.Timestamp, model.URIPattern, model.Name:
		return scalars[t.Kind].read, true
	}
	_, ok = g.scanned(t)
	return "", ok || g.readsItself(t)
}

// readsItself reports whether the Go type has DecodeWAMP.
func (g *generator) readsItself(t model.Type) bool {
	s, _ := g.scalar(t.Kind)
	return s.method || t.Kind == model.Named && !isUnion(t)
}

// scanned returns a scalar that is the one that Scan reads into its Go type.
func (g *generator) scanned(t model.Type) (scalar, bool) {
	s, ok := g.scalar(t.Kind)
	switch t.Kind {
	case model.Timestamp, model.URIPattern, model.Name: // Scan has others for their types
		return s, false
	}
	return s, ok && !s.method && !s.text
}

// decodeField returns the statements that read a field that Scan has no target for.
func (g *generator) decodeField(t model.Type, v value) []jen.Code {
	if t.Kind == model.Nullable { // and not null, which Cursor passes over
		return g.decodePointer(t, v)
	}
	return g.decode(t, v)
}
