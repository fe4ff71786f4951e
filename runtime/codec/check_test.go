package codec

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/wampgen/wampgen/runtime/wamp"
)

var jsonChecks = []struct{ data, want string }{
	{`null`, ""},
	{` true`, ""},
	{"\t\r\n false \n", ""},
	{`0`, ""},
	{`-0`, ""},
	{`10.05e-3`, ""},
	{`1E+2`, ""},
	{`""`, ""},
	{`"ü€😀"`, ""},
	{`"\"\\\/\b\f\n\r\t\uABCD\uabcd"`, ""},
	{`"\ud800"`, ""},
	{`"\u0000"`, ""},
	{`[]`, ""},
	{`[ ]`, ""},
	{`{}`, ""},
	{`{ }`, ""},
	{`[1,[2,{"a":[]}],{"":null}]`, ""},
	{`{"a":1,"a":2}`, ""},
	{strings.Repeat("[", 32) + strings.Repeat("]", 32), ""},
	{strings.Repeat(`{"a":`, 32) + "1" + strings.Repeat("}", 32), ""},

	{``, "byte 0: unexpected end"},
	{` `, "byte 1: unexpected end"},
	{`nul`, "byte 0: want null, true or false"},
	{`nulll`, "byte 4: bytes after the value"},
	{`True`, "byte 0: want a value"},
	{`NaN`, "byte 0: want a value"},
	{`+1`, "byte 0: want a value"},
	{`-`, "byte 0: malformed number"},
	{`-a`, "byte 0: malformed number"},
	{`01`, "byte 1: bytes after the value"},
	{`1.`, "byte 0: malformed number"},
	{`.5`, "byte 0: want a value"},
	{`1e`, "byte 0: malformed number"},
	{`1e+`, "byte 0: malformed number"},
	{`0x10`, "byte 1: bytes after the value"},
	{`"`, "byte 1: unexpected end"},
	{`"abcdefghijkl`, "byte 13: unexpected end"},
	{`"\`, "byte 2: unexpected end"},
	{`"\"`, "byte 3: unexpected end"},
	{`"\x"`, "byte 1: malformed escape"},
	{`"\u12"`, "byte 1: malformed escape"},
	{`"\u123g"`, "byte 1: malformed escape"},
	{`"\u12`, "byte 1: malformed escape"},
	{"\"a\nb\"", "byte 2: control character in a string"},
	{"\"abcdefghij\x1f\"", "byte 11: control character in a string"},
	{"\"\x7f\"", ""},
	{"\"\x80\"", "byte 1: invalid UTF-8"},
	{"\"\xc0\x80\"", "byte 1: invalid UTF-8"},
	{"\"\xc3\"", "byte 1: invalid UTF-8"},
	{"\"\xe0\x9f\xbf\"", "byte 1: invalid UTF-8"},
	{"\"\xed\xa0\x80\"", "byte 1: invalid UTF-8"},
	{"\"\xf0\x8f\xbf\xbf\"", "byte 1: invalid UTF-8"},
	{"\"\xf4\x90\x80\x80\"", "byte 1: invalid UTF-8"},
	{"\"\xf5\x80\x80\x80\"", "byte 1: invalid UTF-8"},
	{"\"12345678\xe2\x82", "byte 9: invalid UTF-8"},
	{"\xef\xbb\xbf1", "byte 0: want a value"},
	{`[`, "byte 1: unexpected end"},
	{`[1`, "byte 2: unexpected end"},
	{`[1,`, "byte 3: unexpected end"},
	{`[1,]`, "byte 3: want a value"},
	{`[,1]`, "byte 1: want a value"},
	{`[1 2]`, "byte 3: want ',' or ']'"},
	{`[1}`, "byte 2: want ',' or ']'"},
	{`]`, "byte 0: want a value"},
	{`{`, "byte 1: unexpected end"},
	{`{"a"`, "byte 4: unexpected end"},
	{`{"a":`, "byte 5: unexpected end"},
	{`{"a":1`, "byte 6: unexpected end"},
	{`{"a" 1}`, "byte 5: want ':'"},
	{`{"a":1,}`, "byte 7: want a string as key"},
	{`{"a":1]`, "byte 6: want ',' or '}'"},
	{`{1:1}`, "byte 1: want a string as key"},
	{`{a:1}`, "byte 1: want a string as key"},
	{"{\"\xff\":1}", "byte 2: invalid UTF-8"},
	{`[1][`, "byte 3: bytes after the value"},
	{strings.Repeat("[", 33) + strings.Repeat("]", 33), "byte 32: nested too deeply"},
	{strings.Repeat(`{"a":`, 33) + "1" + strings.Repeat("}", 33), "byte 160: nested too deeply"},
	{strings.Repeat("[", 1<<20), "byte 32: nested too deeply"},
}

func TestCheckJSON(t *testing.T) {
	for _, tt := range jsonChecks {
		t.Run(tt.data[:min(len(tt.data), 40)], func(t *testing.T) {
			checkError(t, wamp.JSON, []byte(tt.data), tt.want)
			deep := strings.HasSuffix(tt.want, "deeply")
			if !deep && utf8.ValidString(tt.data) && json.Valid([]byte(tt.data)) != (tt.want == "") {
				t.Error("encoding/json sees it differently")
			}
		})
	}
}

func checkError(t *testing.T, f wamp.Format, data []byte, want string) {
	t.Helper()
	got := ""
	if err := CheckValue(f, data, Limits{}); err != nil {
		got = err.Error()
	}
	if want != "" {
		want = f.String() + ": " + want
	}
	if got != want {
		t.Errorf("error %q, want %q", got, want)
	}
}

func TestCheckMessagePack(t *testing.T) {
	tests := []struct{ name, data, want string }{
		{"nil", "c0", ""},
		{"bool", "c3", ""},
		{"positive fixint", "7f", ""},
		{"negative fixint", "e0", ""},
		{"all widths of uint", "94" + "cc00" + "cd0000" + "ce00000000" + "cf0000000000000000", ""},
		{"all widths of int", "94" + "d000" + "d10000" + "d200000000" + "d30000000000000000", ""},
		{"floats", "92ca00000000cb0000000000000000", ""},
		{"strings", "94a0d900da0000db00000000", ""},
		{"bins", "93c400c50000c600000000", ""},
		{"exts", "93c70001c8000001c90000000001", ""},
		{"fixexts", "95" + "d40100" + "d5010000" + "d60100000000" + "d7010000000000000000" + "d80100000000000000000000000000000000", ""},
		{"containers", "9490dc0000dd00000000de0000", ""},
		{"map32", "df00000001c090", ""},
		{"depth 32", strings.Repeat("91", 31) + "90", ""},

		{"empty", "", "byte 0: unexpected end"},
		{"reserved", "c1", "byte 0: reserved byte"},
		{"trailing", "c0c0", "byte 1: bytes after the value"},
		{"short uint", "cd00", "byte 2: unexpected end"},
		{"short float", "cb00000000000000", "byte 8: unexpected end"},
		{"short string", "a361" + "61", "byte 3: unexpected end"},
		{"short length", "da00", "byte 2: unexpected end"},
		{"short bin", "c402ff", "byte 3: unexpected end"},
		{"short ext", "c701ff", "byte 3: unexpected end"},
		{"ext without type", "c700", "byte 2: unexpected end"},
		{"fixext without data", "d401", "byte 2: unexpected end"},
		{"string of 4 GiB", "dbffffffff61", "byte 6: unexpected end"},
		{"list of 4 billion", "ddffffffff00", "byte 6: unexpected end"},
		{"map of 4 billion", "dfffffffff00", "byte 6: unexpected end"},
		{"list one short", "9200", "byte 2: unexpected end"},
		{"map without value", "8100", "byte 2: unexpected end"},
		{"map with a short value", "8100a2", "byte 3: unexpected end"},
		{"invalid UTF-8", "91a2c328", "byte 2: invalid UTF-8"},
		{"surrogate", "a3eda080", "byte 1: invalid UTF-8"},
		{"depth 33", strings.Repeat("91", 32) + "90", "byte 32: nested too deeply"},
		{"endless depth", strings.Repeat("91", 1<<16) + "90", "byte 32: nested too deeply"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { checkError(t, wamp.MessagePack, unhex(t, tt.data), tt.want) })
	}
}

func TestCheckCBOR(t *testing.T) {
	tests := []struct{ name, data, want string }{
		{"all widths", "85" + "17" + "18ff" + "19ffff" + "1affffffff" + "1bffffffffffffffff", ""},
		{"negative", "3bffffffffffffffff", ""},
		{"not shortest", "1b0000000000000000", ""},
		{"simple", "88e0f3f4f5f6f7f820f8ff", ""},
		{"floats", "83f90000fa00000000fb0000000000000000", ""},
		{"strings", "8260" + "40", ""},
		{"indefinite", "845fff7fff9fffbfff", ""},
		{"chunks", "827f6161784161" + strings.Repeat("61", 64) + "ff5f4100ff", ""},
		{"indefinite in definite", "829f00ffbf0000ff", ""},
		{"tags", "c1d820d9d9f7da00000001db0000000000000001f6", ""},
		{"many tags", strings.Repeat("c1", 1<<16) + "00", ""},
		{"any keys", "a3800001a0f6" + "60", ""},
		{"depth 32", strings.Repeat("81", 31) + "80", ""},

		{"empty", "", "byte 0: unexpected end"},
		{"reserved 28", "1c", "byte 0: reserved byte"},
		{"reserved 30", "fe", "byte 0: reserved byte"},
		{"indefinite integer", "1f", "byte 0: reserved byte"},
		{"indefinite tag", "df00", "byte 0: reserved byte"},
		{"simple below 32", "f81f", "byte 0: reserved byte"},
		{"break", "ff", "byte 0: break without an open container"},
		{"break in a list", "81ff", "byte 1: break without an open container"},
		{"break for a value", "bf00ff", "byte 2: break without an open container"},
		{"break behind a tag", "9fc1ff", "byte 2: break without an open container"},
		{"tag of nothing", "c1", "byte 1: unexpected end"},
		{"trailing", "0000", "byte 1: bytes after the value"},
		{"short integer", "1b00000000000000", "byte 8: unexpected end"},
		{"short string", "6261", "byte 2: unexpected end"},
		{"string of 2^64-1", "7bffffffffffffffff61", "byte 10: unexpected end"},
		{"list of 2^64-1", "9bffffffffffffffff00", "byte 10: unexpected end"},
		{"map of 2^63", "bb800000000000000000", "byte 10: unexpected end"},
		{"list one short", "8200", "byte 2: unexpected end"},
		{"open list", "9f00", "byte 2: unexpected end"},
		{"open map", "bf0000", "byte 3: unexpected end"},
		{"open chunks", "7f6161", "byte 3: unexpected end"},
		{"chunk of another type", "7f4161ff", "byte 1: want a chunk of the same type of string"},
		{"chunk of chunks", "7f7f6161ffff", "byte 1: want a chunk of the same type of string"},
		{"tagged chunk", "7fc16161ff", "byte 1: want a chunk of the same type of string"},
		{"invalid UTF-8", "8162c328", "byte 2: invalid UTF-8"},
		{"sequence in two chunks", "7f61c361bcff", "byte 2: invalid UTF-8"},
		{"depth 33", strings.Repeat("81", 32) + "80", "byte 32: nested too deeply"},
		{"endless depth", strings.Repeat("9f", 1<<16), "byte 32: nested too deeply"},
		{"endless depth of maps", strings.Repeat("bf00", 1<<16), "byte 64: nested too deeply"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { checkError(t, wamp.CBOR, unhex(t, tt.data), tt.want) })
	}
}

func TestCheckLimits(t *testing.T) {
	deep := func(n int) []byte { return []byte(strings.Repeat("[", n) + strings.Repeat("]", n)) }
	for _, tt := range []struct {
		limit, depth int
		ok           bool
	}{{0, DefaultDepth, true}, {0, DefaultDepth + 1, false}, {1, 1, true}, {1, 2, false}, {-1, 32, true}, {1 << 30, maxDepth, true}, {1 << 30, maxDepth + 1, false}} {
		if err := CheckValue(wamp.JSON, deep(tt.depth), Limits{Depth: tt.limit}); (err == nil) != tt.ok {
			t.Errorf("depth %d, limit %d: error %v, want one: %t", tt.depth, tt.limit, err, !tt.ok)
		}
	}
	// Lists and maps in a pattern that differs on both sides of each 64.
	var begin, end string
	for i := range 200 {
		if i%3 == 0 {
			begin, end = begin+`{"a":`, "}"+end
		} else {
			begin, end = begin+"[", "]"+end
		}
	}
	limits := Limits{Depth: 200}
	if err := CheckValue(wamp.JSON, []byte(begin+"1"+end), limits); err != nil {
		t.Error(err)
	}
	for i := range end {
		swapped := []byte(begin + "1" + end)
		swapped[len(begin)+1+i] ^= '}' ^ ']'
		if CheckValue(wamp.JSON, swapped, limits) == nil {
			t.Errorf("closing byte %d may be wrong", i)
		}
	}
	if err := CheckValue(0, []byte("1"), Limits{}); err == nil {
		t.Error("no error for an unknown format")
	}
}

// Each byte of a string, in each place of the eight that are looked at together.
func TestSkipPlain(t *testing.T) {
	for length := range 20 {
		for at := range length {
			for b := range 256 {
				data := []byte(strings.Repeat("x", length))
				data[at] = byte(b)
				want := at
				if b >= ' ' && b < 0x80 && b != '"' && b != '\\' {
					want = length
				}
				if got := skipPlain(data, 0); got != want {
					t.Fatalf("byte %#x at %d of %d: got %d, want %d", b, at, length, got, want)
				}
			}
		}
	}
}

func TestUTF8Sequence(t *testing.T) {
	check := func(b []byte) {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			n = 0
		}
		if got := utf8Sequence(b, 0); got != n {
			t.Fatalf("%x: got %d, want %d", b, got, n)
		}
	}
	edges := []byte{0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff}
	for first := 0x80; first < 0x100; first++ {
		for second := range 256 {
			check([]byte{byte(first), byte(second)})
			for _, third := range edges {
				for _, fourth := range edges {
					check([]byte{byte(first), byte(second), third, fourth})
					check([]byte{byte(first), byte(second), third})
				}
			}
		}
	}
}
