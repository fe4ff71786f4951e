package syntax

import (
	"strings"
	"testing"
)

func TestLoadJSON(t *testing.T) {
	runLoad(t, []loadTest{
		{"values", `{"a": [1, -2.5e3, true, false, null, "x"], "b": {}}`, `{a:[i"1" f"-2.5e3" b"true" b"false" n"null" s"x"] b:{}}`, ""},
		{"white space and byte order mark", "\ufeff \t\r\n[\r1 ]\n", `[i"1"]`, ""},
		{"colon on the next line", "{\"a\"\n:\n1}", `{a:i"1"}`, ""},
		{"escapes", `"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00"`, `s"\"\\/\b\f\n\r\té😀"`, ""},
		{"line separator", "\"\u2028\"", `s"\u2028"`, ""},
		{"long key", `{"` + strings.Repeat("k", 200) + `": 1}`, "{" + strings.Repeat("k", 200) + `:i"1"}`, ""},
		{"empty key", `{"": 1}`, `{:i"1"}`, ""},
		{"off is a string", `"off"`, `s"off"`, ""},
		{"duplicate key", "{\"a\": 1,\n \"\\u0061\": 2}", `{a:i"1"}`, "2:2-10 duplicate-key: duplicate key \"a\" | the first one is in line 1\n"},
		{"empty", "", "nil", "1:1-0 syntax: want a value, got the end of the file\n"},
		{"comment", "{ // x\n}", "nil", "1:3-4 syntax: JSON has no comments | remove it, or write the file in YAML\n"},
		{"trailing comma in an object", `{"a": 1,}`, "nil", "1:8-9 syntax: JSON has no comma after the last element | remove it\n"},
		{"trailing comma in an array", "[1,\n]", "nil", "1:3-4 syntax: JSON has no comma after the last element | remove it\n"},
		{"missing comma", `[1 2]`, "nil", "1:4-5 syntax: want \",\" or ']', got '2'\n"},
		{"missing colon", `{"a" 1}`, "nil", "1:6-7 syntax: want \":\" after the key, got '1'\n"},
		{"unquoted key", `{type: 1}`, "nil", "1:2-6 syntax: want a key in double quotes, got 't' | write \"type\"\n"},
		{"single quotes", `{'a': 1}`, "nil", "1:2-3 syntax: want a key in double quotes, got '\\'' | use double quotes\n"},
		{"single quotes as a value", `['a']`, "nil", "1:2-3 syntax: want a value, got '\\'' | use double quotes\n"},
		{"open object", `{"a": 1`, "nil", "1:8-0 syntax: want '}', got the end of the file\n"},
		{"two values", "{}\n{}", "nil", "2:1-2 syntax: nothing may follow the value, got '{'\n"},
		{"Python", `[True]`, "nil", "1:2-6 syntax: want a value, got \"True\" | write true\n"},
		{"none", `[None]`, "nil", "1:2-6 syntax: want a value, got \"None\" | write null\n"},
		{"not a number", `[NaN]`, "nil", "1:2-5 syntax: want a value, got \"NaN\" | JSON has finite numbers only\n"},
		{"bare word", `[é1]`, "nil", "1:2-4 syntax: want a value, got \"é1\" | write \"é1\"\n"},
		{"leading zero", `[01]`, "nil", "1:2-4 syntax: 01 is not a number of JSON | numbers have no leading zeros, and digits around the point\n"},
		{"point without digits", `[-1.]`, "nil", "1:2-5 syntax: -1. is not a number of JSON | numbers have no leading zeros, and digits around the point\n"},
		{"endless number", strings.Repeat("1", 150), "nil", "1:1-102 plain-number: a number has more than 100 digits\n"},
		{"open string", `["a`, "nil", "1:2-4 syntax: a string is not closed\n"},
		{"string over two lines", "[\"a\nb\"]", "nil", "1:2-4 syntax: a string is not closed in its line | a line feed in a string is written \\n\n"},
		{"control character", "\"a\x01\"", "nil", "1:3-4 syntax: the control character '\\x01' in a string | write it as an escape\n"},
		{"unknown escape", `"C:\dir"`, "nil", "1:4-6 syntax: unknown escape in a string | a backslash is written \\\\\n"},
		{"escape at the end", `"\`, "nil", "1:2-3 syntax: a string is not closed\n"},
		{"half a surrogate pair", `"\ud83d"`, "nil", "1:2-8 syntax: half of a surrogate pair in a string\n"},
		{"surrogates in the wrong order", `"\ude00\ud83d"`, "nil", "1:2-14 syntax: half of a surrogate pair in a string\n"},
		{"short escape", `"\u12"`, "nil", "1:2-4 syntax: want four hexadecimal digits after \\u\n"},
		{"invalid UTF-8", "\"\xc0\"", "nil", "1:2-0 encoding: invalid UTF-8: byte 0xc0 | save the file as UTF-8\n"},
		{"NUL", "\x00", "nil", "1:1-2 syntax: want a value, got '\\x00'\n"},
		{"too many values", "[" + strings.Repeat("1,", 20) + "1]", "nil", "1:40-41 file-limit: the file has more than 20 values\n"},
		{"too deep", "[[[[[[1]]]]]]", "nil", "1:6-7 file-limit: objects and arrays are nested more than 5 deep\n"},
	}, LoadJSON)
}
