package gen

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"
)

// TestRandomSchemas generates from schemas made at random, of names that mean
// something in Go or in generated code: what is accepted compiles.
func TestRandomSchemas(t *testing.T) {
	c := newCompiler(t)
	accepted := 0
	for seed := range uint64(150) {
		s := &schemaWriter{Rand: rand.New(rand.NewPCG(seed, 0)), pkg: "random", taken: map[string]bool{}}
		text := s.schema()
		result, faults := Generate(fstest.MapFS{"random/x.wamp.yaml": {Data: []byte(text)}}, "example.com/app")
		for _, f := range faults {
			if f.Rule != "go-name-collision" && f.Rule != "member-clash" && f.Rule != "duplicate-name" && f.Rule != "uri-part" {
				t.Errorf("seed %d: %v\n%s", seed, f, text)
			}
		}
		if faults.HasErrors() {
			continue
		}
		accepted++
		if err := c.check("example.com/app", result.Files); err != nil {
			t.Errorf("seed %d: %v\n%s", seed, err, text)
		}
	}
	if accepted < 50 {
		t.Errorf("only %d schemas were accepted", accepted)
	}
}

// TestRandomPackages does the same with packages that import each other.
func TestRandomPackages(t *testing.T) {
	c := newCompiler(t)
	accepted := 0
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 1))
		files := fstest.MapFS{}
		var before []*schemaWriter
		for i := range 2 + r.IntN(2) {
			s := &schemaWriter{Rand: r, pkg: fmt.Sprintf("%c%s", 'a'+i, []string{"time", "codec", "id", "args"}[r.IntN(4)]), taken: map[string]bool{}}
			var imports []string
			for _, other := range before {
				imports = append(imports, fmt.Sprintf("%s: ../%s", other.pkg, other.pkg))
				for _, name := range other.own {
					s.types = append(s.types, other.pkg+"."+name)
				}
				s.errors = append(s.errors, qualify(other.pkg, other.errors)...)
				s.foreign = append(s.foreign, qualify(other.pkg, other.interfaces)...)
			}
			text := s.schema()
			if len(imports) > 0 {
				text = strings.Replace(text, "types:\n", "imports: {"+strings.Join(imports, ", ")+"}\ntypes:\n", 1)
			}
			files[s.pkg+"/"+s.pkg+".wamp.yaml"] = &fstest.MapFile{Data: []byte(text)}
			before = append(before, s)
		}
		result, faults := Generate(files, "example.com/app")
		for _, f := range faults {
			switch f.Rule {
			case "go-name-collision", "member-clash", "duplicate-name", "uri-part", "duplicate-class", "unused-import", "duplicate-reference":
			default:
				t.Errorf("seed %d: %v", seed, f)
			}
		}
		if faults.HasErrors() {
			continue
		}
		accepted++
		if err := c.check("example.com/app", result.Files); err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
	}
	if accepted < 10 {
		t.Errorf("only %d units were accepted", accepted)
	}
}

// qualify returns the names that have no package yet as those of one.
func qualify(pkg string, names []string) (list []string) {
	for _, name := range names {
		if !strings.Contains(name, ".") {
			list = append(list, pkg+"."+name)
		}
	}
	return list
}

// memberNames are names of fields, arguments, procedures and topics.
var memberNames = []string{
	"type", "func", "range", "map", "chan", "go", "select", "default", "interface", "var", "package", "import", "return",
	"string", "int", "error", "nil", "true", "len", "append", "new", "make", "copy", "any", "byte", "iota",
	"ctx", "opts", "input", "progress", "iter", "results", "c", "s", "p", "x", "w", "r", "v", "n", "m", "k", "e", "i", "k2", "e2", "i2", "twice", "args", "result", "event",
	"codec", "context", "contract", "fmt", "runtime", "slog", "slices", "time", "wamp", "handler", "session", "stub", "extra", "env", "faults",
	"id", "url", "user_id", "http_url", "ids", "value", "name", "a", "b", "construct", "logger", "plain", "part", "field", "fields",
}

// typeNames are names of types, interfaces, errors and components.
var typeNames = []string{
	"String", "Error", "Context", "Codec", "Runtime", "Time", "Class", "Client", "Stub", "Handler", "Extra", "Session",
	"Publisher", "Subscription", "T", "C", "Args", "Result", "Event", "URI", "Type", "Func", "HTTP", "Mode", "Greeter", "Fields", "Progress", "Input", "Results",
}

var scalarNames = []string{
	"bool", "int", "int8", "uint16", "uint64", "float", "float32", "string", "bytes", "time", "timestamp", "duration", "date",
	"uuid", "decimal", "uri", "uri_pattern", "name", "id", "any",
}

// schemaWriter writes random schemas.
type schemaWriter struct {
	*rand.Rand
	strings.Builder
	taken map[string]bool // names of the package
	types []string
	own   []string // of types

	pkg        string
	interfaces []string
	errors     []string
	foreign    []string // interfaces of other packages

	addresses int // of procedures and topics, so far
}

func (s *schemaWriter) printf(format string, args ...any) { fmt.Fprintf(&s.Builder, format, args...) }

func (s *schemaWriter) pick(list []string) string { return list[s.IntN(len(list))] }

// fresh returns a name of the package that is not taken.
func (s *schemaWriter) fresh() string {
	for {
		name := s.pick(typeNames) + []string{"", "", "2", "X"}[s.IntN(4)]
		if !s.taken[name] {
			s.taken[name] = true
			return name
		}
	}
}

// names returns different member names.
func (s *schemaWriter) names(most int) []string {
	var names []string
	seen := map[string]bool{}
	for range s.IntN(most + 1) {
		if name := s.pick(memberNames); !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	return names
}

// element returns a type that may stand in a list.
func (s *schemaWriter) element(depth int) string {
	switch n := s.IntN(10); {
	case n < 2 && depth > 0:
		return "list(" + s.element(depth-1) + ")"
	case n < 4 && depth > 0:
		return "map(" + s.element(depth-1) + ")"
	case n == 4 && depth > 0:
		return "nullable(" + s.present(depth-1) + ")"
	default:
		return s.present(depth)
	}
}

// present returns a type that is never null.
func (s *schemaWriter) present(depth int) string {
	for {
		switch {
		case len(s.types) > 0 && s.IntN(3) == 0:
			return s.pick(s.types)
		case depth > 0 && s.IntN(4) == 0:
			return "list(" + s.element(depth-1) + ")"
		default:
			if t := s.pick(scalarNames); t != "any" {
				return t
			}
		}
	}
}

// fieldType returns the type of a field, with rules if that is simple.
func (s *schemaWriter) fieldType(optional bool) string {
	t := s.element(2)
	switch {
	case optional:
		return "optional(" + t + ")"
	case s.IntN(3) > 0:
		return t
	case t == "string":
		return s.pick([]string{`{type: string, min: 1, max: 9}`, `{type: string, pattern: '^["\\]'}`, `{type: string, default: "*/ \" "}`})
	case t == "int":
		return "{type: int, min: -5, max: 5, default: 2}"
	case t == "float":
		return "{type: float, min: 0.5}"
	case t == "duration":
		return "{type: duration, min: 1s, default: 90s}"
	case strings.HasPrefix(t, "list(") || strings.HasPrefix(t, "map("):
		return "{type: " + t + ", min: 1}"
	default:
		return t
	}
}

// fields returns a map of fields; the last ones may be absent.
func (s *schemaWriter) fields(most int) string {
	names := s.names(most)
	optional := s.IntN(len(names) + 1)
	var list []string
	for i, name := range names {
		t := s.fieldType(i >= len(names)-optional)
		if i+1 < len(names)-optional {
			t, _, _ = strings.Cut(t, ", default")
			t += strings.Repeat("}", strings.Count(t, "{")-strings.Count(t, "}"))
		}
		list = append(list, fmt.Sprintf("%q: %s", name, t))
	}
	return "{" + strings.Join(list, ", ") + "}"
}

// payload returns args and kwargs.
func (s *schemaWriter) payload() string {
	switch s.IntN(4) {
	case 0:
		return "args: " + s.fields(1)
	case 1:
		return "args: " + s.fields(3)
	case 2:
		return "kwargs: " + s.fields(3)
	default:
		return fmt.Sprintf("args: {a1: %s}, kwargs: %s", s.fieldType(false), s.fields(2))
	}
}

// progress returns progressive results and inputs, mostly none.
func (s *schemaWriter) progress() string {
	return []string{"", "", "", ", progress: {" + s.payload() + "}", ", input: {" + s.payload() + "}",
		", progress: , input: {" + s.payload() + "}", ", input: {}, progress: {" + s.payload() + "}"}[s.IntN(7)]
}

// address returns a URI of its own, mostly with parts, or nothing.
func (s *schemaWriter) address() string {
	if s.IntN(3) > 0 {
		return ""
	}
	s.addresses++
	uri, params := fmt.Sprintf("com.%s.parts%d", s.pkg, s.addresses), []string{}
	for _, name := range s.names(3) {
		uri += ".{" + name + "}"
		if t := s.pick([]string{"", "int8", "uint64", "bool", "uuid", "date", "{type: int, min: 3}", "{type: string, pattern: x}"}); t != "" {
			params = append(params, fmt.Sprintf("%q: %s", name, t))
		}
	}
	return fmt.Sprintf("uri: %q, params: {%s}, ", uri, strings.Join(params, ", "))
}

func (s *schemaWriter) schema() string {
	s.printf("wampgen: 1\npackage: %s\nuri: com.%s\ntypes:\n", s.pkg, s.pkg)
	var structs []string
	for range 1 + s.IntN(5) {
		name := s.fresh()
		switch s.IntN(4) {
		case 0:
			s.printf("  %s: {enum: [a, b_c, \"1\"]}\n", name)
		case 1:
			s.printf("  %s: {type: %s}\n", name, s.pick(scalarNames[:len(scalarNames)-1]))
		default:
			s.printf("  %s: {fields: %s}\n", name, s.fields(6))
			structs = append(structs, name)
		}
		s.types, s.own = append(s.types, name), append(s.own, name)
	}
	if len(structs) > 0 {
		name := s.fresh()
		s.printf("  %s: {union: {tag: the_tag, of: {", name)
		for i, member := range structs {
			s.printf("%s: %s, ", s.pick(memberNames)+fmt.Sprint(i), member)
		}
		s.printf("}}}\n")
		s.types = append(s.types, name)
	}
	s.printf("errors:\n")
	errors := s.errors
	for range 1 + s.IntN(2) {
		name := s.fresh()
		s.printf("  %s: {%s}\n", name, s.payload())
		errors = append(errors, name)
	}
	s.printf("interfaces:\n")
	var interfaces []string
	for i := range 1 + s.IntN(2) {
		name := s.fresh()
		interfaces = append(interfaces, name)
		s.printf("  %s:\n    uri: com.%s.i%d\n    procedures:\n      first: {}\n", name, s.pkg, i)
		members := s.names(8)
		half := s.IntN(len(members) + 1)
		for _, member := range members[:half] {
			s.printf("      %q: {%s%s, result: {%s}, errors: [%s]%s}\n", member, s.address(), s.payload(), s.payload(), s.pick(errors), s.progress())
		}
		s.printf("    topics:\n      last: {}\n")
		for _, member := range members[half:] {
			s.printf("      %q: {%s%s}\n", member, s.address(), s.payload())
		}
	}
	s.printf("components:\n")
	for range 1 + s.IntN(2) {
		s.printf("  %s: {serial: %t, provides: [%s], publishes: [%s], calls: [%s], subscribes: [%s], extra: %s}\n",
			s.fresh(), s.IntN(2) == 0, s.pick(interfaces), s.pick(interfaces), s.pick(append(s.foreign, interfaces...)), s.pick(interfaces), s.fields(4))
	}
	s.interfaces, s.errors = interfaces, errors
	return s.String()
}
