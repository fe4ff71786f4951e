package codec

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"testing"
)

// Entries of lists and pointers are the same bytes as when they are written step by
// step, whatever the size and however much room the buffer has.
func TestEntriesOfListsAndPointers(t *testing.T) {
	for _, size := range []int{0, 1, 15, 16, 23, 24, 300} {
		texts, ints := slices.Repeat([]string{"a\"ü"}, size), slices.Repeat([]int64{-1 << 40}, size)
		floats, bools := slices.Repeat([]float64{1.5}, size), slices.Repeat([]bool{true}, size)
		for _, format := range formats {
			want, _ := written(t, format, nil, func(w *Writer) {
				listEntry(w, "s", texts, w.String)
				listEntry(w, "i", ints, w.Int)
				listEntry(w, "f", floats, w.Float)
				listEntry(w, "b", bools, w.Bool)
				w.Field("end").Int(int64(size))
			})
			for room := range 12 {
				got, err := written(t, format, make([]byte, 0, room), func(w *Writer) {
					w.Field("s").Strings(texts)
					w.Field("i").Ints(ints)
					w.Field("f").Floats(floats)
					w.Field("b").Bools(bools)
					w.Field("end").Int(int64(size))
				})
				if err != nil || !bytes.Equal(got, want) {
					t.Fatalf("%s, %d items: %q, error %v, want %q", format, size, got, err, want)
				}
			}
		}
	}
	for _, format := range formats {
		want, _ := written(t, format, nil, func(w *Writer) {
			w.Field("b").Bool(true)
			w.Field("i").Int(-1)
			w.Field("u").Uint(1)
			w.Field("f").Float(0.5)
			w.Field("s").String("a")
		})
		nothing, _ := written(t, format, nil, func(w *Writer) {
			for _, key := range []string{"b", "i", "u", "f", "s"} {
				w.Key(key)
				w.Null()
			}
		})
		nullable := func(b *bool, i *int64, u *uint64, f *float64, s *string) func(w *Writer) {
			return func(w *Writer) {
				w.Nullable("b").Bool(b)
				w.Nullable("i").Int(i)
				w.Nullable("u").Uint(u)
				w.Nullable("f").Float(f)
				w.Nullable("s").String(s)
			}
		}
		for room := range 12 {
			all, allErr := written(t, format, make([]byte, 0, room), nullable(new(true), new(int64(-1)), new(uint64(1)), new(0.5), new("a")))
			none, noneErr := written(t, format, make([]byte, 0, room), nullable(nil, nil, nil, nil, nil))
			optional, optionalErr := written(t, format, make([]byte, 0, room), func(w *Writer) {
				for _, there := range []bool{false, true} {
					w.Optional("b").Bool(present(there, true))
					w.Optional("i").Int(present(there, int64(-1)))
					w.Optional("u").Uint(present(there, uint64(1)))
					w.Optional("f").Float(present(there, 0.5))
					w.Optional("s").String(present(there, "a"))
				}
			})
			if !bytes.Equal(all, want) || !bytes.Equal(none, nothing) || !bytes.Equal(optional, want) {
				t.Errorf("%s: %q, %v; %q, %v; %q, %v", format, all, allErr, none, noneErr, optional, optionalErr)
			}
		}
	}
}

func listEntry[T any](w *Writer, key string, items []T, write func(T)) {
	w.Key(key)
	list(w, items, write)
}

func present[T any](there bool, v T) *T {
	if !there {
		return nil
	}
	return &v
}

// Entries outside a map, behind its end and of what can not be written are errors.
func TestEntriesOutOfPlace(t *testing.T) {
	for i, write := range []func(*Writer){
		func(w *Writer) { w.Field("a").Strings([]string{"x"}) },
		func(w *Writer) { w.Nullable("a").Int(nil) },
		func(w *Writer) { w.Optional("a").Int(new(int64(1))) },
		func(w *Writer) { w.Kwargs(0); w.Field("a").Ints(nil); w.End() },
		func(w *Writer) { w.Args(1); w.Field("a").Bools([]bool{true}); w.End() },
		func(w *Writer) { w.Kwargs(1); w.Field("a").Strings([]string{"\xff"}); w.End() },
		func(w *Writer) { w.Kwargs(1); w.Optional("a").Bool(nil); w.End() },
	} {
		for _, format := range formats {
			w := NewWriter(format)
			write(w)
			if _, err := w.Payload(); err == nil {
				t.Errorf("%d in %s: no error", i, format)
			}
			w.Free()
		}
	}
	w := NewWriter(formats[0])
	defer w.Free()
	w.Kwargs(1)
	w.Field("a").Floats([]float64{math.NaN()})
	w.End()
	if _, err := w.Payload(); err == nil {
		t.Error("NaN in JSON: no error")
	}
}

func TestCount(t *testing.T) {
	if got := fmt.Sprint(Count(), Count(false), Count(true, false, true)); got != "0 0 2" {
		t.Errorf("counts are %s", got)
	}
}
