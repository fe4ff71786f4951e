package golden_test

import (
	stderrors "errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/golden/constraints"
	"github.com/wampgen/wampgen/golden/containers"
	"github.com/wampgen/wampgen/golden/enums"
	"github.com/wampgen/wampgen/golden/errors"
	"github.com/wampgen/wampgen/golden/procedures"
	"github.com/wampgen/wampgen/golden/scalars"
	"github.com/wampgen/wampgen/golden/structs"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// shown decodes and checks a payload in JSON and returns what it is, or what is wrong
// with it.
func shown[T any, P encodable[T]](p wamp.Payload, c runtime.Codec[T]) string {
	var x T
	r := codec.NewReader(p)
	defer r.Free()
	c.Decode(&x, r)
	err := r.Err()
	if err == nil {
		v := codec.NewValidator()
		defer v.Free()
		if c.Validate != nil {
			c.Validate(&x, v)
		}
		err = v.Err()
	}
	if err == nil {
		return fmt.Sprintf("%+v", x)
	}
	if all, ok := stderrors.AsType[*codec.ValidationError](err); ok {
		var texts []string
		for _, f := range all.Faults {
			texts = append(texts, f.Path+" "+f.Rule)
		}
		return strings.Join(texts, ", ")
	}
	if one, ok := stderrors.AsType[*codec.ValueError](err); ok {
		return one.Path + " " + one.Rule
	}
	return err.Error()
}

// value returns what a value in JSON is, or what is wrong with it.
func value[T any, P encodable[T]](text string) string {
	c := runtime.PositionalOf[T]("value")
	return shown[T, P](wamp.Payload{Format: wamp.JSON, Args: []byte("[" + text + "]")}, c)
}

// payload returns what args and kwargs in JSON are, or what is wrong with them.
func payload[T any, P encodable[T]](args, kwargs string) string {
	p := wamp.Payload{Format: wamp.JSON}
	if args != "" {
		p.Args = []byte(args)
	}
	if kwargs != "" {
		p.Kwargs = []byte(kwargs)
	}
	return shown[T, P](p, runtime.PayloadOf[T]())
}

// TestJSON reads values as peers in other languages write them.
func TestJSON(t *testing.T) {
	tests := []struct{ name, got, want string }{
		{"integer as float", value[structs.Point](`{"x": 21, "y": -0.5e1}`), "{X:21 Y:-5}"},
		{"float as integer", value[scalars.Level](`3.0`), "3"},
		{"fraction as integer", value[scalars.Level](`3.5`), "args[0] type"},
		{"too wide", value[scalars.Level](`256`), "args[0] range"},
		{"bytes", value[scalars.Blob](`"\u0000aGk="`), "[104 105]"},
		{"bytes without mark", value[scalars.Blob](`"aGk="`), "args[0] type"},
		{"unknown key is skipped", value[structs.Point](`{"z": {"a": [1, "}"]}, "x": 1, "y": 2}`), "{X:1 Y:2}"},
		{"unknown key is refused", value[structs.Shape](`{"z": 1}`), "args[0].z unknown"},
		{"missing key", value[structs.Point](`{"x": 1}`), "args[0].y required"},
		{"key twice", value[structs.Point](`{"x": 1, "x": 1, "y": 2}`), "args[0].x duplicate"},
		{"null for a value", value[structs.Point](`{"x": null, "y": 2}`), "args[0].x type"},
		{"string for a number", value[structs.Point](`{"x": "1", "y": 2}`), "args[0].x type"},
		{"list for a map", value[structs.Point](`[1, 2]`), "args[0] type"},
		{"nothing", payload[procedures.ShapesManyArgs](``, ``), "args[0] required"},
		{"too few arguments", payload[procedures.ShapesManyArgs](`[1]`, ``), "args[1] required"},
		{"too many arguments", payload[procedures.ShapesManyArgs](`[1, "b", 3]`, `{"c": 4}`), "{A:1 B:b}"},
		{"keyword argument", payload[procedures.ShapesMixedArgs](`[1]`, `{"b": 2}`), "kwargs.b type"},
		{"tail absent", payload[procedures.ShapesTailArgs](`[1]`, ``), "{A:1 B:<nil> C:7 D:<nil>}"},
		{"keyword absent", payload[procedures.ShapesKeywordsArgs](``, `{"a": 1}`), "{A:1 B:x C:<nil>}"},
		{"enum", value[enums.Mode](`"heat"`), "heat"},
		{"enum of another value", value[enums.Mode](`"Heat"`), "args[0] enum"},
		{"enum in a map", value[enums.Use](`{"mode": "off", "none": null, "methods": ["x.y", "PUT"], "by_name": {}}`), "args[0].methods[1] enum"},
		{"item", value[containers.Lists](`{"strings":[],"bytes":[],"small":[],"dates":["2024-02-30"]}`), "args[0].dates[0] format"},
		{"nested item", value[containers.Lists](`{"matrix":[[1],[2,"x"]]}`), "args[0].matrix[1][1] type"},
		{"entry", value[containers.Maps](`{"maps":{"a":{"b":"1x"}}}`), "args[0].maps.a.b format"},
		{"entry of an odd key", value[containers.Maps](`{"times":{"a b":"x"}}`), `args[0].times["a b"] format`},
		{"key of a map twice", value[containers.Maps](`{"strings":{"a":"1","a":"2"}}`), `args[0].strings.a duplicate`},
		{"uri", value[scalars.Topic](`"com..x"`), "args[0] format"},
		{"id", value[scalars.Peer](`0`), "args[0] range"},
		{"time", value[scalars.Moment](`"yesterday"`), "args[0] format"},
		{"decimal", value[scalars.Price](`"1e5"`), "args[0] format"},
		{"uuid", value[scalars.Key](`"6ba7b810"`), "args[0] format"},
	}
	for _, test := range tests {
		if test.got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, test.got, test.want)
		}
	}
}

// TestAbsence tells absent, null and empty apart.
func TestAbsence(t *testing.T) {
	maybe := func(text string) containers.Maybe {
		t.Helper()
		var x containers.Maybe
		r := codec.NewValueReader(wamp.JSON, []byte(text))
		defer r.Free()
		x.DecodeWAMP(r)
		if err := r.Err(); err != nil {
			t.Fatalf("decode %s: %v", text, err)
		}
		return x
	}
	const null = `"null_list":null,"null_map":null,"null_bytes":null`
	tests := []struct {
		text string
		want containers.Maybe
	}{
		{`{` + null + `}`, containers.Maybe{}},
		{`{"list":[],"map":{},"bytes":"\u0000","matrix":[],"null_list":[],"null_map":{},"null_bytes":"\u0000","three":[],"three_numbers":0}`, containers.Maybe{
			List: []string{}, Map: map[string]containers.Item{}, Bytes: []byte{}, Matrix: [][]int64{},
			NullList: new([]string), NullMap: new(map[string]containers.Item{}), NullBytes: new([]byte{}),
			Three:        runtime.Opt[[]containers.Item]{State: runtime.Present},
			ThreeNumbers: runtime.Opt[int64]{State: runtime.Present},
		}},
		{`{` + null + `,"three":null,"three_numbers":null}`, containers.Maybe{
			Three:        runtime.Opt[[]containers.Item]{State: runtime.Null},
			ThreeNumbers: runtime.Opt[int64]{State: runtime.Null},
		}},
	}
	for _, test := range tests {
		x := maybe(test.text)
		if diff := cmp.Diff(test.want, x); diff != "" {
			t.Errorf("%s differs (-want +got)\n%s", test.text, diff)
		}
		w := codec.NewWriter(wamp.JSON)
		w.Args(1)
		x.EncodeWAMP(w)
		w.End()
		p, err := w.Payload()
		if got, want := string(p.Args), "["+test.text+"]"; err != nil || got != want {
			t.Errorf("written as %s, %v; want %s", got, err, want)
		}
		w.Free()
	}
}

// TestTail writes arguments that may be absent at the end.
func TestTail(t *testing.T) {
	b, d := "b", &procedures.Device{ID: "d"}
	tests := []struct {
		args procedures.ShapesTailArgs
		want string
	}{
		{procedures.ShapesTailArgs{A: 1, C: 7}, `[1]`},
		{procedures.ShapesTailArgs{A: 1, B: &b, C: 7}, `[1,"b"]`},
		{procedures.ShapesTailArgs{A: 1, B: &b, C: 8}, `[1,"b",8]`},
		{procedures.ShapesTailArgs{A: 1, B: &b, C: 7, D: d}, `[1,"b",7,{"id":"d"}]`},
		{procedures.ShapesTailArgs{A: 1, C: 8}, `argument "b" is absent, but a later one is not`},
		{procedures.ShapesTailArgs{A: 1, C: 7, D: d}, `argument "b" is absent, but a later one is not`},
	}
	for _, test := range tests {
		w := codec.NewWriter(wamp.JSON)
		test.args.EncodeWAMP(w)
		p, err := w.Payload()
		got := string(p.Args)
		if err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%+v is written as %s, want %s", test.args, got, test.want)
		}
		w.Free()
	}
}

// TestZeroEnum leaves out an enum whose zero value stands for its default, or writes the
// default where another argument follows.
func TestZeroEnum(t *testing.T) {
	tests := []struct {
		args procedures.ShapesMoodsArgs
		want string
	}{
		{procedures.ShapesMoodsArgs{N: 5}, `[] {}`},
		{procedures.ShapesMoodsArgs{N: 0}, `["calm",0] {}`},
		{procedures.ShapesMoodsArgs{Mood: procedures.MoodWild, N: 5, Before: procedures.MoodWild}, `["wild"] {"before":"wild"}`},
		{procedures.NewShapesMoodsArgs(), `[] {"before":"wild"}`},
	}
	for _, test := range tests {
		w := codec.NewWriter(wamp.JSON)
		test.args.EncodeWAMP(w)
		p, err := w.Payload()
		if got := string(p.Args) + " " + string(p.Kwargs); err != nil || got != test.want {
			t.Errorf("%+v is written as %s, %v; want %s", test.args, got, err, test.want)
		}
		w.Free()
	}
}

// TestDefaults reads a map without any keys.
func TestDefaults(t *testing.T) {
	r := codec.NewValueReader(wamp.JSON, []byte("{}"))
	defer r.Free()
	var got scalars.Defaults
	got.DecodeWAMP(r)
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	day := time.Date(2024, time.February, 29, 12, 30, 0, 0, time.UTC)
	want := scalars.Defaults{
		Bool: true, Int: -3, Int8: 7, Uint64: math.MaxUint64, Float: 0.5, Float32: 1.5,
		String: "a \"b\" \\ `c` {d} %s",
		Time:   day.Add(500*time.Millisecond - 2*time.Hour), Timestamp: day.Add(1), Duration: 90 * time.Second,
		Date:    runtime.Date{Year: 2024, Month: time.February, Day: 29},
		UUID:    runtime.UUID{0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8},
		Decimal: "10.50", URI: "com.example.topic", URIPattern: "com.example..topic", Name: "topic", ID: wamp.MaxID,
		Serial: "A-1", Wait: scalars.Wait(30 * time.Second), Day: scalars.Day{Year: 2024, Month: time.January, Day: 1}, Level: 2,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("defaults differ (-want +got)\n%s", diff)
	}
	if _, offset := got.Time.Zone(); offset != 7200 {
		t.Errorf("offset of the time is %d s, want 7200", offset)
	}
}

// TestConstraints breaks each rule by itself, and then all at once.
func TestConstraints(t *testing.T) {
	sound := func() constraints.Limits {
		part := constraints.Part{Code: "123", Size: 100}
		return constraints.Limits{
			Int: -10, Uint: 1, Float: 0.5, Float32: 1.5, Duration: time.Second, Decimal: "-0.10", Text: "good",
			Exact: "日本語", Bytes: []byte("1234"), URI: "com.example", List: []string{"a"}, Code: "000",
			Parts: []constraints.Part{part}, ByName: map[string][]constraints.Part{"a": {part}}, Codes: []constraints.Code{"999"},
			Tree: &constraints.Tree{Part: part, Branches: []constraints.Tree{{Part: part}}},
		}
	}
	tests := []struct {
		fault string
		spoil func(*constraints.Limits)
	}{
		{"", func(*constraints.Limits) {}},
		{"text pattern", func(x *constraints.Limits) { x.Text = "größe123" }}, // eight code points
		{"int min", func(x *constraints.Limits) { x.Int = -11 }},
		{"int max", func(x *constraints.Limits) { x.Int = 11 }},
		{"uint min", func(x *constraints.Limits) { x.Uint = 0 }},
		{"float min", func(x *constraints.Limits) { x.Float = 0.4999 }},
		{"float min", func(x *constraints.Limits) { x.Float = math.NaN() }},
		{"float32 max", func(x *constraints.Limits) { x.Float32 = 1.6 }},
		{"duration min", func(x *constraints.Limits) { x.Duration = time.Second - 1 }},
		{"duration max", func(x *constraints.Limits) { x.Duration = 2*time.Hour + 1 }},
		{"decimal min", func(x *constraints.Limits) { x.Decimal = "-0.100001" }},
		{"decimal max", func(x *constraints.Limits) { x.Decimal = "100" }},
		{"text min", func(x *constraints.Limits) { x.Text = "" }},
		{"text max", func(x *constraints.Limits) { x.Text = "abcdefghi" }},
		{"exact min", func(x *constraints.Limits) { x.Exact = "日本" }},
		{"exact max", func(x *constraints.Limits) { x.Exact = "日本語1" }},
		{"bytes max", func(x *constraints.Limits) { x.Bytes = []byte("12345") }},
		{"uri max", func(x *constraints.Limits) { x.URI = wamp.URI(strings.Repeat("x", 33)) }},
		{"list min", func(x *constraints.Limits) { x.List = nil }},
		{"list max", func(x *constraints.Limits) { x.List = make([]string, 4) }},
		{"map max", func(x *constraints.Limits) { x.Map = map[string]int64{"a": 1, "b": 2, "c": 3} }},
		{"code pattern", func(x *constraints.Limits) { x.Code = "12" }},
		{"maybe max", func(x *constraints.Limits) { x.Maybe = new(int64(6)) }},
		{"maybe_list max", func(x *constraints.Limits) { x.MaybeList = append(x.Parts, x.Parts[0], x.Parts[0]) }},
		{"maybe_list[0].size max", func(x *constraints.Limits) { x.MaybeList = []constraints.Part{{Code: "123", Size: 101}} }},
		{"null min", func(x *constraints.Limits) { x.Null = new("1") }},
		{"three min", func(x *constraints.Limits) { x.Three = runtime.Opt[int64]{State: runtime.Present, Value: 2} }},
		{"parts[1].code pattern, parts[1].size min", func(x *constraints.Limits) {
			x.Parts = append(x.Parts, constraints.Part{Code: "x", Size: -2})
		}},
		{"by_name.b[0].code pattern", func(x *constraints.Limits) { x.ByName["b"] = []constraints.Part{{}} }},
		{"codes[1] pattern", func(x *constraints.Limits) { x.Codes = append(x.Codes, "") }},
		{"tree.branches[0].part.size max", func(x *constraints.Limits) { x.Tree.Branches[0].Part.Size = 101 }},
	}
	for _, test := range tests {
		x := sound()
		test.spoil(&x)
		v := codec.NewValidator()
		x.ValidateWAMP(v)
		var got []string
		if all, ok := stderrors.AsType[*codec.ValidationError](v.Err()); ok {
			for _, f := range all.Faults {
				got = append(got, f.Path+" "+f.Rule)
			}
		} else if one, ok := stderrors.AsType[*codec.ValueError](v.Err()); ok {
			got = append(got, one.Path+" "+one.Rule)
		}
		if diff := cmp.Diff(test.fault, strings.Join(got, ", ")); diff != "" {
			t.Errorf("faults differ (-want +got)\n%s", diff)
		}
		v.Free()
	}
}

// TestErrorTexts formats the messages of errors.
func TestErrorTexts(t *testing.T) {
	at := time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC)
	tests := []struct {
		err  error
		want string
	}{
		{&errors.PlainError{}, "com.example.errors.error.plain"},
		{&errors.NotFoundError{ID: "%s{id}"}, `no device has the id "%s{id}"`},
		{&errors.ParseError{Line: 3}, "3"},
		{&errors.OutOfRangeError{Value: 5, Reason: errors.ReasonFull, At: at}, "5  is full at 2024-01-02T03:04:05Z: above  (), 100%d"},
		{&errors.OutOfRangeError{Value: 5, Limit: new(1.5), Unit: new("m"), Reason: errors.ReasonClosed, At: at, Key: new(runtime.UUID{1})},
			"5 m is closed at 2024-01-02T03:04:05Z: above 1.5 (01000000-0000-0000-0000-000000000000), 100%d"},
	}
	for _, test := range tests {
		if got := test.err.Error(); got != test.want {
			t.Errorf("Error() = %q, want %q", got, test.want)
		}
	}
}
