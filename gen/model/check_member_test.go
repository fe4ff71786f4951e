package model

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestURIs(t *testing.T) {
	runFaults(t, []faultTest{
		{"forms", `
errors: {A: {uri: com..x}, B: {uri: com.x.}, C: {uri: 'com.x y'}, D: {uri: 'a#'}, E: {uri: '.'}, F: {uri: Com.Exämple.X-1}, G: {uri: "com.\u200bx"}, H: {uri: “com.y”}}
interfaces: {I: {uri: com.base., procedures: {a: }}}
`, `5:22-24 uri-form: "com..x" is not a URI: a component is empty
5:42-43 uri-form: "com.x." is not a URI: a component is empty | write com.x
5:61-62 uri-form: "com.x y" is not a URI: the character ' ' cannot stand in it
5:78-79 uri-form: "a#" is not a URI: the character '#' cannot stand in it
5:93-94 uri-form: "." is not a URI: a component is empty
5:134-147 uri-form: "com.\u200bx" is not a URI: the character '\u200b' cannot stand in it
5:159-160 uri-form: "“com.y”" is not a URI: the character '“' cannot stand in it
6:31-32 uri-form: "com.base." is not a URI: a component is empty | write com.base
`},
		{"parts", `
interfaces: {I: {uri: 'com.{id}', procedures: {a: , b: {uri: 'com.{id}.b.{x...}'}}}}
`, `5:74-80 uri-part: a URI with {x...} has no other part | WAMP matches the beginning of a URI, or single components, but not both
`},
		{"duplicates", `
errors: {NotFound: , Other: {uri: com.p.error.not_found}}
interfaces:
  I: {procedures: {a: , b: {uri: com.p.a}}, topics: {c: {uri: com.p.a}, d: {uri: com.p.a}}}
  J: {procedures: {a: }}
`, `5:35-56 duplicate-uri: "Other" has the URI com.p.error.not_found, as "NotFound" does | it is declared in line 5
7:34-41 duplicate-uri: "I.b" has the URI com.p.a, as "I.a" does | it is declared in line 7
7:82-89 duplicate-uri: "I.d" has the URI com.p.a, as "I.c" does | it is declared in line 7
8:20-21 duplicate-uri: "J.a" has the URI com.p.a, as "I.a" does | it is declared in line 7
`},
	})
	_, list := check(t, map[string]string{"p/p.wamp.yaml": "wampgen: 1\npackage: p\nerrors: {E: , F: {uri: a.b}}\ninterfaces: {I: {procedures: {a: , b: }}, J: {uri: com.j, topics: {t: }}}"}, Options{})
	want := "3:10-11 missing-uri: the URI of \"E\" cannot be derived | write a uri at the beginning of the file, such as uri: com.example.devices\n"
	if d := cmp.Diff(want, brief(list)); d != "" {
		t.Errorf("missing URIs (-want +got):\n%s", d)
	}
	_, list = check(t, map[string]string{
		"p/p.wamp.yaml": prelude + "interfaces: {I: {procedures: {a: }}}",
		"q/q.wamp.yaml": "wampgen: 1\npackage: q\nuri: com.p\ninterfaces: {I: {procedures: {a: }}}\nerrors: {E: {uri: wamp.error.timeout}}",
		"r/r.wamp.yaml": "wampgen: 1\npackage: r\nerrors: {E: {uri: wamp.error.timeout}}",
	}, Options{})
	want = "q/q.wamp.yaml:4:31-32 duplicate-uri: \"I.a\" has the URI com.p.a, as \"I.a\" does | it is declared in p/p.wamp.yaml:4:31\n"
	if d := cmp.Diff(want, brief(list)); d != "" {
		t.Errorf("URIs of two packages (-want +got):\n%s", d)
	}
}

func TestSnakeAndCamel(t *testing.T) {
	for name, want := range map[string]string{
		"get": "get", "get_all": "get_all", "getAll": "get_all", "NotFound": "not_found", "HTTPError": "http_error",
		"UserID": "user_id", "ID": "id", "A": "a", "X2Y": "x2_y", "getV2": "get_v2",
	} {
		if got := snake(name); got != want {
			t.Errorf("snake(%q) = %q, want %q", name, got, want)
		}
	}
	for name, want := range map[string]string{"device_state": "DeviceState", "not-found": "NotFound", "a.b": "AB", "": ""} {
		if got := camel(name); got != want {
			t.Errorf("camel(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestErrorFaults(t *testing.T) {
	runFaults(t, []faultTest{
		{"messages", `
types: {S: {fields: {}}, M: {enum: [a]}, N: string}
errors:
  A: {args: {id: int, s: S, b: bytes, l: list(int)}, kwargs: {m: M, n: optional(N)}, message: "{id} {m} {n} {idd} {s} {b} {l}"}
  B: {message: "a } b"}
  C: {message: "a {b"}
  D: {message: "a {{b}}"}
  E: {message: "{}"}
`, `7:110-113 error-message: "A" has no field "idd" | did you mean {id}?
7:116-117 error-message: "s" is of type S, which a message cannot show | scalars other than bytes and any can be shown, and enums
7:120-121 error-message: "b" is of type bytes, which a message cannot show | scalars other than bytes and any can be shown, and enums
7:124-125 error-message: "l" is of type list(int), which a message cannot show | scalars other than bytes and any can be shown, and enums
8:19-20 error-message: a brace without its other one | braces hold the name of a field: {id}
9:19-20 error-message: a brace without its other one | braces hold the name of a field: {id}
10:19-20 error-message: a brace without its other one | braces hold the name of a field: {id}
11:18-19 error-message: "E" has no field ""
`},
		{"lists", `
types: {T: int}
errors: {NotFound: }
interfaces: {I: {procedures: {a: {errors: [NotFond, NotFound, NotFound, T, other.E, Zzz]}}}}
`, `7:44-51 unknown-error: unknown error "NotFond" | did you mean "NotFound" (line 6)?
7:63-71 duplicate-reference: "NotFound" is listed twice
7:73-74 unknown-error: "T" is a type, not an error
7:76-83 import: the package imports no "other" | write imports: {other: ../other}
7:85-88 unknown-error: unknown error "Zzz"
`},
	})
}

func TestMessage(t *testing.T) {
	unit, list := checkOne(t, `errors: {A: {args: {id: int}, kwargs: {m: string}, message: "no {id}{m} here"}, B: {message: plain}}`)
	if len(list) > 0 {
		t.Fatal(brief(list))
	}
	for i, want := range []string{"no <id><m> here", "plain"} {
		var b strings.Builder
		for _, part := range unit.Packages[0].Files[0].Errors[i].Message {
			if part.Field != nil {
				b.WriteString("<" + part.Field.Name + ">")
			}
			b.WriteString(part.Text)
		}
		if b.String() != want {
			t.Errorf("message is %s, want %s", b.String(), want)
		}
	}
}

const members = `
types: {T: int}
interfaces:
  Greeter: {procedures: {greet: , wave: }, topics: {greeted: }}
  Users: {uri: com.users, procedures: {greet: }, topics: {gone: }}
  Topics: {topics: {t: }}
  Meta: {uri: wamp.session, procedures: {count: }, topics: {on_join: }}
`

func TestComponentFaults(t *testing.T) {
	runFaults(t, []faultTest{
		{"references", members + `components:
  C:
    provides: [Greter, Greeter.gret, Greeter.greeted, Topics, T, Greeter., .x]
    subscribes: [Greeter.greet, Topics.t, common.Users.removed, Users.gone.x]
    calls: [greeter.greet]
`, `13:16-22 unknown-member: unknown interface "Greter" | did you mean "Greeter" (line 7)?
13:32-36 unknown-member: interface "Greeter" has no procedure "gret" | did you mean "Greeter.greet"?
13:46-53 unknown-member: "Greeter.greeted" is a topic, and provides lists procedures
13:55-61 unknown-member: interface "Topics" has no procedures for provides
13:63-64 unknown-member: "T" is a type, not an interface
13:74-75 unknown-member: interface "Greeter" has no procedure ""
13:76-77 unknown-member: unknown interface ""
14:26-31 unknown-member: "Greeter.greet" is a procedure, and subscribes lists topics
14:43-63 import: the package imports no "common" | write imports: {common: ../common}
14:71-77 unknown-member: interface "Users" has no topic "gone.x" | did you mean "Users.gone"?
15:13-20 unknown-member: unknown interface "greeter" | did you mean "Greeter.greet" (line 7)?
`},
		{"duplicates and clashes", members + `components:
  C: {provides: [Greeter, Greeter.wave, Users], calls: [Users.greet, Users]}
`, `12:27-39 duplicate-reference: "Greeter.wave" is listed twice in provides
12:41-46 member-clash: provides has two members named "greet" | give the one in line 8 another go_name, or its interface a prefix
12:70-75 duplicate-reference: "Users.greet" is listed twice in calls
`},
		{"the protocol's own", members + `components:
  C: {provides: [Meta], publishes: [Meta.on_join], calls: [Meta], subscribes: [Meta]}
`, `12:18-22 reserved-uri: procedure of the protocol, wamp.session.count, cannot stand in provides
12:37-49 reserved-uri: topic of the protocol, wamp.session.on_join, cannot stand in publishes
`},
	})
	_, list := check(t, map[string]string{"p/p.wamp.yaml": prelude + members + "components:\n  C: {provides: [Meta]}"}, Options{ProvideReserved: true})
	if len(list) > 0 {
		t.Errorf("with ProvideReserved: %s", brief(list))
	}
}

func TestModel(t *testing.T) {
	unit, list := check(t, map[string]string{
		"p/b.wamp.yaml": `wampgen: 1
package: p
uri: com.p
doc: |
  Package p.
  Second line.
interfaces:
  Greeter:
    doc: Greets.
    procedures:
      greetAll: {args: {name: Name}, kwargs: {mode: {type: Mode, default: a}}, result: string, errors: [NotFound], timeout: 2s, concurrency: 8, invoke: roundrobin, disclose: caller, deprecated: use x, go_name: Greet}
    topics:
      greeted: {uri: com.other.greeted, args: {name: string}, retain: true, acknowledge: true, disclose: publisher}
  Own: {uri: com.own, procedures: {get: }}
components:
  MySession:
    provides: [Greeter, Own.get]
    publishes: [Greeter.greeted]
    calls: [Own]
    subscribes: [Greeter]
    extra: {interval: {type: duration, default: 30s}, token: {type: string, secret: true}}
  Idle:
`,
		"p/a.wamp.yaml": `wampgen: 1
package: p
uri: com.a
types: {Mode: {enum: {a: First., b: }}, Name: {type: string, max: 9}, S: {fields: {x: optional(int)}, unknown: reject}}
errors: {NotFound: {kwargs: {id: string}}}
`,
	}, Options{})
	if len(list) > 0 {
		t.Fatal(brief(list))
	}
	p := unit.Packages[0]
	a, b := p.Files[0], p.Files[1]
	if p.Name != "p" || p.Doc != "Package p.\nSecond line." || a.Path != "p/a.wamp.yaml" || b.URI != "com.p" {
		t.Errorf("package %+v", p)
	}
	greeter := b.Interfaces[0]
	m := greeter.Procedures[0]
	if m.URI != "com.p.greet_all" || m.GoName != "Greet" || m.Deprecated != "use x" || m.Timeout != 2*time.Second || m.Concurrency != 8 ||
		m.Invoke != "roundrobin" || !m.DiscloseCaller || m.Interface != greeter || m.Errors[0] != a.Errors[0] {
		t.Errorf("procedure %+v", m)
	}
	if f := m.Args[0]; f.Type.Decl != a.Types[1] || f.Optional() {
		t.Errorf("argument %+v", f)
	}
	if f := m.Kwargs[0]; !f.Optional() || f.Default.Enum != a.Types[0].Enum.Values[0] {
		t.Errorf("keyword argument %+v", f)
	}
	if r := m.Result; len(r.Args) != 1 || r.Args[0].Name != "result" || r.Args[0].Type.Kind != String || r.Empty() {
		t.Errorf("result %+v", r)
	}
	topic := greeter.Topics[0]
	if topic.URI != "com.other.greeted" || !topic.Retain || !topic.Acknowledge || !topic.DisclosePublisher {
		t.Errorf("topic %+v", topic)
	}
	if e := a.Errors[0]; e.URI != "com.a.error.not_found" || e.Package != p {
		t.Errorf("error %+v", e)
	}
	own := b.Interfaces[1].Procedures[0]
	if own.URI != "com.own.get" || !own.Payload.Empty() {
		t.Errorf("procedure %+v", own)
	}
	c := b.Components[0]
	if d := cmp.Diff([]string{"com.p.greet_all", "com.own.get"}, []string{c.Provides[0].URI, c.Provides[1].URI}); d != "" || len(c.Provides) != 2 {
		t.Errorf("provides (-want +got):\n%s", d)
	}
	if len(c.Publishes) != 1 || len(c.Calls) != 1 || len(c.Subscribes) != 1 || c.Extra[0].Default.Text != "30000000000" || !c.Extra[1].Secret {
		t.Errorf("component %+v", c)
	}
	if s := a.Types[2].Struct; !s.RejectUnknown || !s.Fields[0].Optional() {
		t.Errorf("struct %+v", s)
	}
}
