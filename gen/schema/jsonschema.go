package schema

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

type object = map[string]any

// JSONSchema returns the JSON Schema (draft 2020-12) of schema files, for editors. It
// tells keys and the kinds of their values; what names mean is told by wampgen.
func JSONSchema() []byte {
	definitions := object{}
	for l, keys := range levels {
		if l != levelFile {
			definitions[string(l)] = mapSchema(l, keys)
		}
	}
	definitions["value of a field"] = object{"anyOf": []any{typeSchema(), ref(levelField)}}
	definitions["value of extra"] = object{"anyOf": []any{typeSchema(), ref(levelExtra)}}
	root := mapSchema(levelFile, levels[levelFile])
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = "wampgen schema"
	root["required"] = []string{"wampgen", "package"}
	root["$defs"] = definitions
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	_ = encoder.Encode(root) // maps of strings, numbers and lists always have a JSON form
	return b.Bytes()
}

func ref(l level) object {
	return object{"$ref": "#/$defs/" + strings.ReplaceAll(string(l), " ", "%20")}
}

// mapSchema returns the schema of a map with known keys.
func mapSchema(l level, keys []key) object {
	properties := object{}
	for _, k := range keys {
		s := valueSchema(k.value)
		s["description"] = k.doc
		properties[k.name] = s
	}
	s := object{"type": "object", "additionalProperties": false, "properties": properties}
	switch l {
	case levelField, levelExtra:
		s["required"] = []string{"type"}
	case levelUnion:
		s["required"] = []string{"tag", "of"}
	case levelReference:
		s["required"] = []string{"interface", "prefix"}
	}
	return s
}

// The forms of names and of type expressions. Nested types are not looked into.
const (
	packagePattern = `^[a-z][a-z0-9_]*$`
	goNamePattern  = `^[A-Z][A-Za-z0-9_]*$`
	typePattern    = `^ *[A-Za-z_][A-Za-z0-9_.]* *(\(.*\) *)?$`
	durationForm   = `^(([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|ms|s|m|h))+$`
	uuidPattern    = `^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$`
)

func typeSchema() object {
	return object{"type": "string", "pattern": typePattern, "description": "A type: " + strings.Join(typeWords, ", ") + ", a declared type, list(T), map(T), optional(T), nullable(T)."}
}

// typeWords are the builtin types.
var typeWords = []string{
	"bool", "int", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float", "float32", "string", "bytes",
	"time", "timestamp", "duration", "date", "uuid", "decimal", "uri", "uri_pattern", "name", "id", "any",
}

// nothing also allows a key without a value.
func nothing(s object) object { return object{"anyOf": []any{s, object{"type": "null"}}} }

func mapTo(s object) object { return object{"type": "object", "additionalProperties": s} }

func text(pattern string) object { return object{"type": "string", "pattern": pattern} }

func word(words ...string) object { return object{"enum": words} }

// valueSchema returns the schema of the value of a key.
func valueSchema(k kind) object {
	field, extra := object{"$ref": "#/$defs/value%20of%20a%20field"}, object{"$ref": "#/$defs/value%20of%20extra"}
	switch k {
	case kindVersion:
		return object{"const": Version}
	case kindName:
		return text(packagePattern)
	case kindGoName:
		return text(goNamePattern)
	case kindURI:
		return text(`^[^\s#]+$`)
	case kindUUID:
		return text(uuidPattern)
	case kindType:
		return typeSchema()
	case kindScalar:
		return object{"type": []string{"string", "number", "boolean"}}
	case kindFlag:
		return object{"type": "boolean"}
	case kindCount:
		return object{"type": "integer", "minimum": 1, "maximum": maxCount}
	case kindDuration:
		return text(durationForm)
	case kindInvoke, kindCaller, kindPublisher, kindReject:
		return word(strings.Fields(string(k))...)
	case kindEnum:
		return object{"anyOf": []any{
			object{"type": "array", "items": object{"type": "string"}},
			mapTo(object{"anyOf": []any{object{"type": []string{"string", "null"}}, ref(levelValue)}}),
		}}
	case kindResult:
		return object{"anyOf": []any{field, ref(levelPayload), object{"type": "null"}}}
	case kindPart:
		return nothing(ref(levelPayload))
	case kindTexts:
		return nothing(mapTo(object{"type": "string"}))
	case kindFields:
		return nothing(mapTo(field))
	case kindExtra:
		return nothing(mapTo(extra))
	case kindNames:
		return nothing(object{"type": "array", "items": object{"type": "string"}})
	case kindPrefixed:
		return nothing(object{"type": "array", "items": object{"anyOf": []any{object{"type": "string"}, ref(levelReference)}}})
	case kindUnion:
		return ref(levelUnion)
	}
	for l := range levels {
		if k == mapOf(l) {
			return nothing(mapTo(declaration(l)))
		}
	}
	return object{"type": "string"}
}

// declaration returns the schema of what is declared on a level: a map, a type alone for
// named scalars, or nothing where there is nothing to say.
func declaration(l level) object {
	switch {
	case l == levelType:
		return object{"anyOf": []any{typeSchema(), ref(l)}}
	case slices.Contains([]level{levelError, levelInterface, levelProcedure, levelTopic, levelComponent}, l):
		return nothing(ref(l))
	default:
		return ref(l)
	}
}
