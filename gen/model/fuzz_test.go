package model

import (
	"encoding/json"
	"testing"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/schema"
	"github.com/wampgen/wampgen/gen/syntax"
)

// FuzzCheck makes sure that any bytes give diagnostics or a model.
func FuzzCheck(f *testing.F) {
	for _, seed := range []string{
		"", "wampgen: 1", prelude,
		prelude + "types: {A: {fields: {x: {type: optional(list(A)), min: 1, pattern: '^\\s'}}}, B: {enum: [a, 'off']}, C: {type: string, pattern: '^a{1,3}$', max: 3}}",
		prelude + "types: {A: {fields: {x: {type: B, default: a}, y: {type: C, default: bb}, d: {type: duration, default: 3s, min: 1s}}}, B: {enum: {a: x}}, C: string}",
		prelude + "types: {A: {fields: {b: B}}, B: {fields: {a: A, n: nullable(optional(x?))}}}",
		prelude + "errors: {E: {args: {id: int}, message: 'no {id} {x}'}, F: {uri: a..b}}\ninterfaces: {I: {uri: 'b.{x}', procedures: {p: {errors: [E, F, G], timeout: 2s}, q: {result: {kwargs: {x: int}}}}, topics: {t: {retain: true}}}}",
		prelude + "interfaces: {I: {procedures: {p: , q: {uri: wamp.x}}, topics: {t: }}}\ncomponents: {C: {provides: [I, I.p, J.x], publishes: [I], calls: [a.b.c], extra: {x: {type: int, secret: true}}}}",
	} {
		f.Add([]byte(seed), []byte(prelude))
	}
	f.Fuzz(func(t *testing.T, one, two []byte) {
		var files []*schema.File
		var list diag.List
		sources := diag.Sources{"p/a.wamp.yaml": one, "p/b.wamp.yaml": two}
		for path, data := range sources {
			root, faults := syntax.LoadYAML(path, data, syntax.Limits{Bytes: 1 << 14})
			list.Add(faults...)
			file, faults := schema.Parse(path, root)
			list.Add(faults...)
			files = append(files, file)
		}
		unit, faults := Check(files, Options{})
		list.Add(faults...)
		list.Sort()
		list.Text(sources)
		if _, err := json.Marshal(unit); err != nil {
			t.Fatalf("marshal model: %v", err)
		}
		if !list.HasErrors() {
			checkSound(t, unit)
		}
	})
}

// checkSound checks what back ends rely on in a unit without errors.
func checkSound(t *testing.T, unit *Unit) {
	t.Helper()
	var field func(f *Field)
	var used func(u Type)
	used = func(u Type) {
		switch {
		case u.Kind == Invalid:
			t.Fatal("invalid type")
		case u.Kind == Named && (u.Decl == nil || u.Decl.Struct == nil && u.Decl.Enum == nil && u.Decl.Scalar == nil):
			t.Fatalf("type %q is not declared", u.Name)
		case u.Elem != nil:
			used(*u.Elem)
		}
	}
	field = func(f *Field) {
		used(f.Type)
		if f.Default != nil && !json.Valid([]byte(f.Default.JSON())) {
			t.Fatalf("default of %q is %s", f.Name, f.Default.JSON())
		}
	}
	fields := func(lists ...[]*Field) {
		for _, list := range lists {
			for _, f := range list {
				field(f)
			}
		}
	}
	for _, p := range unit.Packages {
		if p.Name == "" {
			t.Fatal("package without a name")
		}
		for _, file := range p.Files {
			for _, d := range file.Types {
				if d.Struct != nil {
					fields(d.Struct.Fields)
				}
			}
			for _, e := range file.Errors {
				fields(e.Args, e.Kwargs)
				if e.URI == "" {
					t.Fatalf("error %q without a URI", e.Name)
				}
			}
			for _, i := range file.Interfaces {
				for _, m := range i.Procedures {
					fields(m.Args, m.Kwargs, m.Result.Args, m.Result.Kwargs)
					if m.URI == "" || m.Interface != i {
						t.Fatalf("procedure %+v", m)
					}
				}
				for _, m := range i.Topics {
					fields(m.Args, m.Kwargs)
					if m.URI == "" || m.Interface != i {
						t.Fatalf("topic %+v", m)
					}
				}
			}
			for _, c := range file.Components {
				fields(c.Extra)
			}
		}
	}
}
