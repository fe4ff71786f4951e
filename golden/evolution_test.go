package golden_test

import (
	"fmt"
	"math/big"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/wampgen/wampgen/gen"
	"github.com/wampgen/wampgen/gen/breaking"
	"github.com/wampgen/wampgen/golden/evolution"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// TestEvolution proves what `wampgen breaking` says of the wire by running generated
// code: of all pairs of types, one before and one after a change, what the code of one
// writes is read by that of the other, in all formats. A change of which nothing is said
// is never refused; one that is said to break has a value that is refused.
func TestEvolution(t *testing.T) {
	text, err := os.ReadFile("evolution/evolution.wamp.yaml")
	if err != nil {
		t.Fatal(err)
	}
	types, procedures, _ := strings.Cut(string(text), "interfaces:\n")
	var expressions []string
	for _, m := range regexp.MustCompile(`(?m)^      t\d\d: \{kwargs: \{v: (.*)\}\}$`).FindAllStringSubmatch(procedures, -1) {
		expressions = append(expressions, m[1])
	}
	if len(expressions) != len(evolving) {
		t.Fatalf("the schema has %d types, the test %d", len(expressions), len(evolving))
	}
	pairs, broken, used := 0, 0, make(map[int]bool)
	for i, writer := range evolving {
		messages := writer.messages(t)
		if len(messages) == 0 {
			t.Errorf("%s: no value is of this type", expressions[i])
		}
		for j, reader := range evolving {
			refused := ""
			for _, m := range messages {
				if refused = reader.refuses(m); refused != "" {
					break
				}
			}
			pairs++
			asArgument := verdict(t, types, expressions[i], expressions[j], "kwargs: {v: %s}")
			asResult := verdict(t, types, expressions[j], expressions[i], "result: {kwargs: {v: %s}}")
			change, o := expressions[i]+" as "+expressions[j], other(expressions[i], expressions[j])
			if (asArgument == "") != (asResult == "") && change != "Point as Strict" {
				t.Errorf("%s: of the argument is said %q, of the result %q", change, asArgument, asResult)
			}
			switch {
			case asArgument != "" && refused == "":
				if o < 0 {
					t.Errorf("%s: nothing is refused, though %s", change, asArgument)
				} else {
					used[o] = true
				}
			case asArgument == "" && refused != "":
				t.Errorf("%s: nothing is said, but %s", change, refused)
			}
			if asArgument != "" {
				broken++
			}
		}
	}
	for i, o := range others {
		if !used[i] {
			t.Errorf("%v as %v is never taken: delete it", o.from, o.to)
		}
	}
	t.Logf("%d of %d pairs break", broken, pairs)
	if broken < pairs/2 || broken > pairs*19/20 {
		t.Errorf("%d of %d pairs break", broken, pairs)
	}
}

// others are changes that break although every value of the first types is taken as one
// of the second: it means something else.
var others = []struct{ from, to []string }{
	{[]string{"int", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "id", "Small"}, []string{"timestamp", "duration"}},
	{[]string{"timestamp"}, []string{"duration"}},
	{[]string{"float"}, []string{"float32"}}, // which rounds
	{[]string{"duration"}, []string{"timestamp"}},
	{[]string{"time", "date", "uuid", "decimal", "Two", "Three"}, []string{"uri", "uri_pattern", "name"}},
	{[]string{"Point", "Tail", "Depth", "Strict"}, []string{"map(int)", "map(float)"}},
	{[]string{"Figure", "Figures", "Sorted"}, []string{"Point", "Tail", "Grove"}}, // a union that loses its tag
	// What has a default may be left out, though Go sends it.
	{[]string{"{type: int, default: 3}"}, []string{"int", "int64", "any", "timestamp", "duration", "nullable(int)"}},
	// Senders may have had keys of their own: these are new to refuse them.
	{[]string{"Point"}, []string{"Strict"}},
}

// other returns the number of the entry of others that a change is in, or -1.
func other(from, to string) int {
	is := func(list []string, expression string) bool {
		base, _, _ := strings.Cut(strings.TrimPrefix(expression, "{type: "), ",")
		return slices.Contains(list, expression) || !strings.Contains(expression, "default") && slices.Contains(list, base)
	}
	return slices.IndexFunc(others, func(o struct{ from, to []string }) bool { return is(o.from, from) && is(o.to, to) })
}

// verdict returns what is said of a change of a type in a procedure, "" for nothing.
func verdict(t *testing.T, types, old, new, payload string) string {
	t.Helper()
	state := func(expression string) gen.State {
		text := types + "interfaces: {I: {procedures: {p: {" + fmt.Sprintf(payload, expression) + "}}}}\n"
		return gen.State{
			FS:         fstest.MapFS{"evolution/evolution.wamp.yaml": {Data: []byte(text)}},
			ImportPath: importPath, Display: func(file string, _ bool) string { return file },
		}
	}
	c := gen.Breaking(state(old), state(new), []breaking.Level{breaking.Wire})
	if len(c.Faults) > 0 {
		t.Fatalf("%s to %s: %s", old, new, c.Faults.Text(c.Sources))
	}
	for _, f := range c.Findings {
		if f.Rule != "wire-default" { // which is about what it means
			return f.Message
		}
	}
	return ""
}

// evolver is a type of package evolution with what was generated for it.
type evolver struct {
	name string
	read func(p wamp.Payload) (write func(*codec.Writer), err error)
}

func evolves[T any, P encodable[T]]() evolver {
	c := runtime.PayloadOf[T]()
	return evolver{fmt.Sprintf("%T", *new(T)), func(p wamp.Payload) (func(*codec.Writer), error) {
		x := new(T)
		r := codec.NewReader(p)
		c.Decode(x, r)
		err := r.Err()
		r.Free()
		if err != nil {
			return nil, err
		}
		v := codec.NewValidator()
		defer v.Free()
		if c.Validate != nil {
			c.Validate(x, v)
		}
		return func(w *codec.Writer) { c.Encode(x, w) }, v.Err()
	}}
}

// message is what one type has written.
type message struct {
	payload wamp.Payload
	json    string
	single  bool // a float of 32 bits, whose shortest text is another one than that of 64
}

// messages returns what the type writes of all values that are its own, in all formats.
func (e evolver) messages(t *testing.T) []message {
	t.Helper()
	var list []message
	for _, value := range evolvingValues() {
		write, err := e.read(wamp.Payload{Format: wamp.JSON, Kwargs: []byte(value)})
		if err != nil {
			continue
		}
		for _, format := range formats {
			w := codec.NewWriter(format)
			write(w)
			p, err := w.Payload()
			if err != nil {
				t.Fatalf("%s: write %s as %s: %v", e.name, value, format, err)
			}
			list = append(list, message{p.Clone(), string(codec.Transcode(p, wamp.JSON).Kwargs), e.name == fmt.Sprintf("%T", evolution.PairsT11Args{})})
			w.Free()
		}
	}
	return list
}

// refuses tells why a type does not take a message, or makes another number of it.
func (e evolver) refuses(m message) string {
	write, err := e.read(m.payload)
	if err != nil {
		return fmt.Sprintf("%s as %s is refused: %v", m.json, m.payload.Format, err)
	}
	w := codec.NewWriter(m.payload.Format)
	defer w.Free()
	write(w)
	p, err := w.Payload()
	if err != nil {
		return fmt.Sprintf("%s can not be written again: %v", m.json, err)
	}
	was, is := number(m.json), number(string(codec.Transcode(p, wamp.JSON).Kwargs))
	if was != nil && is != nil && was.Cmp(is) != 0 && !m.single {
		return fmt.Sprintf("%s is read as %s", m.json, is.RatString())
	}
	return ""
}

// number returns the value of a message in which there is just one number.
func number(kwargs string) *big.Rat {
	all := regexp.MustCompile(`-?\d+(\.\d+)?([eE][-+]?\d+)?`).FindAllString(kwargs, -1)
	if len(all) != 1 {
		return nil
	}
	r, _ := new(big.Rat).SetString(all[0])
	return r
}

// evolvingValues returns kwargs in JSON: some of every type, and what is at its edges.
func evolvingValues() []string {
	values := []string{`{}`}
	for _, v := range []string{
		"true", "false", "null", "0", "1", "2", "5", "6", "9", "10", "127", "128", "-1", "-128", "-129", "255", "256", "32767", "32768", "65535", "65536",
		"2147483647", "2147483648", "4294967295", "4294967296", "16777217", "9007199254740992", "9007199254740993", "9223372036854775807", "-9223372036854775808", "18446744073709551615",
		"0.5", "3.3", "1.5", "9.5", "-0.25", "1e300", "3.5", "0.1", "10000000001",
		`""`, `"a"`, `"b"`, `"c"`, `"ab"`, `"abc"`, `"abcd"`, `"abcde"`, `"a longer text with spaces"`, `"com.example.a"`, `"com..a"`, `"x#y"`, `"a#"`,
		`"\u0000"`, `"\u0000AQID"`, `"2026-11-23"`, `"2026-11-23T00:55:00Z"`, `"0198b6f0-1111-7222-8333-444455556666"`, `"1"`, `"1.25"`, `"2.125"`, `"12345678.5"`, `"30"`, `"-7.5"`, `"5s"`,
		`[]`, `[1]`, `[1,2]`, `[300]`, `["a"]`, `["a","b"]`, `[null]`, `{}`, `{"a":1}`, `{"a":1.5}`, `{"a":9007199254740993}`, `{"a":1,"b":2}`, `{"a":"x"}`,
		`{"x":1}`, `{"x":1,"y":2}`, `{"x":1,"more":[]}`, `{"x":1,"more":[{"x":2,"more":[]}]}`, `{"x":1,"more":[{"x":2}]}`,
		`{"kind":"point","x":1}`, `{"kind":"depth","x":1,"y":2}`, `{"kind":"strict","x":1}`, `{"sort":"point","x":1}`, `{"sort":"depth","x":1,"y":2}`,
	} {
		values = append(values, `{"v":`+v+`}`)
	}
	return values
}

// evolving are the types of the schema, in its order.
var evolving = []evolver{
	evolves[evolution.PairsT00Args](),
	evolves[evolution.PairsT01Args](),
	evolves[evolution.PairsT02Args](),
	evolves[evolution.PairsT03Args](),
	evolves[evolution.PairsT04Args](),
	evolves[evolution.PairsT05Args](),
	evolves[evolution.PairsT06Args](),
	evolves[evolution.PairsT07Args](),
	evolves[evolution.PairsT08Args](),
	evolves[evolution.PairsT09Args](),
	evolves[evolution.PairsT10Args](),
	evolves[evolution.PairsT11Args](),
	evolves[evolution.PairsT12Args](),
	evolves[evolution.PairsT13Args](),
	evolves[evolution.PairsT14Args](),
	evolves[evolution.PairsT15Args](),
	evolves[evolution.PairsT16Args](),
	evolves[evolution.PairsT17Args](),
	evolves[evolution.PairsT18Args](),
	evolves[evolution.PairsT19Args](),
	evolves[evolution.PairsT20Args](),
	evolves[evolution.PairsT21Args](),
	evolves[evolution.PairsT22Args](),
	evolves[evolution.PairsT23Args](),
	evolves[evolution.PairsT24Args](),
	evolves[evolution.PairsT25Args](),
	evolves[evolution.PairsT26Args](),
	evolves[evolution.PairsT27Args](),
	evolves[evolution.PairsT28Args](),
	evolves[evolution.PairsT29Args](),
	evolves[evolution.PairsT30Args](),
	evolves[evolution.PairsT31Args](),
	evolves[evolution.PairsT32Args](),
	evolves[evolution.PairsT33Args](),
	evolves[evolution.PairsT34Args](),
	evolves[evolution.PairsT35Args](),
	evolves[evolution.PairsT36Args](),
	evolves[evolution.PairsT37Args](),
	evolves[evolution.PairsT38Args](),
	evolves[evolution.PairsT39Args](),
	evolves[evolution.PairsT40Args](),
	evolves[evolution.PairsT41Args](),
	evolves[evolution.PairsT42Args](),
	evolves[evolution.PairsT43Args](),
	evolves[evolution.PairsT44Args](),
	evolves[evolution.PairsT45Args](),
	evolves[evolution.PairsT46Args](),
	evolves[evolution.PairsT47Args](),
	evolves[evolution.PairsT48Args](),
	evolves[evolution.PairsT49Args](),
	evolves[evolution.PairsT50Args](),
	evolves[evolution.PairsT51Args](),
	evolves[evolution.PairsT52Args](),
	evolves[evolution.PairsT53Args](),
	evolves[evolution.PairsT54Args](),
	evolves[evolution.PairsT55Args](),
	evolves[evolution.PairsT56Args](),
	evolves[evolution.PairsT57Args](),
}
