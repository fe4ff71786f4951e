package schema

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFaults(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"nothing", "", "0:0-0 missing-key: the file is empty | a schema begins with \"wampgen: 1\"\n"},
		{"no map", "[a]", "1:1-2 value-kind: the file must be a map, not a list\n"},
		{"neither version nor package", "uri: a.b", `1:1-4 missing-key: the package is missing | write "package: NAME", the name of the directory
1:1-4 version: the version of the schema language is missing | begin the file with "wampgen: 1"
`},
		{"another version", "wampgen: 2\npackage: p", "1:10-11 version: this version of the schema language is unknown | this wampgen reads version 1\n"},
		{"version in quotes", "wampgen: '1'\npackage: p", "1:10-13 version: this version of the schema language is unknown | this wampgen reads version 1, without quotes\n"},
		{"package that is no text", "wampgen: 1\npackage: 5", "2:10-11 ambiguous-text: package must be text, not an integer | quote it: \"5\"\n"},
		{"ambiguous text", prelude + "doc: off", "3:6-9 ambiguous-text: off is not text to everyone: YAML 1.1 reads it as false | quote it: \"off\"\n"},
		{"empty text", prelude + "uri: ''", "3:6-8 value-kind: uri is empty\n"},
		{"no value", prelude + "uri:", "3:5-0 value-kind: uri has no value\n"},
		{"near key", prelude + "type: {}", "3:1-5 unknown-key: unknown key \"type\" in the file | did you mean \"types\"?\n"},
		{"far key", prelude + "x-extension: 1", "3:1-12 unknown-key: unknown key \"x-extension\" in the file | known keys: components, doc, errors, imports, interfaces, package, types, uri, wampgen\n"},
		{"foreign key", prelude + "types: {A: {fields: {a: {type: int, minLength: 3, length: 2, regex: x, required: true}}, properties: {}}}",
			`3:37-46 unknown-key: unknown key "minLength" in field "a" | write min
3:51-57 unknown-key: unknown key "length" in field "a" | write min and max
3:62-67 unknown-key: unknown key "regex" in field "a" | write pattern
3:72-80 unknown-key: unknown key "required" in field "a" | every value is required whose type is not optional(T), and that has no default
3:90-100 unknown-key: unknown key "properties" in type "A" | write fields
`},
		{"type inside a field", prelude + "types: {A: {fields: {a: {fields: {}}}}}",
			"3:26-32 unknown-key: unknown key \"fields\" in field \"a\" | declare a type under types, and write its name here\n"},
		{"text instead of a map", prelude + "interfaces: {A: {procedures: {a: void}, topics: {b: x}}, B: x}\ncomponents: {C: x}",
			`3:34-38 value-kind: procedure "a" must be a map, not a string | write it like {args: {name: type}, result: type}
3:53-54 value-kind: topic "b" must be a map, not a string | write it like {args: {name: type}}
3:61-62 value-kind: interface "B" must be a map, not a string | write it like {procedures: {get: {args: {id: string}, result: int}}}
4:17-18 value-kind: component "C" must be a map, not a string | write it like {provides: [Devices]}
`},
		{"what was meant is read", prelude + "type: {A: {feilds: {x: 5}}, B: {values: [a, 7], enum: [b]}}\ntyp: 5",
			`3:1-5 unknown-key: unknown key "type" in the file | did you mean "types"?
3:12-18 unknown-key: unknown key "feilds" in type "A" | did you mean "fields"?
3:24-25 type-syntax: a type is expected, not an integer
3:33-39 unknown-key: unknown key "values" in type "B" | write enum
4:1-4 unknown-key: unknown key "typ" in the file | known keys: components, doc, errors, imports, interfaces, package, types, uri, wampgen
`},
		{"a section in two spellings", prelude + "type: {A: {fields: {x: 5}}}\ntypes: {B: {fields: {x: 6}}}",
			`3:1-5 unknown-key: unknown key "type" in the file | did you mean "types"?
3:24-25 type-syntax: a type is expected, not an integer
4:25-26 type-syntax: a type is expected, not an integer
`},
		{"fields instead of a type", prelude + "types: {A: {fields: {at: {lat: float, lon: float}, b: {lat: float, typo: x}}}}",
			`3:26-27 value-kind: field "at" is a map of fields, which has no name | declare a type under types, and write its name here
3:56-59 unknown-key: unknown key "lat" in field "b" | known keys: default, deprecated, doc, go_name, max, min, pattern, type
3:68-72 unknown-key: unknown key "typo" in field "b" | did you mean "type"?
`},
		{"misplaced keys", prelude + "topics: {}\ninterfaces: {A: {errors: {}}}",
			`3:1-7 unknown-key: unknown key "topics" in the file | topics stand in an interface
4:18-24 unknown-key: unknown key "errors" in interface "A" | errors are declared at the beginning of a line, as package is, and listed in procedures
`},
		{"not indented", prelude + "types:\nA: {fields: {}}\nB: {fields: {}}\n",
			`4:1-2 unknown-key: unknown key "A" in the file | indent it to put it into "types"
5:1-2 unknown-key: unknown key "B" in the file | indent it to put it into "types"
`},
		{"fields not indented", prelude + "types:\n  A:\n    fields:\n    a: int\n", "6:5-6 unknown-key: unknown key \"a\" in type \"A\" | indent it to put it into \"fields\"\n"},
		{"a level is missing", prelude + "types: {A: {id: string}, B: {fields: {}, id: string}}\ninterfaces: {A: {get: }}",
			`3:13-15 unknown-key: unknown key "id" in type "A" | a field stands in "fields", a value in "enum"
3:42-44 unknown-key: unknown key "id" in type "B" | known keys: deprecated, doc, enum, fields, go_name, max, min, pattern, type, union, unknown
4:18-21 unknown-key: unknown key "get" in interface "A" | a procedure stands in "procedures", a topic in "topics"
`},
		{"empty text above", prelude + "doc:\nA: int\n", `3:5-0 value-kind: doc has no value
4:1-2 unknown-key: unknown key "A" in the file | known keys: components, doc, errors, imports, interfaces, package, types, uri, wampgen
`},
		{"declaration not indented", prelude + "interfaces:\n  A:\n  procedures: {get: }\n",
			"5:3-13 unknown-key: \"procedures\" is a key of an interface, and cannot be the name of one | indent it to put it into \"A\"\n"},
		{"declaration without a name", prelude + "types: {fields: {a: int}}\nerrors: {message: x}\ncomponents: {extra: {}}\n",
			`3:9-15 unknown-key: "fields" is a key of a type, and cannot be the name of one | the name comes first: {Device: {fields: ...}}
4:10-17 unknown-key: "message" is a key of an error, and cannot be the name of one | the name comes first: {NotFound: {message: ...}}
5:14-19 unknown-key: "extra" is a key of a component, and cannot be the name of one | the name comes first: {MySession: {extra: ...}}
`},
		{"foreign comment", prelude + "// note: x", "3:1-8 unknown-key: unknown key \"// note\" in the file | a comment begins with \"#\"\n"},
		{"foreign letter", prelude + "typ\u0435s: {}\n\u00a0: 1", `3:1-6 unknown-key: unknown key "typеs" in the file | did you mean "types"?
4:1-2 unknown-key: unknown key "\u00a0" in the file | it holds the character U+00A0; names are written in ASCII
`},
		{"comma in text", prelude + "types: {A: {doc: first, second, fields: {}}}",
			"3:25-31 unknown-key: unknown key \"second\" in type \"A\" | a comma ends a value in braces: quote text that has one\n"},
		{"no space after the colon", prelude + "types: {A: {fields: {a:int}}}", "3:22-27 missing-key: field \"a:int\" has no type | \"key: value\" has a space after the colon\n"},
		{"no space after the only colon", prelude + "types:\n  A:int", "4:3-8 value-kind: types must be a map, not a string | \"key: value\" has a space after the colon\n"},
		{"imports", prelude + "imports: {a: [b], c: }", "3:14-15 value-kind: import \"a\" must be text, not a list\n3:22-0 value-kind: import \"c\" has no value\n"},
		{"types as a list", prelude + "types: [A]", "3:8-9 value-kind: types must be a map, not a list\n"},

		{"type without anything", prelude + "types: {A: }", "3:9-10 missing-key: type \"A\" has neither fields, enum, union nor type\n"},
		{"type with doc alone", prelude + "types: {A: {doc: x}}", "3:9-10 missing-key: type \"A\" has neither fields, enum, union nor type\n"},
		{"two forms", prelude + "types: {A: {fields: {}, enum: [a]}}", "3:25-29 value-kind: type \"A\" has fields already, and cannot have enum, too\n"},
		{"enum with a type", prelude + "types: {A: {type: string, enum: [a]}}", "3:27-31 value-kind: type \"A\" has type already, and cannot have enum, too | an enum is a string: leave type out\n"},
		{"fields with a type", prelude + "types: {A: {fields: {}, type: any}}", "3:25-29 value-kind: type \"A\" has fields already, and cannot have type, too | a type with fields is a map: leave type out\n"},
		{"type as a list", prelude + "types: {A: [a, b]}", "3:12-13 value-kind: type \"A\" must be a type or a map, not a list | an enum is written {enum: [a, b]}\n"},
		{"union", prelude + "types: {A: {union: {tag: x}}}", "3:20-21 missing-key: type \"A\": a union has members | write {tag: kind, of: {name: Struct}}\n"},
		{"keys of another form", prelude + "types: {A: {fields: {}, min: 1}, B: {enum: [a], unknown: reject}, C: {type: string, unknown: reject}}",
			`3:25-28 unknown-key: min in type "A", which is no scalar
3:49-56 unknown-key: unknown in type "B", which has no fields
3:85-92 unknown-key: unknown in type "C", which has no fields
`},
		{"unknown: ignore", prelude + "types: {A: {fields: {}, unknown: ignore}}", "3:34-40 unknown-choice: unknown cannot be \"ignore\" | write reject, or leave it out\n"},
		{"enum values", prelude + "types: {A: {enum: [1, off, x]}, B: {enum: x}, C: {enum: {x: 1, y: {docs: z}}}}",
			`3:20-21 ambiguous-text: type "A": a value must be text, not an integer | quote it: "1"
3:23-26 ambiguous-text: off is not text to everyone: YAML 1.1 reads it as false | quote it: "off"
3:43-44 value-kind: type "B": enum must be a list or a map, not a string | write [x]
3:61-62 ambiguous-text: value "x": doc must be text, not an integer | quote it: "1"
3:68-72 unknown-key: unknown key "docs" in value "y" | did you mean "doc"?
`},

		{"fields", prelude + "types: {A: {fields: {a: , b: {doc: x}, c: {typ: int}, d: 5, e: [string], f: [a, b]}}}",
			`3:22-23 missing-key: field "a" has no type
3:27-28 missing-key: field "b" has no type | write {type: T, ...}
3:44-47 unknown-key: unknown key "typ" in field "c" | did you mean "type"?
3:58-59 type-syntax: a type is expected, not an integer
3:64-65 type-syntax: brackets do not make a list type | write list(string)
3:77-78 value-kind: type must be text, not a list
`},
		{"fields as texts", prelude + "types: {A: {fields: int}, B: {fields: a = int}}",
			`3:21-24 value-kind: type "A": fields must be a map, not a string | write {name: int}
3:39-46 value-kind: type "B": fields must be a map, not a string | write {name: type}
`},
		{"list of fields", prelude + "types: {A: {fields: [a: int, b: int]}}", "3:21-22 value-kind: type \"A\": fields must be a map, not a list | write the names as keys, without \"- \"\n"},
		{"list of types", prelude + "types: [A: int]", "3:8-9 value-kind: types must be a map, not a list | write the names as keys, without \"- \"\n"},
		{"list of values with texts", prelude + "types: {A: {enum: [a, b: text]}}",
			"3:23-24 value-kind: type \"A\": a value in a list is text alone | values with more to say are a map: {a: text, b: {doc: text, deprecated: text}}\n"},
		{"null as text", prelude + "types: {A: {enum: [null, ~, ]}}", `3:20-24 value-kind: type "A": a value has no value | quote it: "null", if it is meant as text
3:26-27 value-kind: type "A": a value has no value | quote it: "~", if it is meant as text
`},
		{"fields as a list of types", prelude + "types: {A: {fields: [id, string]}}", "3:21-22 value-kind: type \"A\": fields must be a map, not a list | write {name: string}\n"},
		{"fields as a list", prelude + "types: {A: {fields: [a]}}", "3:21-22 value-kind: type \"A\": fields must be a map, not a list | write {a: type}\n"},
		{"long form", prelude + "types: {A: {fields: {a: {type: int, default: [1], min: {}, max: , pattern: 5, go_name: '', deprecated: ''}}}}",
			`3:46-47 value-kind: default must be a single value, not a list | only scalars and enums have a default
3:56-57 value-kind: min must be a single value, not a map
3:65-0 value-kind: max has no value
3:76-77 ambiguous-text: pattern must be text, not an integer | quote it: "5"
3:88-90 value-kind: go_name is empty
3:104-106 value-kind: deprecated is empty
`},
		{"deprecated: true", prelude + "types: {A: {type: int, deprecated: true}}",
			"3:36-40 value-kind: deprecated says what to use instead | write deprecated: use other_name\n"},
		{"secret outside extra", prelude + "types: {A: {fields: {a: {type: int, secret: true}}}}",
			"3:37-43 secret-extra: field \"a\" cannot be secret: only the extra of a component is\n"},

		{"error", prelude + "errors: {A: {message: 5, result: int}, B: int}",
			`3:23-24 ambiguous-text: message must be text, not an integer | quote it: "5"
3:26-32 unknown-key: unknown key "result" in error "A" | a result stands in a procedure
3:43-46 value-kind: error "B" must be a map, not a string | write it like {kwargs: {name: type}, message: text}
`},
		{"progress", prelude + "interfaces: {A: {uuid: 5, procedures: {a: {progress: {}, input: }, b: {progress: list(T), input: [x]}, c: {progress: {chunk: bytes}, input: {args: 5}}}, topics: {b: {input: {}}}}}",
			`3:24-25 ambiguous-text: uuid must be text, not an integer | quote it: "5"
3:82-89 value-kind: procedure "b": progress must be a map with args, kwargs or both | write {args: {chunk: list(T)}}
3:98-99 value-kind: procedure "b": input must be a map, not a list
3:118-119 value-kind: procedure "c": progress must be a map with args, kwargs or both | write {args: {chunk: T}}
3:148-149 value-kind: procedure "c": input: args must be a map, not an integer
3:167-172 unknown-key: unknown key "input" in topic "b" | progressive inputs stand in a procedure
`},
		{"procedure", prelude + "interfaces: {A: {procedures: {a: {timeout: 5, concurrency: 0, invoke: round-robin, disclose: publisher, errors: X}}}}",
			`3:44-45 duration: timeout is a duration and needs a unit | write 5s or 5ms
3:60-61 number-range: concurrency must be between 1 and 2147483647
3:71-82 unknown-choice: invoke cannot be "round-robin" | did you mean "roundrobin"?
3:94-103 unknown-choice: disclose cannot be "publisher" | write caller, or leave it out
3:113-114 value-kind: procedure "a": errors must be a list | write [X]
`},
		{"durations and counts", prelude + "interfaces: {A: {procedures: {a: {timeout: 1 minute, concurrency: x}, b: {timeout: 0s, concurrency: 99999999999}, c: {timeout: , concurrency: [1]}}}}",
			`3:44-52 duration: timeout must be a duration, not "1 minute" | write it like 30s, 250ms or 1h30m
3:67-68 value-kind: concurrency must be an integer, not a string
3:84-86 duration: timeout must be more than nothing
3:101-112 number-range: concurrency must be between 1 and 2147483647
3:128-0 value-kind: timeout has no value
3:143-144 value-kind: concurrency must be an integer, not a list
`},
		{"result", prelude + "interfaces: {A: {procedures: {a: {result: {rows: int}}, b: {result: {doc: x}}, c: {result: {args: {a: int}, type: int}}}}}",
			`3:43-44 unknown-key: procedure "a": result has neither type, args nor kwargs | named values are written {kwargs: {rows: ...}}
3:61-67 missing-key: field "result" has no type | write {type: T, ...}
3:109-113 unknown-key: unknown key "type" in procedure "c": result | known keys: args, kwargs
`},
		{"result as a list", prelude + "interfaces: {A: {procedures: {a: {result: [int, string]}}}}",
			"3:43-44 value-kind: procedure \"a\": result must be a type or a map, not a list | several values are written {args: {first: T, second: T}}\n"},
		{"word that is no text", prelude + "interfaces: {A: {procedures: {a: {disclose: true, invoke: 1}}}}",
			`3:45-49 unknown-choice: disclose cannot be "true" | write caller, or leave it out
3:59-60 unknown-choice: invoke cannot be "1" | it can be single, first, last, roundrobin, random
`},
		{"true in quotes", prelude + "interfaces: {A: {topics: {a: {retain: 'true'}}}}", "3:39-45 value-kind: retain must be true or false, not a string | write true, without quotes\n"},
		{"items that are no items", prelude + "components:\n  A:\n    calls:\n      -B\n    provides:\n    - B\n     - C\n",
			`6:7-9 value-kind: component "A": calls must be a list | each item is a line of its own, indented alike, and begins with "- "
8:7-8 value-kind: component "A": provides: "B - C" is not a name | each item is a line of its own, indented alike, and begins with "- "
`},
		{"topic", prelude + "interfaces: {A: {topics: {a: {retain: yes, acknowledge: 1, result: int}}}}",
			`3:39-42 value-kind: retain must be true or false, not a string | write true
3:57-58 value-kind: acknowledge must be true or false, not an integer | write true
3:60-66 unknown-key: unknown key "result" in topic "a" | a result stands in a procedure
`},
		{"component", prelude + "components: {A: {provides: B, calls: [{interface: X, prefix: Y}, 5], serial: true, extra: [a]}}",
			`3:28-29 value-kind: component "A": provides must be a list | write [B]
3:66-67 ambiguous-text: component "A": calls: an entry must be text, not an integer | quote it: "5"
3:91-92 value-kind: component "A": extra must be a map, not a list | write {a: type}
`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, list := parse(t, test.text)
			if d := cmp.Diff(test.want, brief(list)); d != "" {
				t.Errorf("diagnostics (-want +got):\n%s", d)
			}
			for _, d := range list {
				if !documented(d.Rule) {
					t.Errorf("the rule %q is not in the table", d.Rule)
				}
			}
		})
	}
}

func documented(rule string) bool {
	for _, r := range RuleTable() {
		if r.Name == rule {
			return true
		}
	}
	return false
}
