package config

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// Schema returns the JSON Schema (draft 2020-12) of node files, for editors, made of the
// tables that Load reads by. What refers to something else, and what is in a component's
// extra, is not in it.
func Schema() []byte {
	d := definitions{}
	root := d.block(nodeTable().entries())
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = "wampgen node file"
	d["variable"] = object{
		"description": "text with an environment variable: $NAME, ${NAME} or ${NAME:-default}",
		"type":        "string",
		"pattern":     `\$`,
	}
	root["$defs"] = d
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	_ = encoder.Encode(root) // maps of strings, numbers and lists always have a JSON form
	return b.Bytes()
}

type object = map[string]any

// definitions are the schemas that others refer to by name.
type definitions map[string]any

// durationPattern is what time.ParseDuration takes, without a sign.
const durationPattern = `^(([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|ms|s|m|h))+$`

// of returns the schema of a shape.
func (d definitions) of(s shape) object {
	schema := d.ofKind(s)
	if s.null {
		schema = object{"anyOf": []any{schema, object{"type": "null"}}}
	}
	switch {
	case s.ignored != "":
		schema["description"] = "Has no effect: " + s.ignored + "."
		schema["deprecated"] = true
	case s.doc != "":
		schema["description"] = s.doc
	}
	return schema
}

func (d definitions) ofKind(s shape) object {
	switch s.kind {
	case text:
		return ofText(s)
	case boolean:
		if s.unsupported != "" {
			return object{"const": false, "description": "unsupported: " + s.unsupported}
		}
		return orVariable(object{"type": "boolean"})
	case integer:
		return ofInteger(s)
	case duration:
		return orVariable(object{"type": "string", "pattern": durationPattern})
	case list:
		return object{"type": "array", "items": d.of(*s.item)}
	case dictionary:
		schema := object{"type": "object", "additionalProperties": d.of(*s.item)}
		if s.pattern != nil {
			schema["propertyNames"] = object{"pattern": s.pattern.String()}
		}
		return schema
	case either:
		var schemas []any
		for _, one := range s.of {
			schemas = append(schemas, d.of(one))
		}
		return object{"anyOf": schemas}
	case block:
		return d.named(s, func() object { return d.block(s.keys()) })
	case variant:
		return d.named(s, func() object { return d.types(s) })
	default:
		return object{}
	}
}

func ofText(s shape) object {
	schema := object{"type": "string"}
	switch {
	case len(s.choices) > 0:
		schema["enum"] = s.choices
	case s.pattern != nil:
		schema["pattern"] = s.pattern.String()
	default:
		return schema
	}
	return orVariable(schema)
}

func ofInteger(s shape) object {
	schema := object{"type": "integer"}
	if len(s.choices) > 0 {
		var values []int
		for _, c := range s.choices {
			n, _ := strconv.Atoi(c) // the choices of an integer are integers
			values = append(values, n)
		}
		schema["enum"] = values
		return orVariable(schema)
	}
	schema["minimum"] = s.min
	if s.max != 0 {
		schema["maximum"] = s.max
	}
	return orVariable(schema)
}

func orVariable(schema object) object {
	return object{"anyOf": []any{schema, object{"$ref": "#/$defs/variable"}}}
}

// block returns the schema of a map with the keys of a table. A key that is refused
// is none.
func (d definitions) block(keys []entry) object {
	properties, required := object{}, []string{}
	for _, e := range keys {
		if e.shape.unsupported == "" || e.shape.kind == boolean {
			properties[e.name] = d.of(e.shape)
		}
		if e.must {
			required = append(required, e.name)
		}
	}
	schema := object{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		schema["required"] = required
	}
	return schema
}

// named returns a reference to the schema of a shape with a name, or the schema itself.
func (d definitions) named(s shape, schema func() object) object {
	if s.name == "" {
		return schema()
	}
	if _, ok := d[s.name]; !ok {
		d[s.name] = nil // it may hold itself
		d[s.name] = schema()
	}
	return object{"$ref": "#/$defs/" + s.name}
}

// types returns the schema of a block whose keys depend on its type.
func (d definitions) types(s shape) object {
	var names []string
	var cases []any
	for _, t := range s.types() {
		if t.unsupported {
			continue
		}
		names = append(names, t.name)
		cases = append(cases, object{
			"if":   object{"properties": object{"type": object{"const": t.name}}, "required": []string{"type"}},
			"then": d.block(t.keys()),
		})
	}
	return object{
		"type":       "object",
		"properties": object{"type": object{"enum": names}},
		"required":   []string{"type"},
		"allOf":      cases,
	}
}
