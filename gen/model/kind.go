package model

import "strings"

// Kind is the kind of a type.
type Kind uint8

// The kinds: the builtin scalars, declared types, and what is built from others.
// Invalid stands where a type could not be resolved.
const (
	Invalid Kind = iota
	Bool
	Int
	Int8
	Int16
	Int32
	Int64
	Uint8
	Uint16
	Uint32
	Uint64
	Float
	Float32
	String
	Bytes
	Time
	Timestamp
	Duration
	Date
	UUID
	Decimal
	URI
	URIPattern
	Name
	ID
	Any
	Named
	List
	Map
	Optional
	Nullable
)

var kindNames = [...]string{
	Invalid: "invalid", Bool: "bool", Int: "int", Int8: "int8", Int16: "int16", Int32: "int32",
	Int64: "int64", Uint8: "uint8", Uint16: "uint16", Uint32: "uint32", Uint64: "uint64",
	Float: "float", Float32: "float32", String: "string", Bytes: "bytes", Time: "time",
	Timestamp: "timestamp", Duration: "duration", Date: "date", UUID: "uuid", Decimal: "decimal",
	URI: "uri", URIPattern: "uri_pattern", Name: "name", ID: "id", Any: "any", Named: "named",
	List: "list", Map: "map", Optional: "optional", Nullable: "nullable",
}

// String returns the word of the schema language.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return kindNames[Invalid]
}

// Builtin reports whether the kind is a builtin scalar, any included.
func (k Kind) Builtin() bool { return k >= Bool && k <= Any }

// builtinKind returns the builtin scalar of a name, or Invalid.
func builtinKind(name string) Kind {
	for k := Bool; k <= Any; k++ {
		if kindNames[k] == name {
			return k
		}
	}
	return Invalid
}

// builtinNames returns the words that are types.
func builtinNames() []string { return append([]string(nil), kindNames[Bool:Any+1]...) }

// foreignNames are the builtin types by their names in other languages.
var foreignNames = map[string]string{
	"str": "string", "text": "string", "varchar": "string", "char": "string",
	"integer": "int", "number": "float", "long": "int64", "short": "int16", "byte": "uint8",
	"uint": "uint64", "i8": "int8", "i16": "int16", "i32": "int32", "i64": "int64",
	"u8": "uint8", "u16": "uint16", "u32": "uint32", "u64": "uint64",
	"double": "float", "float64": "float", "real": "float", "f32": "float32", "f64": "float",
	"boolean": "bool", "binary": "bytes", "blob": "bytes", "buffer": "bytes",
	"datetime": "time", "date_time": "time", "instant": "time", "guid": "uuid",
	"object": "any", "json": "any", "dict": "map(any)", "array": "list(any)",
	"url": "string", "email": "string", "timestamptz": "time", "timespan": "duration", "interval": "duration",
	"bigint": "int64", "smallint": "int16", "tinyint": "int8", "numeric": "decimal", "money": "decimal", "bigdecimal": "decimal",
}

// foreignHint tells what to write for a type of another language; "" if it is none.
func foreignHint(name string) string {
	name = strings.ReplaceAll(strings.ToLower(name), "-", "_")
	switch ours := foreignNames[name]; {
	case ours != "":
		return "write " + ours
	case name == "enum" || name == "struct" || name == "union":
		return "declare it under types, as {enum: [a, b]} or {fields: {name: type}}"
	case name == "void" || name == "none" || name == "unit" || name == "nil" || name == "undefined":
		return "leave it out where there is no value"
	default:
		return ""
	}
}
