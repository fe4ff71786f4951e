package model

// TypeDecl is a declared type: exactly one of Struct, Enum, Union and Scalar is set.
type TypeDecl struct {
	Header
	Struct  *Struct
	Enum    *Enum
	Union   *Union
	Scalar  *Scalar
	Package *Package `json:"-"`
}

// Struct is a map on the wire with known keys.
type Struct struct {
	Fields        []*Field
	RejectUnknown bool // unknown: reject
}

// Enum is a string on the wire out of a set.
type Enum struct {
	Values []*EnumValue // at least one
}

// EnumValue is one value of an enum. Its Name is the text on the wire.
type EnumValue struct {
	Header
}

// Union is a map on the wire that is one of some structs, which its tag tells.
type Union struct {
	Tag     string // the key; no member has a field of that name
	Members []*UnionMember
}

// UnionMember is a member of a union.
type UnionMember struct {
	Value string    // of the tag
	Type  *TypeDecl `json:"-"` // a struct of the same package, once in the union
}

// Scalar is a named scalar with rules.
type Scalar struct {
	Type  Type // a builtin, neither list, map, optional nor nullable
	Rules Rules
}
