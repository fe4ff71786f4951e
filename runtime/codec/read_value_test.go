package codec

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime/wamp"
)

func TestReaderValues(t *testing.T) {
	tests := []struct {
		name  string
		value any // as AppendValue writes it
		read  func(*Reader) any
		want  any
	}{
		{"null", nil, func(r *Reader) any { return r.Null() }, true},
		{"no null", 5, func(r *Reader) any { return fmt.Sprint(r.Null(), r.Int(64)) }, "false 5"},
		{"no null but text", "x", func(r *Reader) any { return fmt.Sprintf("%t %s", r.Null(), r.String()) }, "false x"},
		{"bool", true, func(r *Reader) any { return r.Bool() }, true},
		{"int", int64(math.MinInt64), func(r *Reader) any { return r.Int(64) }, int64(math.MinInt64)},
		{"int8", -128, func(r *Reader) any { return r.Int(8) }, int64(-128)},
		{"int of float", -128.0, func(r *Reader) any { return r.Int(8) }, int64(-128)},
		{"int of float32", float32(16777216), func(r *Reader) any { return r.Int(32) }, int64(16777216)},
		{"uint", uint64(math.MaxUint64), func(r *Reader) any { return r.Uint(64) }, uint64(math.MaxUint64)},
		{"uint of float", 1e15, func(r *Reader) any { return r.Uint(64) }, uint64(1e15)},
		{"float", 1.5, func(r *Reader) any { return r.Float() }, 1.5},
		{"float of int", -3, func(r *Reader) any { return r.Float() }, -3.0},
		{"float of uint", uint64(1 << 63), func(r *Reader) any { return r.Float() }, float64(1 << 63)},
		{"float of float32", float32(0.5), func(r *Reader) any { return r.Float() }, 0.5},
		{"float32", float32(0.1), func(r *Reader) any { return r.Float32() }, float32(0.1)},
		{"float32 of float", 0.1, func(r *Reader) any { return r.Float32() }, float32(0.1)},
		{"string", "ü", func(r *Reader) any { return r.String() }, "ü"},
		{"bytes", []byte{0, 255}, func(r *Reader) any { return r.Bytes() }, []byte{0, 255}},
		{"no bytes", []byte{}, func(r *Reader) any { return r.Bytes() }, []byte{}},
		{"time", "2024-02-29T12:30:00.5Z", func(r *Reader) any { return r.Time() }, time.Date(2024, 2, 29, 12, 30, 0, 5e8, time.UTC)},
		{"timestamp", 1000000005, func(r *Reader) any { return r.Timestamp() }, time.Unix(1, 5).UTC()},
		{"duration", 1500, func(r *Reader) any { return r.Duration() }, 1500 * time.Nanosecond},
		{"duration text", "1m30s", func(r *Reader) any { return r.Duration() }, 90 * time.Second},
		{"enum", "heat", func(r *Reader) any { return r.Enum(modes) }, "heat"},
		{"value", map[string]any{"a": []any{int64(1)}}, func(r *Reader) any { return r.Value() }, map[string]any{"a": []any{int64(1)}}},
		{"raw", []any{1}, func(r *Reader) any { v, _ := DecodeValue(r.src.format, r.Raw().Bytes); return v }, []any{int64(1)}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, f := range formats {
				data, err := AppendValue(nil, f, tt.value)
				if err != nil {
					t.Fatal(err)
				}
				r := NewValueReader(f, data)
				got := tt.read(r)
				if r.Err() != nil {
					t.Errorf("%s: %v", f, r.Err())
				}
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("%s: value (-want +got):\n%s", f, diff)
				}
				r.Free()
			}
		})
	}
}

func TestReaderValueFaults(t *testing.T) {
	tests := []struct {
		json string
		read func(*Reader)
		want ValueError
	}{
		{`1`, func(r *Reader) { r.Bool() }, ValueError{Rule: "type", Message: "want bool, got integer"}},
		{`9223372036854775808`, func(r *Reader) { r.Int(64) }, ValueError{Rule: "range", Message: "want integer of 64 bits"}},
		{`18446744073709551616`, func(r *Reader) { r.Uint(64) }, ValueError{Rule: "range", Message: "want unsigned integer of 64 bits"}},
		{`1e300`, func(r *Reader) { r.Float32() }, ValueError{Rule: "range", Message: "want float of 32 bits"}},
		{`"AQ=="`, func(r *Reader) { r.Bytes() }, ValueError{Rule: "type", Message: "want bytes, got string"}},
		{`"\u0000AQ"`, func(r *Reader) { r.Bytes() }, ValueError{Rule: "type", Message: "want bytes, got string"}},
		{`"29.2.2024"`, func(r *Reader) { r.Time() }, ValueError{Rule: "format", Message: `want time by RFC 3339, got "29.2.2024"`}},
		{`"soon"`, func(r *Reader) { r.Duration() }, ValueError{Rule: "format", Message: `want duration such as 30s or 1h30m, got "soon"`}},
		{`"` + strings.Repeat("ü", 30) + `"`, func(r *Reader) { r.Duration() },
			ValueError{Rule: "format", Message: `want duration such as 30s or 1h30m, got "` + strings.Repeat("ü", 20) + `..."`}},
		{`{"a":1,"a":2}`, func(r *Reader) { r.Value() }, ValueError{Rule: "duplicate", Message: `key "a" occurs twice`}},
		{`[1,]`, func(r *Reader) { r.Skip() }, ValueError{Rule: "syntax", Message: "json: byte 3: want a value"}},
		{`1 2`, func(r *Reader) { r.Int(8) }, ValueError{Rule: "syntax", Message: "json: byte 2: bytes after the value"}},
		{`[[],{"a":["x"]}]`, func(r *Reader) {
			for r.List(); r.NextItem(); {
				if r.Skip(); !r.NextItem() {
					break
				}
				for r.Map(); r.NextEntry(); {
					for r.List(); r.NextItem(); {
						r.Int(8)
					}
				}
			}
		}, ValueError{Path: "[1].a[0]", Rule: "type", Message: "want integer, got string"}},
	}
	for _, tt := range tests {
		t.Run(tt.json, func(t *testing.T) {
			r := NewValueReader(wamp.JSON, []byte(tt.json))
			defer r.Free()
			tt.read(r)
			if diff := cmp.Diff(error(&tt.want), r.Err()); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
		})
	}
}
