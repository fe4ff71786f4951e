package runtime_test

import (
	"encoding/json"
	"math/big"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// scalar is a type of the schema language that this package has.
type scalar[T any] interface {
	*T
	DecodeWAMP(*codec.Reader)
	EncodeWAMP(*codec.Writer)
}

// roundTrip decodes text as a T and encodes it again, in each format.
func roundTrip[T any, P scalar[T]](t *testing.T, text string) (again string, err error) {
	t.Helper()
	for f := wamp.JSON; f <= wamp.CBOR; f++ {
		w := codec.NewWriter(f)
		w.Args(1)
		w.String(text)
		w.End()
		p, err := w.Payload()
		if err != nil {
			t.Fatal(err)
		}
		var v T
		c := runtime.Positional("x", runtime.Codec[T]{
			Encode: func(x *T, w *codec.Writer) { P(x).EncodeWAMP(w) },
			Decode: func(x *T, r *codec.Reader) { P(x).DecodeWAMP(r) },
		})
		r := codec.NewReader(p)
		c.Decode(&v, r)
		if err := r.Err(); err != nil {
			return "", err
		}
		out := codec.NewWriter(f)
		c.Encode(&v, out)
		p, err = out.Payload()
		if err != nil {
			t.Fatalf("%s: encode what was decoded: %v", f, err)
		}
		values, err := codec.DecodeValue(f, p.Args)
		if err != nil {
			t.Fatal(err)
		}
		again = values.([]any)[0].(string)
		r.Free()
		w.Free()
		out.Free()
	}
	return again, nil
}

func TestScalars(t *testing.T) {
	trip := map[string]func(*testing.T, string) (string, error){
		"date":    roundTrip[runtime.Date, *runtime.Date],
		"uuid":    roundTrip[runtime.UUID, *runtime.UUID],
		"decimal": roundTrip[runtime.Decimal, *runtime.Decimal],
	}
	const id = "00112233-4455-6677-8899-aabbccddeeff"
	tests := []struct {
		kind, text, want string // want "" is a fault
	}{
		{"date", "2024-02-29", "2024-02-29"},
		{"date", "0000-01-01", "0000-01-01"},
		{"date", "9999-12-31", "9999-12-31"},
		{"date", "2023-02-29", ""},
		{"date", "2024-2-9", ""},
		{"date", "2024-02-29T00:00:00Z", ""},
		{"date", "", ""},
		{"uuid", id, id},
		{"uuid", "00112233-4455-6677-8899-AABBCCDDEEFF", id},
		{"uuid", "00112233445566778899aabbccddeeff", ""},
		{"uuid", "00112233-4455-6677-8899-aabbccddeefg", ""},
		{"uuid", "001122334455-6677-8899-aabb-ccddeeff", ""},
		{"uuid", "{" + id + "}", ""},
		{"uuid", "", ""},
		{"decimal", "0", "0"},
		{"decimal", "-12.50", "-12.50"},
		{"decimal", "123456789012345678901234567890.1", "123456789012345678901234567890.1"},
		{"decimal", "", ""},
		{"decimal", "-", ""},
		{"decimal", "1.", ""},
		{"decimal", ".5", ""},
		{"decimal", "1e3", ""},
		{"decimal", "+1", ""},
		{"decimal", "1.2.3", ""},
		{"decimal", "NaN", ""},
	}
	for _, tt := range tests {
		got, err := trip[tt.kind](t, tt.text)
		if got != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("%s %q: got %q, %v, want %q", tt.kind, tt.text, got, err, tt.want)
		}
		if fault, ok := err.(*codec.ValueError); err != nil && (!ok || fault.Rule != "format" || fault.Path != "args[0]") {
			t.Errorf("%s %q: got error %#v, want the rule format at args[0]", tt.kind, tt.text, err)
		}
	}
}

func TestScalarsOfWrongTypeKeepTheFault(t *testing.T) {
	r := codec.NewReader(args(`[1]`))
	defer r.Free()
	var d runtime.Date
	c := runtime.Positional("x", runtime.Codec[runtime.Date]{Decode: (*runtime.Date).DecodeWAMP})
	c.Decode(&d, r)
	if err, _ := r.Err().(*codec.ValueError); err == nil || err.Rule != "type" {
		t.Errorf("got %v, want a fault of the rule type", r.Err())
	}
}

func TestScalarsThatAreNoneAreNotSent(t *testing.T) {
	for name, write := range map[string]func(*codec.Writer){
		"date":    runtime.Date{Year: 2023, Month: time.February, Day: 29}.EncodeWAMP,
		"year":    runtime.Date{Year: 10000, Month: time.January, Day: 1}.EncodeWAMP,
		"decimal": runtime.Decimal("1,5").EncodeWAMP,
	} {
		w := codec.NewWriter(wamp.JSON)
		w.Args(1)
		write(w)
		if _, err := w.Payload(); err == nil {
			t.Errorf("%s: no error", name)
		}
		w.Free()
	}
}

func TestZeroDecimalIsZero(t *testing.T) {
	var zero runtime.Decimal
	if !zero.Valid() || zero.String() != "0" || zero.Compare("0.00") != 0 {
		t.Errorf("got %q", zero)
	}
}

func TestDate(t *testing.T) {
	d := runtime.DateOf(time.Date(2024, 12, 31, 23, 59, 0, 0, time.FixedZone("", 3600)))
	if diff := cmp.Diff(runtime.Date{Year: 2024, Month: time.December, Day: 31}, d); diff != "" {
		t.Errorf("date (-want +got):\n%s", diff)
	}
	if next := (runtime.Date{Year: 2025, Month: time.January, Day: 1}); d.Compare(next) != -1 || next.Compare(d) != 1 || d.Compare(d) != 0 {
		t.Error("dates compare wrongly")
	}
	if !d.Time(time.UTC).Equal(time.Date(2024, 12, 31, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("got time %s", d.Time(time.UTC))
	}
}

func TestOpt(t *testing.T) {
	var absent runtime.Opt[int]
	if _, ok := absent.Get(); ok || absent.State != runtime.Absent {
		t.Errorf("the zero Opt is %+v", absent)
	}
	if v, ok := runtime.Some(3).Get(); !ok || v != 3 {
		t.Errorf("got %d, %t", v, ok)
	}
	if _, ok := (runtime.Opt[int]{State: runtime.Null}).Get(); ok {
		t.Error("null has a value")
	}
}

func FuzzParseDate(f *testing.F) {
	for _, seed := range []string{"2024-02-29", "2023-02-29", "0000-01-01", "x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := runtime.ParseDate(text)
		if err == nil && (!d.Valid() || d.String() != text) {
			t.Errorf("%q is %q, valid %t", text, d, d.Valid())
		}
	})
}

func FuzzParseUUID(f *testing.F) {
	for _, seed := range []string{"00112233-4455-6677-8899-aabbccddeeff", "", "00112233-4455-6677-8899-aabbccddeef-"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		u, err := runtime.ParseUUID(text)
		if err != nil {
			return
		}
		if again, err := runtime.ParseUUID(u.String()); err != nil || again != u {
			t.Errorf("%q is %q, which is %q, %v", text, u, again, err)
		}
	})
}

func FuzzDecimalCompare(f *testing.F) {
	for _, seed := range [][2]string{{"1.50", "1.5"}, {"-0", "0"}, {"-2", "-10"}, {"007", "7.0001"}, {"0.1", "-0.1"}, {"", "0"}} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		d, e := runtime.Decimal(a), runtime.Decimal(b)
		x, okX := new(big.Rat).SetString(d.String())
		y, okY := new(big.Rat).SetString(e.String())
		if d.Valid() && !okX || e.Valid() && !okY {
			t.Fatalf("%q or %q is valid and no number", a, b)
		}
		if d.Valid() && e.Valid() && d.Compare(e) != x.Cmp(y) {
			t.Errorf("%q and %q compare as %d, want %d", a, b, d.Compare(e), x.Cmp(y))
		}
	})
}

// Scalars are text in everything that knows encoding.TextMarshaler.
func TestScalarsAsText(t *testing.T) {
	type record struct {
		ID   runtime.UUID
		Day  runtime.Date
		None runtime.Date
		By   map[runtime.UUID]runtime.Decimal
	}
	id := runtime.UUID{0: 0xab, 15: 1}
	want := record{ID: id, Day: runtime.Date{Year: 2024, Month: 2, Day: 29}, By: map[runtime.UUID]runtime.Decimal{id: "1.50"}}
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	const wantText = `{"ID":"ab000000-0000-0000-0000-000000000001","Day":"2024-02-29","None":"","By":{"ab000000-0000-0000-0000-000000000001":"1.50"}}`
	if string(text) != wantText {
		t.Errorf("got %s, want %s", text, wantText)
	}
	var got record
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("read again (-want +got)\n%s", diff)
	}
	for _, text := range []string{`{"ID":"ab"}`, `{"Day":"2024-02-30"}`} {
		if err := json.Unmarshal([]byte(text), &got); err == nil {
			t.Errorf("%s is read without an error", text)
		}
	}
	if text, err := json.Marshal(runtime.Date{Year: 2023, Month: 2, Day: 29}); err == nil {
		t.Errorf("a day that is none is %s", text)
	}
}

func TestNewUUID(t *testing.T) {
	seen := map[runtime.UUID]bool{}
	for range 100 {
		u := runtime.NewUUID()
		if u[6]>>4 != 4 || u[8]>>6 != 2 || seen[u] {
			t.Errorf("%s is no UUID of version 4, or was there before", u)
		}
		seen[u] = true
	}
}
