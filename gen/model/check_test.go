package model

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/schema"
	"github.com/wampgen/wampgen/gen/syntax"
)

// prelude is what most tests begin with: what they test begins in line 4.
const prelude = "wampgen: 1\npackage: p\nuri: com.p\n"

// check loads schemas by their paths and checks them together.
func check(t testing.TB, files map[string]string, options Options) (*Unit, diag.List) {
	t.Helper()
	var schemas []*schema.File
	var list diag.List
	for path, text := range files {
		root, faults := syntax.LoadYAML(path, []byte(text), syntax.Limits{})
		list.Add(faults...)
		file, faults := schema.Parse(path, root)
		list.Add(faults...)
		schemas = append(schemas, file)
	}
	unit, faults := Check(schemas, options)
	list.Add(faults...)
	list.Sort()
	return unit, list
}

// checkOne checks a schema that continues the prelude.
func checkOne(t testing.TB, text string) (*Unit, diag.List) {
	t.Helper()
	return check(t, map[string]string{"p/p.wamp.yaml": prelude + text}, Options{})
}

// brief writes diagnostics one a line: place, rule, message, hint; the file
// only where it is not p/p.wamp.yaml.
func brief(list diag.List) string {
	var b strings.Builder
	for _, d := range list {
		if d.Pos.File != "p/p.wamp.yaml" {
			b.WriteString(d.Pos.File + ":")
		}
		fmt.Fprintf(&b, "%d:%d-%d %s: %s", d.Pos.Line, d.Pos.Column, d.Pos.EndColumn, d.Rule, d.Message)
		if d.Hint != "" {
			b.WriteString(" | " + d.Hint)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// faultTest is a schema that continues the prelude, and what is said about it.
type faultTest struct{ name, text, want string }

func runFaults(t *testing.T, tests []faultTest) {
	t.Helper()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, list := checkOne(t, test.text)
			if d := cmp.Diff(test.want, brief(list)); d != "" {
				t.Errorf("diagnostics (-want +got):\n%s\ngot\n%s", d, brief(list))
			}
			checkRules(t, list)
		})
	}
}

// checkRules makes sure that the rules of a list are documented.
func checkRules(t *testing.T, list diag.List) {
	t.Helper()
	documented := map[string]bool{}
	for _, table := range [][]diag.Rule{syntax.RuleTable(), schema.RuleTable(), RuleTable()} {
		for _, r := range table {
			documented[r.Name] = r.Doc != ""
		}
	}
	for _, d := range list {
		if !documented[d.Rule] {
			t.Errorf("the rule %q is not in the table", d.Rule)
		}
	}
}

func TestPackages(t *testing.T) {
	const head = "wampgen: 1\npackage: "
	tests := []struct {
		name    string
		files   map[string]string
		options Options
		names   string // of the packages
		want    string
	}{
		{"directory", map[string]string{"a/b/x.wamp.yaml": head + "b"}, Options{}, "a/b=b", ""},
		{"another name", map[string]string{"a/b/x.wamp.yaml": head + "c"}, Options{}, "a/b=b",
			"a/b/x.wamp.yaml:2:10-11 package-name: package \"c\" stands in the directory of package \"b\" | write package: b, or say otherwise in wampgen.yaml: packages: {a/b: c}\n"},
		{"named by the configuration", map[string]string{"a/b/x.wamp.yaml": head + "c"}, Options{Packages: map[string]string{"a/b": "c"}}, "a/b=c", ""},
		{"root without a name", map[string]string{"x.wamp.yaml": head + "c"}, Options{}, ".=c", ""},
		{"root with a name", map[string]string{"x.wamp.yaml": head + "c"}, Options{RootDir: "d"}, ".=d",
			"x.wamp.yaml:2:10-11 package-name: package \"c\" stands in the directory of package \"d\" | write package: d, or say otherwise in wampgen.yaml: packages: {.: c}\n"},
		{"directory that cannot be a package", map[string]string{"my-app/x.wamp.yaml": head + "c"}, Options{}, "my-app=c", ""},
		{"two packages in one directory", map[string]string{"x.wamp.yaml": head + "c", "y.wamp.yaml": head + "d"}, Options{}, ".=c",
			"y.wamp.yaml:2:10-11 package-name: package \"d\" stands in one directory with package \"c\" | move it to a directory of its own\n"},
		{"no name for a package", map[string]string{"x.wamp.yaml": head + "Type", "y.wamp.yaml": head + "type"}, Options{}, ".=",
			`x.wamp.yaml:2:10-14 package-name: "Type" cannot be the name of a package | a package has lower case letters, digits and underscores, and is no keyword
y.wamp.yaml:2:10-14 package-name: "type" cannot be the name of a package | a package has lower case letters, digits and underscores, and is no keyword
`},
		{"doc in two files", map[string]string{"c/x.wamp.yaml": head + "c\ndoc: X.", "c/y.wamp.yaml": head + "c\ndoc: Y."}, Options{}, "c=c",
			"c/y.wamp.yaml:3:6-8 one-doc: the package has its doc already | it stands in c/x.wamp.yaml:3:6\n"},
		{"order", map[string]string{"b/x.wamp.yaml": head + "b", "a/x.wamp.yaml": head + "a", "x.wamp.yaml": head + "c"}, Options{}, ".=c a=a b=b", ""},
		{"class in two packages", map[string]string{
			"a/c/x.wamp.yaml": head + "c\ncomponents: {S: }", "b/c/x.wamp.yaml": head + "c\ncomponents: {S: }"}, Options{}, "a/c=c b/c=c",
			"b/c/x.wamp.yaml:3:14-15 duplicate-class: the class c.S is declared already | by the package in a/c/x.wamp.yaml:3:14\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			unit, list := check(t, test.files, test.options)
			if d := cmp.Diff(test.want, brief(list)); d != "" {
				t.Errorf("diagnostics (-want +got):\n%s", d)
			}
			var names []string
			for _, p := range unit.Packages {
				names = append(names, p.Dir+"="+p.Name)
			}
			if got := strings.Join(names, " "); got != test.names {
				t.Errorf("packages are %s, want %s", got, test.names)
			}
			checkRules(t, list)
		})
	}
}

// A file that cannot be read must not make its neighbours look faulty.
func TestEndlessTypes(t *testing.T) {
	runFaults(t, []faultTest{
		{"union of itself", `types:
  U: {union: {tag: t, of: {a: A, b: B}}}
  A: {fields: {u: U}}
  B: {fields: {u: {type: list(U), min: 1}}}
  V: {union: {tag: t, of: {c: C, d: D}}}
  C: {fields: {v: V}}
  D: {fields: {v: optional(V)}}
  E: {fields: {e: {type: list(E), min: 1}, f: list(E), g: {type: map(E), min: 0}}}
  F: {fields: {e: E}}
`, `5:3-4 recursive-type: no value of the union "U" has an end: each member needs another one | make it optional(U) in a member, or a list
7:16-17 recursive-type: no value of "B" has an end: "u" must hold another one | leave min out
11:16-17 recursive-type: no value of "E" has an end: "e" must hold another one | leave min out
`},
	})
}

func TestUnusedImports(t *testing.T) {
	const head = "wampgen: 1\npackage: "
	_, list := check(t, map[string]string{
		"a/a.wamp.yaml": head + "a\nimports: {b: ../b, c: ../c}\ntypes: {X: {fields: {y: b.Y}}}",
		"b/b.wamp.yaml": head + "b\ntypes: {Y: int}",
		"c/c.wamp.yaml": head + "c\nimports: {b: ../b}\ntypes: {Z: int}",
	}, Options{})
	want := `a/a.wamp.yaml:3:20-21 unused-import: the package imports "c" and uses none of its names | remove the import
c/c.wamp.yaml:3:11-12 unused-import: the package imports "b" and uses none of its names | remove the import
`
	if diff := cmp.Diff(want, brief(list)); diff != "" || list.HasErrors() {
		t.Errorf("diagnostics (-want +got)\n%s", diff)
	}
	checkRules(t, list)
}

func TestNoFollowUps(t *testing.T) {
	user := prelude + `
types: {A: {fields: {b: B, c: list(Missing)}}}
interfaces: {I: {procedures: {get: {errors: [Missing]}}}}
components: {C: {provides: [J, J.get, I], extra: {x: int}}}
`
	tests := []struct{ name, broken, want string }{
		{"no YAML", "types: [", "p/broken.wamp.yaml:1:8-9 syntax: \"[\" is not closed\n"},
		{"empty", "", "p/broken.wamp.yaml:0:0-0 missing-key: the file is empty | a schema begins with \"wampgen: 1\"\n"},
		{"misspelled section", prelude + "tpyes: {B: int, Missing: int}\nerror: {Missing2: }\ninterface: {J: {uri: com.j, procedures: {set: , get: {go_name: Got}}}}",
			`p/broken.wamp.yaml:4:1-6 unknown-key: unknown key "tpyes" in the file | did you mean "types"?
p/broken.wamp.yaml:5:1-6 unknown-key: unknown key "error" in the file | did you mean "errors"?
p/broken.wamp.yaml:6:1-10 unknown-key: unknown key "interface" in the file | did you mean "interfaces"?
6:46-53 unknown-error: "Missing" is a type, not an error
7:32-37 duplicate-reference: "J.get" is listed twice in provides
`},
		{"unknown section", prelude + "additions: {B: int}", "p/broken.wamp.yaml:4:1-10 unknown-key: unknown key \"additions\" in the file | known keys: components, doc, errors, imports, interfaces, package, types, uri, wampgen\n"},
		{"section of another kind", prelude + "types: [B]", "p/broken.wamp.yaml:4:8-9 value-kind: types must be a map, not a list\n"},
		{"merge key", prelude + "types: {<<: {B: int}}", "p/broken.wamp.yaml:4:9-11 no-alias: merge keys are not allowed | write the keys themselves\n"},
		{"imports", prelude + "imports: [j]", "p/broken.wamp.yaml:4:10-11 value-kind: imports must be a map, not a list\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, list := check(t, map[string]string{"p/p.wamp.yaml": user, "p/broken.wamp.yaml": test.broken}, Options{})
			if d := cmp.Diff(test.want, brief(list)); d != "" {
				t.Errorf("diagnostics (-want +got):\n%s", d)
			}
		})
	}
	_, list := check(t, map[string]string{"p/p.wamp.yaml": "wampgen: 1\npackage: p\nurl: com.p\nerrors: {E: }"}, Options{})
	if want := "3:1-4 unknown-key: unknown key \"url\" in the file | did you mean \"uri\"?\n"; brief(list) != want {
		t.Errorf("misspelled uri: %s", brief(list))
	}
	runFaults(t, []faultTest{
		{"faulty declarations are declarations", `
types:
  s: {fields: {x: int}}
  E: {enum: 5}
  F: {fields: [x]}
  N: {type: list(int)}
  U: {feilds: {x: E}}
  A: {fields: {s: s, e: {type: E, default: x}, f: F, n: {type: N, default: 3}, u: {type: U, default: 3}}}
`, `6:3-4 name-form: "s" cannot name a type | write S
7:13-14 value-kind: type "E": enum must be a list or a map, not an integer
8:15-16 value-kind: type "F": fields must be a map, not a list | write {x: type}
9:13-17 named-scalar: "N" cannot be another name for list(int) | builtin scalars can have names of their own; write list(int) where it is needed
10:7-13 unknown-key: unknown key "feilds" in type "U" | did you mean "fields"?
11:102-103 default: U has no default | scalars other than bytes and any, and enums do
`},
		{"members of a faulty interface", `
interfaces:
  I: {procedures: {a: }, x: {t: }}
  J: {procedures: [a]}
components:
  C: {provides: [I.b, J], publishes: [I.t, J.t]}
`, `6:26-27 unknown-key: unknown key "x" in interface "I" | a procedure stands in "procedures", a topic in "topics"
7:19-20 value-kind: interface "J": procedures must be a map, not a list
`},
		{"fields of a faulty error", `
errors:
  E: {args: [x], message: "no {x}"}
  F: {kwargs: {x: Missing}, message: "no {x}"}
`, `6:13-14 value-kind: error "E": args must be a map, not a list | write {x: type}
7:19-26 unknown-type: unknown type "Missing"
`},
		{"a URI that is no text", "\ninterfaces: {I: {uri: 5, procedures: {a: {uri: [x]}, b: }}}\n", `5:23-24 ambiguous-text: uri must be text, not an integer | quote it: "5"
5:48-49 value-kind: uri must be text, not a list
`},
	})
}

func TestNames(t *testing.T) {
	runFaults(t, []faultTest{
		{"forms", `
types: {device_state: int, 2D: int, É: int}
errors: {not-found: }
interfaces: {greeter: {procedures: {Get: , get-all: , _x: }, topics: {"": }}}
components: {my.Session: }
`, `5:9-21 name-form: "device_state" cannot name a type | write DeviceState
5:28-30 name-form: "2D" cannot name a type | names of types, errors, interfaces and components are like Device
5:37-38 name-form: "É" cannot name a type | it holds the character U+00C9; names are written in ASCII
6:10-19 name-form: "not-found" cannot name an error | write NotFound
7:14-21 name-form: "greeter" cannot name an interface | write Greeter
7:37-40 name-form: "Get" cannot name a procedure | write get
7:44-51 name-form: "get-all" cannot name a procedure | write get_all
7:55-57 name-form: "_x" cannot name a procedure | write x
7:71-73 name-form: "" cannot name a topic | names of procedures and topics are like get_all
8:14-24 name-form: "my.Session" cannot name a component | write MySession
`},
		{"fields", `
types: {A: {fields: {a: int, _id: int, camelCase: int, a-b: int, "1": int, _: int, é: int}}}
`, `5:56-59 name-form: "a-b" cannot name a field | write a_b
5:66-69 name-form: "1" cannot name a field | fields have letters, digits and underscores, and begin with a letter
5:76-77 name-form: "_" cannot name a field | fields have letters, digits and underscores, and begin with a letter
5:84-85 name-form: "é" cannot name a field | it holds the character U+00E9; names are written in ASCII
`},
		{"go_name", "types: {A: {type: int, go_name: a}, B: {type: int, go_name: B_2}, C: {type: int, go_name: É}}",
			"4:33-34 go-name: \"a\" is not an exported name of Go\n4:91-92 go-name: \"É\" is not an exported name of Go\n"},
		{"declared twice", `
types: {A: int, B: int, C: int}
errors: {A: {message: "{x}"}}
interfaces: {B: {procedures: {a: {args: {x: Missing}}}}}
components: {C: {provides: [B]}, D: {provides: [B]}}
`, `6:10-11 duplicate-name: "A" is declared already | a type in p/p.wamp.yaml:5:9 has this name
7:14-15 duplicate-name: "B" is declared already | a type in p/p.wamp.yaml:5:17 has this name
8:14-15 duplicate-name: "C" is declared already | a type in p/p.wamp.yaml:5:25 has this name
`},
		{"procedure and topic", "interfaces: {I: {procedures: {a: }, topics: {a: }}}",
			"4:46-47 duplicate-name: \"a\" is a procedure of the interface already | in line 4\n"},
	})
}

// A file of nonsense must not cost quadratic time for suggestions.
func TestSuggestionsEnd(t *testing.T) {
	var b strings.Builder
	b.WriteString(prelude + "types:\n")
	for i := range 3_000 {
		fmt.Fprintf(&b, "  Aa%dx: {fields: {a: Ab%dx}}\n", i, i)
	}
	_, list := checkOne(t, strings.TrimPrefix(b.String(), prelude))
	if len(list) != 3_000 || list[len(list)-1].Hint != "" {
		t.Errorf("%d diagnostics, want 3000, the last ones without a search for near names", len(list))
	}
}
