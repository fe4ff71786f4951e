package codec

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Values around those where heads grow come back as they are.
func TestSmallAndLarge(t *testing.T) {
	type value struct {
		Ints   []int64
		Uints  []uint64
		Floats []float64
		Texts  []string
		Sizes  []int
	}
	want := value{
		Ints: []int64{0, 1, 23, 24, 31, 32, 127, 128, 255, 256, 1 << 16, math.MaxUint32, math.MaxUint32 + 1, math.MaxInt64,
			-1, -24, -25, -32, -33, -128, -129, math.MinInt32, math.MinInt64},
		Uints:  []uint64{0, 23, 24, 127, 128, math.MaxUint32 + 1, math.MaxInt64, math.MaxInt64 + 1, math.MaxUint64},
		Floats: []float64{0, 0.5, -1e300, math.MaxFloat64, math.SmallestNonzeroFloat64},
	}
	for n := range 40 {
		want.Texts = append(want.Texts, strings.Repeat("x", n), strings.Repeat("x", n)+"ü", strings.Repeat("x", n)+"\"\\\n")
		want.Sizes = append(want.Sizes, n)
	}
	fields := NewFields(Required("ints", "uints", "floats", "texts", "lists", "maps", "bools"))
	for _, f := range formats {
		w := NewWriter(f)
		w.Args(7)
		list(w, want.Ints, w.Int)
		list(w, want.Uints, w.Uint)
		list(w, want.Floats, w.Float)
		list(w, want.Texts, w.String)
		list(w, want.Sizes, func(n int) { list(w, make([]bool, n), w.Bool) })
		list(w, want.Sizes, func(n int) {
			w.Map(n)
			for i := range n {
				w.MapKey(fmt.Sprint(i))
				w.Bool(true)
			}
			w.End()
		})
		list(w, []bool{true, false}, w.Bool)
		w.End()
		p, err := w.Payload()
		if err != nil {
			t.Fatal(err)
		}
		var got value
		var mapSizes []int
		var bools []bool
		r := NewReader(p)
		for c := r.Args(fields); c.Next(r); {
			for r.List(); r.NextItem(); {
				switch c.Field {
				case 0:
					got.Ints = append(got.Ints, r.Int(64))
				case 1:
					got.Uints = append(got.Uints, r.Uint(64))
				case 2:
					got.Floats = append(got.Floats, r.Float())
				case 3:
					got.Texts = append(got.Texts, r.String())
				case 4:
					n := 0
					for r.List(); r.NextItem(); n++ {
						r.Bool()
					}
					got.Sizes = append(got.Sizes, n)
				case 5:
					n := 0
					for r.Map(); r.NextEntry(); n++ {
						r.Bool()
					}
					mapSizes = append(mapSizes, n)
				case 6:
					bools = append(bools, r.Bool())
				}
			}
		}
		if diff := cmp.Diff(want, got); diff != "" || r.Err() != nil {
			t.Errorf("%s: error %v, values (-want +got):\n%s", f, r.Err(), diff)
		}
		if diff := cmp.Diff(want.Sizes, mapSizes); diff != "" {
			t.Errorf("%s: sizes of maps (-want +got):\n%s", f, diff)
		}
		if diff := cmp.Diff([]bool{true, false}, bools); diff != "" {
			t.Errorf("%s: bools (-want +got):\n%s", f, diff)
		}
		r.Free()
		w.Free()
	}
}

func list[T any](w *Writer, values []T, write func(T)) {
	w.List(len(values))
	for _, v := range values {
		write(v)
	}
	w.End()
}

// What is cut off anywhere, or has a fault before it, is no value in a short form.
func TestShortFormsCutOff(t *testing.T) {
	reads := map[string]func(r *Reader){
		"int": func(r *Reader) { r.Int(64) }, "uint": func(r *Reader) { r.Uint(64) }, "float": func(r *Reader) { r.Float() },
		"string": func(r *Reader) { _ = r.String() }, "list": func(r *Reader) { r.List() }, "map": func(r *Reader) { r.Map() }, "bool": func(r *Reader) { r.Bool() },
	}
	values := map[string]any{"int": int64(1 << 40), "uint": uint64(1 << 40), "float": 0.1, "string": "some text", "list": []any{int64(1), int64(2)}, "map": map[string]any{"a": int64(1)}, "bool": true}
	for _, f := range formats[1:] {
		for name, read := range reads {
			whole, err := AppendValue(nil, f, []any{values[name]})
			if err != nil {
				t.Fatal(err)
			}
			for length := 1; length < len(whole); length++ {
				r := NewReader(wamp.Payload{Format: f, Args: whole[:length:length]})
				for r.List(); r.NextItem(); {
					read(r)
				}
				r.Reset(wamp.Payload{Format: f, Args: whole[:length:length]})
				c := r.Args(NewFields(Required("a")))
				for c.Next(r) {
					read(r)
				}
				if r.Err() == nil {
					t.Errorf("%s: %s of %x is read", f, name, whole[:length])
				}
				r.Reset(wamp.Payload{Format: f, Args: whole})
				c = r.Args(NewFields(Required("a")))
				c.Next(r)
				r.Fail("x", "a fault")
				at := r.src.pos
				if read(r); r.src.pos != at {
					t.Errorf("%s: %s is read after a fault", f, name)
				}
				r.Free()
			}
		}
	}
}

// sameNumber compares shortNumber with what numbers have taken before there was it.
func sameNumber(t *testing.T, text string) {
	t.Helper()
	for _, tail := range []string{",", "]", " ", "}", ""} {
		data := []byte(text + tail)
		got, end := shortNumber(data, 0)
		if end == 0 {
			continue
		}
		wantEnd, integer := scanNumber(data, 0)
		if wantEnd < 0 || wantEnd != end {
			t.Fatalf("%q ends at %d, want %d", data, end, wantEnd)
		}
		if want := jsonNumber(data[:end], integer); got != want {
			t.Fatalf("%q is %+v, want %+v", data, got, want)
		}
	}
}

func TestShortNumber(t *testing.T) {
	for _, text := range []string{
		"0", "-0", "1", "-1", "00", "01", "-01", "0.0", "-0.0", "0.1", "-0.1", "1.", ".1", "-", "-.5", "1.e5", "1e5", "1.5e5", "1.5E-5",
		"123456789012345678", "1234567890123456789", "9007199254740993", "999999999999999", "-999999999999999",
		"0.000000000000001", "0.00000000000001", "99999999999999.9", "999999999999999.9", "1.0000000000000002", "48.137154", "11.576124",
	} {
		sameNumber(t, text)
	}
	if _, end := shortNumber([]byte("21.5,"), 0); end != 4 {
		t.Error("21.5 is not short")
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 100_000 {
		n, digits := random.Int64N(1e15), random.IntN(16)
		sameNumber(t, fmt.Sprintf("%.*f", digits, float64(n)/math.Pow10(random.IntN(20))))
		sameNumber(t, fmt.Sprint(n))
		sameNumber(t, fmt.Sprint(-float64(n)/1024))
	}
}

func FuzzShortNumber(f *testing.F) {
	f.Add("-12.50")
	f.Add("123456789012345678")
	f.Fuzz(func(t *testing.T, text string) {
		if text != "" && (text[0] == '-' || text[0]-'0' <= 9) {
			sameNumber(t, text)
		}
	})
}
