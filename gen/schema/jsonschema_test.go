package schema

import (
	"encoding/json"
	"flag"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/gen/syntax"
)

var update = flag.Bool("update", false, "rewrite the committed JSON Schema")

// committed is the copy that editors are pointed to.
const committed = "../../schemas/wamp.schema.json"

func TestJSONSchemaIsCurrent(t *testing.T) {
	if *update {
		if err := os.WriteFile(committed, JSONSchema(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(committed)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(JSONSchema())); diff != "" {
		t.Errorf("schema (-committed +made); run the test with -update:\n%s", diff)
	}
}

// everything has a map on each level.
const everything = prelude + `
types: {A: {fields: {a: {type: int}}}, B: {enum: {x: {doc: y}}}, C: {union: {tag: t, of: {a: A}}}}
errors: {E: {message: x}}
interfaces: {I: {procedures: {p: {progress: {args: {}}}}, topics: {t: {args: {}}}}}
components: {K: {provides: [{interface: I, prefix: X}], extra: {e: {type: int}}}}
`

// TestParserReadsItsTables keeps the parser and the tables that the JSON Schema is made of
// together.
func TestParserReadsItsTables(t *testing.T) {
	root, faults := syntax.Load("p.wamp.yaml", []byte(everything), syntax.Limits{})
	p := &parser{seen: map[level][]string{}}
	_, more := p.file("p.wamp.yaml", root)
	if faults.Add(more...); len(faults) > 0 {
		t.Fatal(faults)
	}
	isSecret := func(name string) bool { return name == "secret" }
	p.seen[levelField] = slices.DeleteFunc(p.seen[levelField], isSecret) // read to be refused by name
	want := map[level][]string{}
	for l, keys := range levels {
		want[l] = names(keys)
		for _, k := range keys {
			if len(k.doc) < 10 || !strings.HasSuffix(k.doc, ".") {
				t.Errorf("key %s of a %s: want a sentence that says what it means, got %q", k.name, l, k.doc)
			}
		}
	}
	if diff := cmp.Diff(want, p.seen); diff != "" {
		t.Errorf("keys (-tables +parser)\n%s", diff)
	}
}

// TestJSONSchemaFitsSchemas checks every schema of the repository: what has no faults of
// shape fits, and most of what has does not.
func TestJSONSchemaFitsSchemas(t *testing.T) {
	v := newValidator(t)
	good, refused, missed := 0, 0, 0
	repository := os.DirFS("../..")
	err := fs.WalkDir(repository, ".", func(name string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, ".wamp.yaml") {
			return err
		}
		data, err := fs.ReadFile(repository, name)
		if err != nil {
			return err
		}
		root, faults := syntax.Load(name, data, syntax.Limits{})
		if root == nil || faults.HasErrors() {
			return nil
		}
		_, faults = Parse(name, root)
		var value any
		if err := json.Unmarshal(root.JSON(), &value); err != nil {
			return err
		}
		fault := v.check(v.root, value)
		switch {
		case !faults.HasErrors():
			good++
			if fault != "" && !strings.Contains(name, "/diag_") {
				t.Errorf("%s: %s", name, fault)
			}
		case fault != "":
			refused++
		default:
			missed++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if good < 20 || refused < 3 || missed > refused {
		t.Errorf("%d good schemas, %d refused, %d missed", good, refused, missed)
	}
}

func TestJSONSchemaRefuses(t *testing.T) {
	v := newValidator(t)
	for text, fits := range map[string]bool{
		everything:                                                              true,
		prelude + "types: {A: int, B: list(B)}":                                 true,
		prelude + "types:":                                                      true,
		"wampgen: 2\npackage: p":                                                false,
		"package: p":                                                            false,
		prelude + "typo: 1":                                                     false,
		prelude + "types: {A: {feilds: {}}}":                                    false,
		prelude + "types: {A: {fields: {a: {typ: int}}}}":                       false,
		prelude + "types: {A: {fields: {a: 'float?'}}}":                         false,
		prelude + "types: {A: {fields: {a: '[]string'}}}":                       false,
		prelude + "interfaces: {I: {procedures: {p: {timeout: 5}}}}":            false,
		prelude + "interfaces: {I: {procedures: {p: {timeout: 1m30s}}}}":        true,
		prelude + "interfaces: {I: {procedures: {p: {invoke: all}}}}":           false,
		prelude + "interfaces: {I: {procedures: {p: {concurrency: 0}}}}":        false,
		prelude + "interfaces: {I: {topics: {t: {result: int}}}}":               false,
		prelude + "components: {C: {provides: I}}":                              false,
		prelude + "components: {C: {provides: [I, {interface: J}]}}":            false,
		prelude + "components: {C: {extra: {a: {type: int, secret: true}}}}":    true,
		prelude + "types: {A: {fields: {a: {type: int, secret: true}}}}":        false,
		prelude + "interfaces: {I: {procedures: {p: {progress: {args: {}}}}}}":  true,
		prelude + "interfaces: {I: {procedures: {p: {progress: {chunk: {}}}}}}": false,
	} {
		root, _ := syntax.Load("p.wamp.yaml", []byte(text), syntax.Limits{})
		var value any
		if err := json.Unmarshal(root.JSON(), &value); err != nil {
			t.Fatal(err)
		}
		if fault := v.check(v.root, value); (fault == "") != fits {
			t.Errorf("fits: %v (%s), want %v\n%s", fault == "", fault, fits, text)
		}
		if _, faults := Parse("p.wamp.yaml", root); faults.HasErrors() == fits {
			t.Errorf("the parser says %v\n%s", faults, text)
		}
	}
}

// validator knows as much of JSON Schema as ours is made of.
type validator struct {
	t    *testing.T
	root map[string]any
}

func newValidator(t *testing.T) *validator {
	t.Helper()
	v := &validator{t: t}
	if err := json.Unmarshal(JSONSchema(), &v.root); err != nil {
		t.Fatal(err)
	}
	return v
}

// check returns what is wrong with a value, or nothing.
func (v *validator) check(s map[string]any, value any) string {
	for keyword, rule := range s {
		if fault := v.keyword(s, keyword, rule, value); fault != "" {
			return fault
		}
	}
	return ""
}

func (v *validator) keyword(s map[string]any, keyword string, rule, value any) string {
	m, isMap := value.(map[string]any)
	text, isText := value.(string)
	number, isNumber := value.(float64)
	show, _ := json.Marshal(value)
	wrong := func(is bool) string {
		if is {
			return keyword + " of " + string(show)
		}
		return ""
	}
	switch keyword {
	case "$schema", "title", "description", "$defs":
		return ""
	case "$ref":
		name := strings.ReplaceAll(strings.TrimPrefix(rule.(string), "#/$defs/"), "%20", " ")
		return v.check(v.root["$defs"].(map[string]any)[name].(map[string]any), value)
	case "anyOf":
		for _, option := range rule.([]any) {
			if v.check(option.(map[string]any), value) == "" {
				return ""
			}
		}
		return wrong(true)
	case "type":
		types, several := rule.([]any)
		if !several {
			types = []any{rule}
		}
		return wrong(!slices.ContainsFunc(types, func(t any) bool { return hasType(value, t.(string)) }))
	case "const":
		return wrong(value != rule)
	case "enum":
		return wrong(!slices.Contains(rule.([]any), value))
	case "pattern":
		return wrong(isText && !regexp.MustCompile(rule.(string)).MatchString(text))
	case "minimum":
		return wrong(isNumber && number < rule.(float64))
	case "maximum":
		return wrong(isNumber && number > rule.(float64))
	case "required":
		for _, name := range rule.([]any) {
			if _, ok := m[name.(string)]; isMap && !ok {
				return wrong(true)
			}
		}
		return ""
	case "properties":
		for name, inner := range rule.(map[string]any) {
			if x, ok := m[name]; ok {
				if fault := v.check(inner.(map[string]any), x); fault != "" {
					return name + ": " + fault
				}
			}
		}
		return ""
	case "additionalProperties":
		properties, _ := s["properties"].(map[string]any)
		for name, x := range m {
			if _, known := properties[name]; known {
				continue
			}
			inner, allowed := rule.(map[string]any)
			if !allowed {
				return "unknown key " + name
			}
			if fault := v.check(inner, x); fault != "" {
				return name + ": " + fault
			}
		}
		return ""
	case "items":
		list, _ := value.([]any)
		for _, x := range list {
			if fault := v.check(rule.(map[string]any), x); fault != "" {
				return fault
			}
		}
		return ""
	default:
		v.t.Fatalf("the validator does not know %s", keyword)
		return ""
	}
}

func hasType(value any, name string) bool {
	switch x := value.(type) {
	case nil:
		return name == "null"
	case bool:
		return name == "boolean"
	case string:
		return name == "string"
	case float64:
		return name == "number" || name == "integer" && x == float64(int64(x))
	case []any:
		return name == "array"
	default:
		return name == "object"
	}
}
