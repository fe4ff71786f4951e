package codec

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime/wamp"
)

func TestAppendValue(t *testing.T) {
	tests := []struct {
		value any
		json  string
	}{
		{nil, `null`},
		{true, `true`},
		{int8(-1), `-1`}, {int16(-1), `-1`}, {int32(-1), `-1`}, {int64(-1), `-1`}, {int(-1), `-1`},
		{uint8(1), `1`}, {uint16(1), `1`}, {uint32(1), `1`}, {uint64(math.MaxUint64), `18446744073709551615`}, {uint(1), `1`},
		{float32(0.1), `0.1`}, {0.1, `0.1`},
		{"a\n", `"a\n"`},
		{[]byte{1}, `"\u0000AQ=="`},
		{wamp.URI("a.b"), `"a.b"`}, {wamp.ID(7), `7`},
		{[]any{}, `[]`}, {[]any(nil), `[]`},
		{[]string{"a", "b"}, `["a","b"]`},
		{map[string]any{}, `{}`},
		{map[string]string{"b": "1", "a": "2"}, `{"a":"2","b":"1"}`},
		{wamp.Dict{"b": []any{map[string]any{"x": nil}}, "a\"": 1}, `{"a\"":1,"b":[{"x":null}]}`},
		{Raw{wamp.MessagePack, []byte{0x91, 0x01}}, `[1]`},
		{Raw{}, `null`},
	}
	for _, tt := range tests {
		got, err := AppendValue([]byte(">"), wamp.JSON, tt.value)
		if err != nil || string(got) != ">"+tt.json {
			t.Errorf("%#v: %s, error %v, want %s", tt.value, got, err, tt.json)
		}
		for _, f := range formats[1:] {
			binary, err := AppendValue(nil, f, tt.value)
			if err != nil {
				t.Errorf("%#v: %v", tt.value, err)
			}
			if got := appendTranscodedValue(nil, f, binary, wamp.JSON); string(got) != tt.json {
				t.Errorf("%#v: %s by %s, want %s", tt.value, got, f, tt.json)
			}
		}
	}
}

func TestAppendValueErrors(t *testing.T) {
	loop := map[string]any{}
	loop["self"] = []any{loop}
	tests := []struct {
		format wamp.Format
		value  any
		want   string
	}{
		{0, nil, "encode value: unknown format 0"},
		{wamp.JSON, math.NaN(), "encode value: JSON has no NaN and no infinity"},
		{wamp.JSON, float32(math.Inf(1)), "encode value: JSON has no NaN and no infinity"},
		{wamp.CBOR, "\xff", `encode value: string "\xff": invalid UTF-8`},
		{wamp.CBOR, map[string]any{"\xff": 1}, `encode value: string "\xff": invalid UTF-8`},
		{wamp.CBOR, []any{struct{}{}}, "encode value: type struct {} has no form on the wire"},
		{wamp.CBOR, map[string]any{"a": []any{func() {}}}, "encode value: a: type func() has no form on the wire"},
		{wamp.CBOR, Raw{wamp.JSON, []byte("x")}, "encode value: raw value: json: byte 0: want a value"},
	}
	for _, tt := range tests {
		got, err := AppendValue([]byte(">"), tt.format, tt.value)
		if err == nil || err.Error() != tt.want || string(got) != ">" {
			t.Errorf("%q, error %v, want %s", got, err, tt.want)
		}
	}
	if _, err := AppendValue(nil, wamp.JSON, loop); err == nil || !strings.HasSuffix(err.Error(), "nested too deeply") {
		t.Errorf("error %v, want one about depth", err)
	}
}

func TestDecodeValue(t *testing.T) {
	tests := []struct {
		format wamp.Format
		data   string // hexadecimal but for JSON
		want   any
	}{
		{wamp.JSON, `null`, nil},
		{wamp.JSON, `false`, false},
		{wamp.JSON, `-9223372036854775808`, int64(math.MinInt64)},
		{wamp.JSON, `9223372036854775808`, uint64(1 << 63)},
		{wamp.JSON, `18446744073709551615`, uint64(math.MaxUint64)},
		{wamp.JSON, `18446744073709551616`, float64(1 << 64)},
		{wamp.JSON, `100000000000000000000000`, 1e23},
		{wamp.JSON, `1.0`, 1.0},
		{wamp.JSON, `1e999`, math.MaxFloat64},
		{wamp.JSON, `"\u00fc\ud800"`, "ü\ufffd"},
		{wamp.JSON, `"\u0000AQ=="`, []byte{1}},
		{wamp.JSON, `"\u0000"`, []byte{}},
		{wamp.JSON, `"\u0000AQ"`, "\x00AQ"},
		{wamp.JSON, `{"\u0000AQ==":1}`, map[string]any{"\x00AQ==": int64(1)}},
		{wamp.JSON, ` [ ] `, []any{}},
		{wamp.JSON, `[1,"a",[null],2,3,4,5,6,7]`, []any{int64(1), "a", []any{nil}, int64(2), int64(3), int64(4), int64(5), int64(6), int64(7)}},
		{wamp.JSON, `{"a":{"b":{}},"":1}`, map[string]any{"a": map[string]any{"b": map[string]any{}}, "": int64(1)}},
		{wamp.MessagePack, "ca3f000000", 0.5},
		{wamp.MessagePack, "c40101", []byte{1}},
		{wamp.MessagePack, "c400", []byte{}},
		{wamp.MessagePack, "d4ff01", []byte{1}},
		{wamp.MessagePack, "8201a0c3a161", map[string]any{"1": "", "true": "a"}},
		{wamp.CBOR, "9f7f61616162ffff", []any{"ab"}},
		{wamp.CBOR, "bf7f61616162ff5f4101ffff", map[string]any{"ab": []byte{1}}},
		{wamp.CBOR, "c249ffffffffffffffffff", 4722366482869645213695.0},
	}
	for _, tt := range tests {
		data := []byte(tt.data)
		if tt.format != wamp.JSON {
			data = unhex(t, tt.data)
		}
		got, err := DecodeValue(tt.format, data)
		if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
			t.Errorf("%s: error %v, value (-want +got):\n%s", tt.data, err, diff)
		}
	}
}

func TestDecodeValueErrors(t *testing.T) {
	for data, want := range map[string]string{
		``:                        "decode value: json: byte 0: unexpected end",
		`[1]]`:                    "decode value: json: byte 3: bytes after the value",
		`[{"a":1,"\u0061":2}]`:    `decode value: key "a" occurs twice`,
		strings.Repeat("[", 2000): "decode value: json: byte 1000: nested too deeply",
	} {
		if v, err := DecodeValue(wamp.JSON, []byte(data)); err == nil || err.Error() != want {
			t.Errorf("%.20q: value %v, error %v, want %s", data, v, err, want)
		}
	}
}
