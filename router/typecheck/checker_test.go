package typecheck

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/contract"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// shop is a contract with a type of each kind.
var shop = &contract.Component{
	Class: "shop.MySession",
	Provides: []contract.Procedure{
		{
			URI:        "com.shop.order",
			Args:       []contract.Field{{Name: "item", Type: "Item"}, {Name: "count", Type: "int", Default: "1", Min: "1", Max: "100"}},
			Kwargs:     []contract.Field{{Name: "note", Type: "optional(nullable(string))", Max: "5", Pattern: "^[a-z]*$"}},
			ResultArgs: []contract.Field{{Type: "uuid"}},
		},
		{URI: "com.shop.count", Input: &contract.Payload{Args: []contract.Field{{Name: "by", Type: "int"}}}},
		{URI: "com.shop..stock", Match: wamp.MatchWildcard, ResultKwargs: []contract.Field{{Name: "left", Type: "uint8"}}},
	},
	Publishes: []contract.Topic{{URI: "com.shop.paid", Args: []contract.Field{{Name: "payment", Type: "Payment"}}}},
	Types: []contract.Type{
		{Name: "Item", Fields: []contract.Field{
			{Name: "code", Type: "Code"}, {Name: "size", Type: "Size"}, {Name: "tags", Type: "optional(list(string))", Max: "2"},
			{Name: "parts", Type: "optional(map(Item))", Max: "1"}, {Name: "key", Type: "string", Secret: true},
		}},
		{Name: "Code", Scalar: &contract.Field{Type: "string", Pattern: `^\d{3}$`}},
		{Name: "Size", Enum: []string{"small", "large"}},
		{Name: "Payment", Tag: "by", Union: []contract.Field{{Name: "card", Type: "Card"}, {Name: "cash", Type: "Cash"}}},
		{Name: "Card", RejectUnknown: true, Fields: []contract.Field{{Name: "expires", Type: "date"}}},
		{Name: "Cash", Fields: []contract.Field{{Name: "amount", Type: "decimal", Min: "0.01", Max: "99.9"}}},
	},
}

// payloadOf is args and kwargs as JSON, "" is absent.
func payloadOf(args, kwargs string) wamp.Payload {
	p := wamp.Payload{Format: wamp.JSON}
	if args != "" {
		p.Args = []byte(args)
	}
	if kwargs != "" {
		p.Kwargs = []byte(kwargs)
	}
	return p
}

func TestChecker(t *testing.T) {
	c, err := New(shop)
	if err != nil {
		t.Fatal(err)
	}
	const item = `{"code":"123","size":"small"}`
	for _, test := range []struct {
		check        func(wamp.URI, wamp.Payload) error
		uri          wamp.URI
		args, kwargs string
		want         string // "": it passes
	}{
		{c.Call, "com.shop.order", `[` + item + `]`, ``, ``},
		{c.Call, "com.shop.order", `[` + item + `,100]`, `{"note":"abc"}`, ``},
		{c.Call, "com.shop.order", `[` + item + `,1.0]`, `{"note":null,"more":1}`, ``},
		{c.Call, "com.shop.order", `[` + item + `,1,"surplus"]`, `{}`, ``},
		{c.Call, "com.shop.order", ``, ``, `args[0]: missing argument "item"`},
		{c.Call, "com.shop.order", `["x"]`, ``, `args[0]: want map, got string`},
		{c.Call, "com.shop.order", `[{"code":"12","size":"small"}]`, ``, `args[0].code: want a match of ^\d{3}$`},
		{c.Call, "com.shop.order", `[{"code":"123","size":"huge"}]`, ``, `args[0].size: want one of ["small" "large"]`},
		{c.Call, "com.shop.order", `[{"size":"large"}]`, ``, `args[0].code: missing field "code"`},
		{c.Call, "com.shop.order", `[{"code":"123","size":"large","tags":["a","b","c"]}]`, ``, `args[0].tags: want a length of at most 2, got 3`},
		{c.Call, "com.shop.order", `[{"code":"123","size":"large","tags":["a",5]}]`, ``, `args[0].tags[1]: want string, got integer`},
		{c.Call, "com.shop.order", `[{"code":"123","size":"large","parts":{"x":` + item + `}}]`, ``, ``},
		{c.Call, "com.shop.order", `[{"code":"123","size":"large","parts":{"x":{"code":"1","size":"small"}}}]`, ``, `args[0].parts.x.code: want a match of ^\d{3}$`},
		{c.Call, "com.shop.order", `[{"code":"123","size":"large","parts":{"x":` + item + `,"y":` + item + `}}]`, ``, `args[0].parts: want a length of at most 1, got 2`},
		{c.Call, "com.shop.order", `[` + item + `,0]`, ``, `args[1]: want at least 1`},
		{c.Call, "com.shop.order", `[` + item + `,101]`, ``, `args[1]: want at most 100`},
		{c.Call, "com.shop.order", `[` + item + `,1.5]`, ``, `args[1]: want integer, got float`},
		{c.Call, "com.shop.order", `[` + item + `]`, `{"note":"abcdef"}`, `kwargs.note: want a length of at most 5, got 6`},
		{c.Call, "com.shop.order", `[` + item + `]`, `{"note":"A"}`, `kwargs.note: want a match of ^[a-z]*$`},
		{c.Result, "com.shop.order", `["123e4567-e89b-12d3-a456-426614174000"]`, ``, ``},
		{c.Result, "com.shop.order", `["123"]`, ``, `args[0]: want a UUID`},
		{c.Call, "com.shop.x.stock", ``, ``, ``},
		{c.Result, "com.shop.x.stock", ``, `{"left":255}`, ``},
		{c.Result, "com.shop.x.stock", ``, `{"left":256}`, `kwargs.left: want`},
		{c.Event, "com.shop.paid", `[{"by":"card","expires":"2027-12-31"}]`, ``, ``},
		{c.Event, "com.shop.paid", `[{"by":"card","expires":"2027-13-31"}]`, ``, `args[0].expires: want a date`},
		{c.Event, "com.shop.paid", `[{"by":"card","expires":"2027-12-31","pin":1}]`, ``, `args[0].pin`},
		{c.Event, "com.shop.paid", `[{"amount":"0.01","by":"cash"}]`, ``, ``},
		{c.Event, "com.shop.paid", `[{"amount":"0.001","by":"cash"}]`, ``, `args[0].amount: want at least 0.01`},
		{c.Event, "com.shop.paid", `[{"amount":"99.91","by":"cash"}]`, ``, `args[0].amount: want at most 99.9`},
		{c.Event, "com.shop.paid", `[{"amount":"1","by":"favour"}]`, ``, `args[0].by`},
		{c.Event, "com.shop.paid", `[{"amount":"1"}]`, ``, `args[0]`},
		// What no contract describes passes.
		{c.Call, "com.shop.paid", `["anything"]`, ``, ``},
		{c.Event, "com.shop.order", `["anything"]`, ``, ``},
		{c.Result, "com.other", `["anything"]`, ``, ``},
	} {
		for _, f := range []wamp.Format{wamp.JSON, wamp.MessagePack, wamp.CBOR} {
			err := test.check(test.uri, codec.Transcode(payloadOf(test.args, test.kwargs), f))
			switch {
			case test.want == "" && err != nil:
				t.Errorf("%s, %s %s %s: %v", f, test.uri, test.args, test.kwargs, err)
			case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("%s, %s %s %s: error %v, want %s", f, test.uri, test.args, test.kwargs, err, test.want)
			}
		}
	}
}

// Every type of the language reads what it should, and nothing else.
func TestTypes(t *testing.T) {
	for typ, test := range map[string]struct{ good, bad string }{
		"bool":                       {`true`, `1`},
		"int":                        {`-9223372036854775808`, `9223372036854775808`},
		"int8":                       {`-128`, `128`},
		"int16":                      {`32767`, `-32769`},
		"int32":                      {`2147483647`, `"1"`},
		"int64":                      {`1`, `null`},
		"uint8":                      {`255`, `-1`},
		"uint16":                     {`65535`, `65536`},
		"uint32":                     {`4294967295`, `1.5`},
		"uint64":                     {`18446744073709551615`, `18446744073709551616`},
		"float":                      {`1`, `"1"`},
		"float32":                    {`1.5`, `true`},
		"string":                     {`""`, `null`},
		"bytes":                      {`"\u0000AAEC"`, `"AAEC"`},
		"time":                       {`"2026-01-02T03:04:05Z"`, `"2026-01-02"`},
		"timestamp":                  {`1`, `"1"`},
		"duration":                   {`"1h"`, `"1"`},
		"date":                       {`"2026-01-02"`, `"2026-1-2"`},
		"uuid":                       {`"123e4567-e89b-12d3-a456-426614174000"`, `""`},
		"decimal":                    {`"-1.50"`, `"1,5"`},
		"uri":                        {`"com.a"`, `"com..a"`},
		"uri_pattern":                {`"com..a"`, `"com. a"`},
		"name":                       {`"a"`, `"a.b"`},
		"id":                         {`9007199254740992`, `0`},
		"any":                        {`[{"a":null}]`, ``},
		"list(int)":                  {`[]`, `{}`},
		"map(list(int))":             {`{"a":[1]}`, `{"a":[""]}`},
		"nullable(bool)":             {`null`, `0`},
		" list( nullable(string) ) ": {`[null,"x"]`, `[1]`},
	} {
		c, err := New(&contract.Component{Publishes: []contract.Topic{{URI: "a", Args: []contract.Field{{Name: "x", Type: typ}}}}})
		if err != nil {
			t.Errorf("%s: %v", typ, err)
			continue
		}
		if err := c.Event("a", payloadOf(`[`+test.good+`]`, ``)); err != nil {
			t.Errorf("%s: %s: %v", typ, test.good, err)
		}
		if err := c.Event("a", payloadOf(`[`+test.bad+`]`, ``)); err == nil {
			t.Errorf("%s: %s passes", typ, test.bad)
		}
	}
}

// What is not understood in a contract is told; what others say of a URI comes after
// what its owner says.
func TestNew(t *testing.T) {
	var got []string
	for _, typ := range []string{"integer", "list(x)", "set(int)", "list(int", ""} {
		_, err := New(&contract.Component{Class: "a.B", Provides: []contract.Procedure{{URI: "a", Args: []contract.Field{{Name: "x", Type: typ}}}}})
		if err != nil {
			got = append(got, err.Error())
		}
	}
	if diff := cmp.Diff([]string{
		`read contract of "a.B": unknown type "integer"`, `read contract of "a.B": unknown type "x"`, `read contract of "a.B": unknown type "set"`,
		`read contract of "a.B": type "list(int" has no end`, `read contract of "a.B": unknown type ""`,
	}, got); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
	caller := &contract.Component{Calls: []contract.Procedure{{URI: "a", Args: []contract.Field{{Name: "x", Type: "string"}}}}}
	owner := &contract.Component{Provides: []contract.Procedure{{URI: "a", Args: []contract.Field{{Name: "x", Type: "int"}}}}}
	c, err := New(caller, owner)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Call("a", payloadOf(`[1]`, ``)); err != nil {
		t.Error(err)
	}
}

// What a CALL adds to one is an input, and not the arguments of the call.
func TestInput(t *testing.T) {
	c, err := New(shop)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		uri  wamp.URI
		args string
		ok   bool
	}{
		{"com.shop.count", `[3]`, true}, {"com.shop.count", `["a"]`, false}, {"com.shop.count", `[]`, false},
		{"com.shop.order", `["a"]`, true}, {"com.unknown", `["a"]`, true}, // no contract says what their input is
	} {
		if err := c.Input(test.uri, payloadOf(test.args, ``)); (err == nil) != test.ok {
			t.Errorf("%s of %s: %v", test.args, test.uri, err)
		}
	}
}

// No payload of any peer makes it panic.
func FuzzCheck(f *testing.F) {
	c, err := New(shop)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(uint8(0), []byte(`[{"code":"123","size":"small","parts":{"x":{}}}]`), []byte(`{"note":"a"}`))
	f.Add(uint8(0), []byte(`[{"by":"cash","amount":"1"}]`), []byte(`{}`))
	f.Add(uint8(2), []byte("\x81\xa1"), []byte("\xa0"))
	f.Fuzz(func(t *testing.T, format uint8, args, kwargs []byte) {
		p := wamp.Payload{Format: []wamp.Format{wamp.JSON, wamp.MessagePack, wamp.CBOR}[format%3], Args: args, Kwargs: kwargs}
		for _, check := range []func(wamp.URI, wamp.Payload) error{c.Call, c.Result, c.Progress, c.Input, c.Event} {
			for _, uri := range []wamp.URI{"com.shop.order", "com.shop.x.stock", "com.shop.paid"} {
				if err := check(uri, p); err != nil && err.Error() == "" {
					t.Error("an error without a text")
				}
			}
		}
	})
}
