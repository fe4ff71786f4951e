package config

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/syntax"
)

// committed is the copy of the schema that editors are pointed to.
const committed = "../../schemas/node.schema.json"

func TestSchemaIsCurrent(t *testing.T) {
	if *update {
		if err := os.WriteFile(committed, Schema(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(committed)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(Schema())); diff != "" {
		t.Errorf("schema (-committed +made); run the test with -update:\n%s", diff)
	}
}

// TestEveryKeyIsDescribed holds for the keys that have an effect; of the others it is said why
// they have none.
func TestEveryKeyIsDescribed(t *testing.T) {
	for _, p := range places() {
		doc := p.shape.doc
		if p.shape.unsupported != "" || p.shape.ignored != "" {
			continue
		}
		if len(doc) < 10 || !strings.HasSuffix(doc, ".") {
			t.Errorf("%s: want a sentence that says what it means (says), got %q", p.path, doc)
		}
	}
}

// TestSchemaFitsNodeFiles checks the node files of the repository that are good.
func TestSchemaFitsNodeFiles(t *testing.T) {
	s := parseSchema(t)
	for name, data := range goodFiles(t) {
		root, _ := syntax.Load(name, data, syntax.Limits{})
		var value any
		if err := json.Unmarshal(root.JSON(), &value); err != nil {
			t.Fatal(err)
		}
		if fault := s.check(s.root, value); fault != "" {
			t.Errorf("%s: %s", name, fault)
		}
	}
}

// goodFiles returns the node files of the example, and those of the tests of node and
// app in which Load finds no error.
func goodFiles(t *testing.T) map[string][]byte {
	t.Helper()
	found := map[string][]byte{}
	for _, name := range []string{"../../example/hello/node.yaml", "../../example/hello/seed.json"} {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		found[name] = data
	}
	archives, err := filepath.Glob("../*/testdata/*/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range archives {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.Files {
			ext := filepath.Ext(f.Name)
			if ext != ".yaml" && ext != ".json" {
				continue
			}
			if _, faults := Load(f.Name, f.Data, environment(map[string]string{"SECRET": "x"})); !faults.HasErrors() {
				found[name+"/"+f.Name] = f.Data
			}
		}
	}
	if len(found) < 10 {
		t.Fatalf("only %d node files found", len(found))
	}
	return found
}

// TestSchemaSaysWhatLoadSays gives every key good and bad values: the schema takes a
// file if and only if Load does.
func TestSchemaSaysWhatLoadSays(t *testing.T) {
	s := parseSchema(t)
	values := []any{nil, true, "text of no form # 1", 3.5, -1, int64(1 << 40), []any{1}, map[string]any{"no such": 1}}
	files, refused := 0, 0
	for _, p := range places() {
		for _, value := range append(values, goodValues(p.shape)...) {
			file := p.file(value)
			data, err := json.Marshal(file)
			if err != nil {
				t.Fatal(err)
			}
			_, faults := Load("node.json", data, noVariables)
			faults = slices.DeleteFunc(faults, func(d diag.Diagnostic) bool { return strings.Contains(d.Message, "of the format") })
			var generic any
			if err := json.Unmarshal(data, &generic); err != nil {
				t.Fatal(err)
			}
			fault := s.check(s.root, generic)
			if (fault != "") != faults.HasErrors() {
				t.Errorf("%s = %v: the schema says %q, Load says %v", p.path, value, fault, faults)
			}
			files++
			if fault != "" {
				refused++
			}
		}
	}
	if refused == 0 || refused == files {
		t.Errorf("the schema refuses %d of %d files", refused, files)
	}
}

func TestSchemaTakesVariables(t *testing.T) {
	s := parseSchema(t)
	for source, good := range map[string]bool{
		`{"workers": [{"type": "router", "limits": {"depth": "${DEPTH:-4}", "stop_timeout": "$TIME"}}]}`:                                                                                 true,
		`{"workers": [{"type": "router", "limits": {"depth": "4"}}]}`:                                                                                                                    false,
		`{"workers": [{"type": "router", "transports": [{"type": "web", "endpoint": {"type": "tcp", "port": 1}, "paths": {"a": {"type": "path", "paths": {}}}}]}]}`:                      true,
		`{"workers": [{"type": "router", "transports": [{"type": "web", "endpoint": {"type": "tcp", "port": 1}, "paths": {"a": {"type": "path", "paths": {"b": {"type": "path"}}}}}]}]}`: false,
	} {
		var value any
		if err := json.Unmarshal([]byte(source), &value); err != nil {
			t.Fatal(err)
		}
		if fault := s.check(s.root, value); (fault == "") != good {
			t.Errorf("%s: %q", source, fault)
		}
	}
}

// schemaChecker checks values by the part of JSON Schema that Schema uses.
type schemaChecker struct {
	t    *testing.T
	root map[string]any
}

func parseSchema(t *testing.T) schemaChecker {
	t.Helper()
	s := schemaChecker{t: t}
	if err := json.Unmarshal(Schema(), &s.root); err != nil {
		t.Fatal(err)
	}
	return s
}

// check returns the first fault of a value, "" if there is none.
func (s schemaChecker) check(schema map[string]any, value any) string {
	for _, keyword := range []string{"$ref", "type", "const", "enum", "pattern", "minimum", "maximum", "required", "properties", "additionalProperties", "propertyNames", "items", "anyOf", "allOf", "if"} {
		if argument, ok := schema[keyword]; ok {
			if fault := s.keyword(schema, keyword, argument, value); fault != "" {
				return fault
			}
		}
	}
	for keyword := range schema {
		if !slices.Contains(strings.Fields("$schema $defs $ref title description deprecated type const enum pattern minimum maximum required properties additionalProperties propertyNames items anyOf allOf if then"), keyword) {
			s.t.Fatalf("keyword %q is not checked", keyword)
		}
	}
	return ""
}

func (s schemaChecker) keyword(schema map[string]any, keyword string, argument, value any) string {
	fault := func(ok bool) string {
		if ok {
			return ""
		}
		return fmt.Sprintf("%v: %s %v", value, keyword, argument)
	}
	number, isNumber := value.(float64)
	text, isText := value.(string)
	block, isBlock := value.(map[string]any)
	items, _ := value.([]any)
	switch keyword {
	case "$ref":
		name := strings.TrimPrefix(argument.(string), "#/$defs/")
		return s.check(s.root["$defs"].(map[string]any)[name].(map[string]any), value)
	case "type":
		return fault(typeOf(value) == argument || argument == "integer" && isNumber && number == float64(int64(number)))
	case "const":
		return fault(reflect.DeepEqual(value, argument))
	case "enum":
		return fault(slices.ContainsFunc(argument.([]any), func(v any) bool { return reflect.DeepEqual(v, value) }))
	case "pattern":
		return fault(!isText || regexp.MustCompile(argument.(string)).MatchString(text))
	case "minimum":
		return fault(!isNumber || number >= argument.(float64))
	case "maximum":
		return fault(!isNumber || number <= argument.(float64))
	case "required":
		for _, name := range argument.([]any) {
			if _, ok := block[name.(string)]; isBlock && !ok {
				return fmt.Sprintf("missing %s", name)
			}
		}
	case "properties", "additionalProperties":
		return s.members(schema, keyword, block)
	case "propertyNames":
		for name := range block {
			if fault := s.check(argument.(map[string]any), name); fault != "" {
				return fault
			}
		}
	case "items":
		for _, item := range items {
			if fault := s.check(argument.(map[string]any), item); fault != "" {
				return fault
			}
		}
	case "anyOf":
		var faults []string
		for _, one := range argument.([]any) {
			fault := s.check(one.(map[string]any), value)
			if fault == "" {
				return ""
			}
			faults = append(faults, fault)
		}
		return strings.Join(faults, " and ")
	case "allOf":
		for _, one := range argument.([]any) {
			if fault := s.check(one.(map[string]any), value); fault != "" {
				return fault
			}
		}
	case "if":
		if s.check(argument.(map[string]any), value) == "" {
			return s.check(schema["then"].(map[string]any), value)
		}
	}
	return ""
}

// members checks the values of a map: those with a property of their own, or the others.
func (s schemaChecker) members(schema map[string]any, keyword string, block map[string]any) string {
	properties, _ := schema["properties"].(map[string]any)
	for name, value := range block {
		property, known := properties[name].(map[string]any)
		if known != (keyword == "properties") {
			continue
		}
		if !known {
			more, ok := schema["additionalProperties"].(map[string]any)
			if !ok {
				return fmt.Sprintf("unknown key %q", name)
			}
			property = more
		}
		if fault := s.check(property, value); fault != "" {
			return name + ": " + fault
		}
	}
	return ""
}

func typeOf(value any) string {
	switch value.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case float64:
		return "number"
	case string:
		return "string"
	case []any:
		return "array"
	default:
		return "object"
	}
}
