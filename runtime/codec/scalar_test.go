package codec

import (
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// celsius is an integer type of a schema.
type celsius int16

// Each scalar goes through its pair of functions in all formats.
func TestScalarsGoBothWays(t *testing.T) {
	tests := []struct {
		value any
		write func(*Writer)
		read  func(*Reader) any
	}{
		{int8(math.MinInt8), func(w *Writer) { EncodeInt(w, int8(math.MinInt8)) }, func(r *Reader) any { return DecodeInt[int8](r) }},
		{celsius(math.MaxInt16), func(w *Writer) { EncodeInt(w, celsius(math.MaxInt16)) }, func(r *Reader) any { return DecodeInt[celsius](r) }},
		{int32(math.MinInt32), func(w *Writer) { EncodeInt(w, int32(math.MinInt32)) }, func(r *Reader) any { return DecodeInt[int32](r) }},
		{int64(math.MinInt64), func(w *Writer) { EncodeInt(w, int64(math.MinInt64)) }, func(r *Reader) any { return DecodeInt[int64](r) }},
		{uint8(math.MaxUint8), func(w *Writer) { EncodeUint(w, uint8(math.MaxUint8)) }, func(r *Reader) any { return DecodeUint[uint8](r) }},
		{uint16(math.MaxUint16), func(w *Writer) { EncodeUint(w, uint16(math.MaxUint16)) }, func(r *Reader) any { return DecodeUint[uint16](r) }},
		{uint32(math.MaxUint32), func(w *Writer) { EncodeUint(w, uint32(math.MaxUint32)) }, func(r *Reader) any { return DecodeUint[uint32](r) }},
		{uint64(math.MaxUint64), func(w *Writer) { EncodeUint(w, uint64(math.MaxUint64)) }, func(r *Reader) any { return DecodeUint[uint64](r) }},
		{wamp.URI("com.example"), func(w *Writer) { w.URI("com.example") }, func(r *Reader) any { return r.URI() }},
		{wamp.URI("com..x."), func(w *Writer) { w.URI("com..x.") }, func(r *Reader) any { return r.URIPattern() }},
		{"device-1", func(w *Writer) { w.String("device-1") }, func(r *Reader) any { return r.Name() }},
		{wamp.MaxID, func(w *Writer) { w.ID(wamp.MaxID) }, func(r *Reader) any { return r.ID() }},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%T", tt.value), func(t *testing.T) {
			for _, f := range formats {
				w := NewWriter(f)
				w.Args(1)
				tt.write(w)
				w.End()
				p, err := w.Payload()
				if err != nil {
					t.Fatal(err)
				}
				r := NewReader(p)
				for c := r.Args(NewFields(Required("value"))); c.Next(r); {
					if diff := cmp.Diff(tt.value, tt.read(r)); diff != "" {
						t.Errorf("%s: value (-want +got):\n%s", f, diff)
					}
				}
				if r.Err() != nil {
					t.Errorf("%s: %v", f, r.Err())
				}
				r.Free()
				w.Free()
			}
		})
	}
}

func TestScalarFaults(t *testing.T) {
	tests := []struct {
		json string
		read func(*Reader) any
		want ValueError
	}{
		{`-129`, func(r *Reader) any { return DecodeInt[int8](r) }, ValueError{Rule: "range", Message: "want integer of 8 bits"}},
		{`32768`, func(r *Reader) any { return DecodeInt[celsius](r) }, ValueError{Rule: "range", Message: "want integer of 16 bits"}},
		{`2147483648`, func(r *Reader) any { return DecodeInt[int32](r) }, ValueError{Rule: "range", Message: "want integer of 32 bits"}},
		{`256`, func(r *Reader) any { return DecodeUint[uint8](r) }, ValueError{Rule: "range", Message: "want unsigned integer of 8 bits"}},
		{`-1`, func(r *Reader) any { return DecodeUint[uint64](r) }, ValueError{Rule: "range", Message: "want unsigned integer of 64 bits"}},
		{`"com..x"`, func(r *Reader) any { return r.URI() }, ValueError{Rule: "format", Message: `want URI, got "com..x"`}},
		{`""`, func(r *Reader) any { return r.URIPattern() }, ValueError{Rule: "format", Message: `want URI pattern, got ""`}},
		{`"a.b"`, func(r *Reader) any { return r.Name() }, ValueError{Rule: "format", Message: `want one component of a URI, got "a.b"`}},
		{`7`, func(r *Reader) any { return r.Name() }, ValueError{Rule: "type", Message: "want string, got integer"}},
		{`0`, func(r *Reader) any { return r.ID() }, ValueError{Rule: "range", Message: "want ID from 1 to 2^53, got 0"}},
		{`9007199254740993`, func(r *Reader) any { return r.ID() }, ValueError{Rule: "range", Message: "want ID from 1 to 2^53, got 9007199254740993"}},
	}
	for _, tt := range tests {
		t.Run(tt.json, func(t *testing.T) {
			r := NewValueReader(wamp.JSON, []byte(tt.json))
			defer r.Free()
			got := tt.read(r)
			if diff := cmp.Diff(error(&tt.want), r.Err()); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
			if text := fmt.Sprint(got); text != "0" && text != "" {
				t.Errorf("value %s, want a zero one", text)
			}
		})
	}
}
