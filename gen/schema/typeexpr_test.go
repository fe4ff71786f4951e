package schema

import (
	"fmt"
	"strings"
	"testing"

	"github.com/wampgen/wampgen/gen/syntax"
)

func TestTypeExpressions(t *testing.T) {
	tests := []struct{ text, want string }{
		{"string", "string"},
		{"list(string)", "list(string)"},
		{" optional( map( other.Device ) ) ", "optional(map(other.Device))"},
		{"float?", `4:10-18 "float?" is not a type | write optional(float)`},
		{"list(float?)", `4:10-24 "list(float?)" is not a type | write list(nullable(float))`},
		{"[]string", `4:10-20 "[]string" is not a type | write list(string)`},
		{"string[]", `4:10-20 "string[]" is not a type | write list(string)`},
		{"[string]", `4:10-20 "[string]" is not a type | write list(string)`},
		{"*Device", `4:10-19 "*Device" is not a type | write optional(Device)`},
		{"map[string][]int", `4:10-28 "map[string][]int" is not a type | write map(list(int))`},
		{"Record<string, int>", `4:10-31 "Record<string, int>" is not a type | write map(int)`},
		{"Array<int>", `4:10-22 "Array<int>" is not a type | write list(int)`},
		{"Option[int]", `4:10-23 "Option[int]" is not a type | write optional(int)`},
		{"Nullable(int)", `4:10-25 "Nullable(int)" is not a type | write nullable(int)`},
		{"string | null", `4:10-25 "string | null" is not a type | write nullable(string)`},
		{"list", "4:11-15 list needs an element type | write list(T)"},
		{"list()", "4:16-17 a type is expected"},
		{"list(int", `4:19-20 ")" is missing`},
		{"list(int))", `4:20-21 unexpected ")" after the type`},
		{"map(string, int)", `4:10-28 "map(string, int)" is not a type | write map(int)`},
		{"string(10)", "4:11-17 string takes no other type | write {type: string, max: 10}"},
		{"int(a)", "4:11-14 int takes no other type | list(T), map(T), optional(T) and nullable(T) do"},
		{"list of string", `4:10-26 "list of string" is not a type | write list(string)`},
		{"date = now", `4:16-21 unexpected "= now" after the type | a default is written {type: T, default: value}`},
		{"", "4:11-12 a type is expected"},
		{"1st", "4:11-12 a type is expected"},
		{"map(int, string)", `4:10-28 "map(int, string)" is not a type | the keys of a map are strings: write map(T)`},
		{"map[int]string", `4:10-26 "map[int]string" is not a type | the keys of a map are strings: write map(T)`},
		{"optional string", `4:10-27 "optional string" is not a type | write optional(string)`},
		{"list(string) optional", `4:10-33 "list(string) optional" is not a type | write optional(list(string))`},
		{"lst(int)", `4:11-14 lst takes no other type | did you mean "list"?`},
		{"enum(a)", "4:11-15 enum takes no other type | declare a type under types, and write its name here"},
		{"date-time", "date-time"},
		{"strin\u0433", `4:16-17 unexpected "г" after the type | it holds the character U+0433; names are written in ASCII`},
		{"a b", `4:13-14 unexpected "b" after the type`},
		{strings.Repeat("list(", 17) + "int" + strings.Repeat(")", 17), "4:91-95 types are nested more than 16 deep"},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			file, list := parse(t, prelude+"types: {A: {fields: {\n x: {type: '"+test.text+"'}}}}")
			got := ""
			if len(list) > 0 {
				d := list[0]
				got = fmt.Sprintf("%d:%d-%d %s", d.Pos.Line, d.Pos.Column-2, d.Pos.EndColumn-2, d.Message)
				if d.Hint != "" {
					got += " | " + d.Hint
				}
			} else if e := file.Types[0].Fields[0].Type; e != nil {
				got = expression(e)
			}
			if got != test.want || len(list) > 1 {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func expression(e *TypeExpr) string {
	if e.Elem == nil {
		return e.Name
	}
	return e.Name + "(" + expression(e.Elem) + ")"
}

func FuzzTypeExpression(f *testing.F) {
	for _, seed := range []string{"string", "list(optional(other.T))", "float?", "[]x", "map[string]int", "a(b", "(((", "list(é)", "Array<X|null>"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p := &parser{}
		n := &syntax.Node{Kind: syntax.Scalar, Tag: syntax.String, Text: text}
		if e := p.typeExpr(n); (e == nil) != p.list.HasErrors() {
			t.Errorf("%q: type %v, diagnostics %v", text, e, p.list)
		}
	})
}
