package codec

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// An entry is the same bytes in one statement and in two, whatever is in it and
// however much room the buffer has.
func FuzzEntry(f *testing.F) {
	f.Add("", int64(0), uint64(0), 0.0)
	f.Add("plain", int64(-1), uint64(23), 1.5)
	f.Add("a\"\\\n\x00\u00fc\u2028", int64(math.MinInt64), uint64(math.MaxUint64), 1e-7)
	f.Add(strings.Repeat("0123456789", 7), int64(127), uint64(math.MaxUint32), math.Inf(1))
	f.Add("\xff", int64(128), uint64(math.MaxUint32+1), math.NaN())
	f.Fuzz(func(t *testing.T, text string, i int64, u uint64, fl float64) {
		long := strings.Repeat("k", 40)
		for _, format := range formats {
			want, wantErr := written(t, format, nil, func(w *Writer) {
				w.Key("s")
				w.String(text)
				w.Key("i")
				w.Int(i)
				w.Key(long)
				w.Uint(u)
				w.Key("b")
				w.Bool(i < 0)
				w.Key("f")
				w.Float(fl)
			})
			for room := range 12 {
				got, err := written(t, format, make([]byte, 0, room), func(w *Writer) {
					w.Field("s").String(text)
					w.Field("i").Int(i)
					w.Field(long).Uint(u)
					w.Field("b").Bool(i < 0)
					w.Field("f").Float(fl)
				})
				if !bytes.Equal(got, want) || (err == nil) != (wantErr == nil) {
					t.Fatalf("%s: %q, error %v, want %q, error %v", format, got, err, want, wantErr)
				}
			}
		}
	})
}

func written(t *testing.T, f wamp.Format, buf []byte, fields func(*Writer)) ([]byte, error) {
	t.Helper()
	w := NewWriter(f)
	defer w.Free()
	w.buf = buf
	w.Kwargs(5)
	fields(w)
	w.End()
	p, err := w.Payload()
	return bytes.Clone(p.Kwargs), err
}

// Floats are written with the fewest digits, as strconv finds them.
func FuzzJSONFloat(f *testing.F) {
	for _, v := range []float64{0, 1, -1, 0.5, 21.75, -0.000001, 1e-6, 9.99999e-7, 48.137154, 123456789.000001, 999999999.999999, 1e9, 1e15, 0.1 + 0.2, 1.0000005, math.MaxFloat64} {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, v float64) {
		for _, v := range []float64{v, math.Round(v*1e6) / 1e6, math.Round(v*1e3) / 1e3, math.Trunc(v)} {
			if !finite(v) {
				continue
			}
			got := string(appendJSONFloat(nil, v, 64))
			if abs := math.Abs(v); abs != 0 && (abs < 1e-6 || abs >= 1e21) {
				if back, err := strconv.ParseFloat(got, 64); err != nil || back != v {
					t.Fatalf("%q for %v", got, v)
				}
			} else if want := strconv.FormatFloat(v, 'f', -1, 64); got != want {
				t.Fatalf("got %s, want %s", got, want)
			}
		}
	})
}

// Whatever is called in whatever order, a Writer that reports no error has written
// what is well-formed, in all formats or in none.
func FuzzWriterScript(f *testing.F) {
	f.Add([]byte("A1M2KsFiEEK0E"))
	f.Add([]byte("A3L2nnEM1KL0EEsEK2Fsms"))
	f.Add([]byte("K1A0EEKiE"))
	f.Add([]byte("A2TM0EM1KnEE"))
	f.Add([]byte("A9M8KvKrFbFfFuKtm"))
	f.Fuzz(func(t *testing.T, script []byte) {
		var failed [3]bool
		for i, format := range formats {
			w := NewWriter(format)
			w.buf = nil // however little room there is
			for j := 0; j < len(script); j++ {
				n := 0
				if j+1 < len(script) {
					n = int(script[j+1]) - '0'
				}
				switch script[j] {
				case 'A':
					w.Args(n)
				case 'D':
					w.Kwargs(n)
				case 'L':
					w.List(n)
				case 'M':
					w.Map(n)
				case 'T':
					w.Tag("kind", "tagged")
				case 'E':
					w.End()
				case 'K':
					w.Key("key")
				case 'm':
					w.MapKey("map{\"key[")
				case 'F':
					w.Field("field").Int(-5)
				case 'f':
					w.Field("float").Float(1.5)
				case 'b':
					w.Field("bool").Bool(true)
				case 's':
					w.String("text[")
				case 'i':
					w.Int(int64(n) << (n & 63))
				case 'u':
					w.Field("a name that is longer than heads of a byte tell").Uint(uint64(n))
				case 'n':
					w.Null()
				case 'v':
					w.Value([]any{"a", int8(n), map[string]any{"{": nil}})
				case 'r':
					w.Raw(Raw{Format: format, Bytes: appendEmptyMap(nil, format)})
				case 't':
					w.Bytes([]byte("bytes"))
				}
			}
			p, err := w.Payload()
			failed[i] = err != nil
			for _, part := range [][]byte{p.Args, p.Kwargs} {
				if err == nil && part != nil {
					if err := CheckValue(format, part, Limits{Depth: maxDepth}); err != nil {
						t.Fatalf("%s: %q: %v", format, part, err)
					}
				}
			}
			w.Free()
		}
		if failed[0] != failed[1] || failed[1] != failed[2] {
			t.Fatalf("errors in some formats only: %v", failed)
		}
	})
}
