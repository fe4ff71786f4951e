package model

// Type is a use of a type.
type Type struct {
	Kind Kind
	Elem *Type     // of List, Map, Optional and Nullable
	Name string    // of Named: the name as written
	Decl *TypeDecl `json:"-"` // of Named
}

// String returns the type as the schema language writes it: list(optional(Device)).
func (t Type) String() string {
	switch {
	case t.Kind == Named:
		return t.Name
	case t.Elem != nil:
		return t.Kind.String() + "(" + t.Elem.String() + ")"
	default:
		return t.Kind.String()
	}
}

// Present returns the type without optional and nullable around it.
func (t Type) Present() Type {
	for (t.Kind == Optional || t.Kind == Nullable) && t.Elem != nil {
		t = *t.Elem
	}
	return t
}

// Scalar returns the builtin kind behind a scalar or a named scalar, Named for
// an enum, and Invalid for everything else.
func (t Type) Scalar() Kind {
	switch {
	case t.Kind.Builtin():
		return t.Kind
	case t.Kind != Named || t.Decl == nil:
		return Invalid
	case t.Decl.Scalar != nil:
		return t.Decl.Scalar.Type.Kind
	case t.Decl.Enum != nil:
		return Named
	default:
		return Invalid
	}
}
