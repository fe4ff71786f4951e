package model

import "testing"

func TestTypes(t *testing.T) {
	runFaults(t, []faultTest{
		{"unknown", `
types: {Device: {fields: {x: Devise, y: list(Mod), z: integer, s: Strin, dt: date-time, v: void, u: url, o: other.T, e: E, i: I}}}
errors: {E: }
interfaces: {I: }
`, `5:30-36 unknown-type: unknown type "Devise" | did you mean "Device" (line 5)?
5:46-49 unknown-type: unknown type "Mod"
5:55-62 unknown-type: unknown type "integer" | write int
5:67-72 unknown-type: unknown type "Strin" | did you mean "string"?
5:78-87 unknown-type: unknown type "date-time" | write time
5:92-96 unknown-type: unknown type "void" | leave it out where there is no value
5:101-104 unknown-type: unknown type "url" | write string
5:109-116 import: the package imports no "other" | write imports: {other: ../other}
5:121-122 unknown-type: "E" is an error, not a type
5:127-128 unknown-type: "I" is an interface, not a type
`},
		{"nesting", `
types:
  A:
    fields:
      a: optional(nullable(int))
      b: list(optional(int))
      c: optional(optional(int))
      d: nullable(optional(int))
      e: nullable(nullable(int))
      f: nullable(any)
      g: optional(list(nullable(map(any))))
interfaces: {I: {procedures: {p: {args: {a: optional(int)}, result: optional(int)}}}}
`, `9:15-23 type-nesting: only a field can be absent | write optional outermost, or nullable for a value that is null
10:19-27 type-nesting: only a field can be absent | write optional outermost, or nullable for a value that is null
11:19-27 type-nesting: only a field can be absent | write optional outermost, or nullable for a value that is null
12:10-18 type-nesting: nullable of nullable is nullable
13:10-18 type-nesting: any can be null already | write any
`},
		{"named scalars", `
types: {A: list(int), B: any, C: A, D: E, E: {fields: {}}, F: optional(int), G: uuid}
`, `5:12-16 named-scalar: "A" cannot be another name for list(int) | builtin scalars can have names of their own; write list(int) where it is needed
5:26-29 named-scalar: "B" cannot be another name for any | builtin scalars can have names of their own; write any where it is needed
5:34-35 named-scalar: "C" cannot be another name for A | builtin scalars can have names of their own; write A where it is needed
5:40-41 named-scalar: "D" cannot be another name for E | builtin scalars can have names of their own; write E where it is needed
5:63-71 type-nesting: only a field can be absent | write optional outermost, or nullable for a value that is null
`},
		{"recursion", `
types:
  A: {fields: {a: A}}
  B: {fields: {c: C}}
  C: {fields: {d: D, b: optional(B), l: list(C), m: map(C), n: nullable(C)}}
  D: {fields: {e: E}}
  E: {fields: {c: C, d: D}}
`, `6:16-17 recursive-type: "A" contains itself: A.a | write optional(A), or a list of it
10:16-17 recursive-type: "C" contains itself: C.d.e.c | write optional(C), or a list of it
10:22-23 recursive-type: "D" contains itself: D.e.d | write optional(D), or a list of it
`},
		{"enums", `
types: {A: {enum: []}, B: {enum: [a, b, a]}, C: {enum: ["+", "", "1"]}, D: {enum: {"-": {go_name: Minus}}}, E: {enum: {}}}
`, `5:9-10 enum-values: type "A" has no values
5:41-42 enum-values: duplicate value "a"
5:57-60 enum-values: the value "+" has no letter or digit to be named by | give it a name: {"+": {go_name: Name}}
5:62-64 enum-values: the value "" has no letter or digit to be named by | give it a name: {"": {go_name: Name}}
5:109-110 enum-values: type "E" has no values
`},
		{"payloads", `
interfaces:
  I:
    procedures:
      a: {args: {x: optional(int), y: int, z: int}, kwargs: {y: int}}
      b: {args: {x: {type: int, default: 1}, y: optional(int)}}
      c: {result: {args: {x: {type: int, default: 1}, y: int}}}
`, `8:18-19 optional-last: "x" may be absent, but "y" after it may not | move "x" to the end, or to kwargs
8:62-63 duplicate-name: "y" is a positional value already | in line 8
10:27-28 optional-last: "x" may be absent, but "y" after it may not | move "x" to the end, or to kwargs
`},
	})
}

func TestTypeString(t *testing.T) {
	unit, list := checkOne(t, "types: {A: {fields: {x: optional(list(map(nullable(A))))}}, B: uri_pattern, C: {enum: [a]}}")
	if len(list) > 0 {
		t.Fatal(brief(list))
	}
	types := unit.Packages[0].Files[0].Types
	x := types[0].Struct.Fields[0].Type
	if got := x.String(); got != "optional(list(map(nullable(A))))" {
		t.Errorf("type is %s", got)
	}
	if got := x.Present(); got.Kind != List {
		t.Errorf("Present() is %s", got)
	}
	for i, want := range []Kind{Invalid, URIPattern, Named} {
		if got := (Type{Kind: Named, Decl: types[i]}).Scalar(); got != want {
			t.Errorf("Scalar() of %s is %s, want %s", types[i].Name, got, want)
		}
	}
	if got := Kind(200).String(); got != "invalid" {
		t.Errorf("kind 200 is %s", got)
	}
}
