package model

import (
	"fmt"
	"strings"
	"testing"
)

func TestBounds(t *testing.T) {
	tests := []struct{ field, want string }{
		{"{type: int, min: -5, max: 5}", "-5..5"},
		{"{type: int, min: 0x10}", "16.."},
		{"{type: uint64, max: 18446744073709551615}", "..18446744073709551615"},
		{"{type: id, max: 9007199254740992}", "..9007199254740992"},
		{"{type: float, min: 1, max: 2.50}", "1..2.5"},
		{"{type: decimal, min: '-1.50', max: 2}", "-1.50..2"},
		{"{type: duration, min: 1s, max: 2m}", "1000000000..120000000000"},
		{"{type: string, min: 1, max: 9}", "1..9"},
		{"{type: optional(nullable(list(int))), max: 3}", "..3"},
		{"{type: map(int), min: 3}", "3.."},
		{"{type: bytes, min: 3, max: 3}", "3..3"},

		{"{type: int, min: x}", "bounds: min of int: want an integer, got a string"},
		{"{type: int, min: 1.5}", "bounds: min of int: want an integer, got a number"},
		{"{type: uint8, max: 256}", "bounds: max of uint8: 256 is not between 0 and 255"},
		{"{type: id, min: 0}", "bounds: min of id: 0 is not between 1 and 9007199254740992"},
		{"{type: float32, max: 1e39}", "bounds: max of float32: 1e39 is out of the range of float32"},
		{"{type: float, max: 1e999}", "bounds: max of float: 1e999 is out of the range of float"},
		{"{type: float, min: true}", "bounds: min of float: want a number, got a boolean"},
		{"{type: decimal, min: 1e3}", "bounds: min of decimal: want a decimal number, like 12.50"},
		{"{type: duration, min: 5}", "bounds: min of duration: a duration needs a unit | write 5s or 5ms"},
		{"{type: duration, min: soon}", "bounds: min of duration: want a duration | write it like 30s, 250ms or 1h30m"},
		{"{type: string, min: -1}", "bounds: min of string: a length is between 0 and 2147483647"},
		{"{type: string, max: 2147483648}", "bounds: max of string: a length is between 0 and 2147483647"},
		{"{type: list(int), max: 1s}", "bounds: max of list(int): want a length, an integer"},
		{"{type: bool, min: 1}", "bounds: bool has no min | numbers, durations and whatever has a length do"},
		{"{type: time, max: 2024-01-01T00:00:00Z}", "bounds: time has no max | numbers, durations and whatever has a length do"},
		{"{type: int, min: 3, max: 2}", "bounds: max 2 is below min 3"},
		{"{type: decimal, min: '1.10', max: '1.09'}", "bounds: max 1.09 is below min 1.10"},
		{"{type: Serial, min: 3}", "bounds: Serial has no min of its own here | they stand in the declaration of Serial"},
		{"{type: optional(Struct), max: 3, pattern: x}", "bounds: Struct has no max of its own here | Struct is no scalar\nbounds: Struct has no pattern of its own here | Struct is no scalar"},
	}
	for _, test := range tests {
		t.Run(test.field, func(t *testing.T) {
			unit, list := checkOne(t, "types: {Serial: string, Struct: {fields: {}}, A: {fields: {x: "+test.field+"}}}")
			r := unit.Packages[0].Files[0].Types[2].Struct.Fields[0].Rules
			got := r.Min + ".." + r.Max
			if len(list) > 0 {
				got = plain(brief(list))
			}
			if got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// plain returns brief diagnostics without their places.
func plain(text string) string {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for i, line := range lines {
		_, lines[i], _ = strings.Cut(line, " ")
	}
	return strings.Join(lines, "\n")
}

func TestDefaults(t *testing.T) {
	tests := []struct{ field, want string }{
		{"{type: bool, default: True}", "bool true true"},
		{"{type: int, default: +7}", "int 7 7"},
		{"{type: int64, default: -9223372036854775808}", "int64 -9223372036854775808 -9223372036854775808"},
		{"{type: float, default: 21}", "float 21 21"},
		{"{type: float, default: 1e21}", "float 1e+21 1e+21"},
		{"{type: float32, default: 0.1}", "float32 0.1 0.1"},
		{`{type: string, default: "a\"\n"}`, "string a\"\n \"a\\\"\\n\""},
		{"{type: string, default: ''}", `string  ""`},
		{"{type: time, default: 2024-01-31T12:00:00+02:00}", `time 2024-01-31T12:00:00+02:00 "2024-01-31T12:00:00+02:00"`},
		{"{type: timestamp, default: '1970-01-01T00:00:01Z'}", "timestamp 1000000000 1000000000"},
		{"{type: duration, default: 1m30s}", "duration 90000000000 90000000000"},
		{"{type: date, default: 2024-01-31}", `date 2024-01-31 "2024-01-31"`},
		{"{type: uuid, default: 123E4567-e89b-12d3-a456-426614174000}", `uuid 123e4567-e89b-12d3-a456-426614174000 "123e4567-e89b-12d3-a456-426614174000"`},
		{"{type: decimal, default: 1.50}", `decimal 1.50 "1.50"`},
		{"{type: uri, default: com.x}", `uri com.x "com.x"`},
		{"{type: uri_pattern, default: com..x.}", `uri_pattern com..x. "com..x."`},
		{"{type: name, default: x}", `name x "x"`},
		{"{type: id, default: 1}", "id 1 1"},
		{"{type: Mode, default: heat}", `named heat "heat"`},
		{"{type: Serial, default: ab}", `string ab "ab"`},

		{"{type: bool, default: yes}", "default: default of bool: want true or false, got a string | write true"},
		{"{type: bool, default: 0}", "default: default of bool: want true or false, got an integer | write false"},
		{"{type: float, max: 2, default: '1.5'}", "default: default of float: want a number, got a string | write 1.5, without quotes"},
		{"{type: int, default: '7'}", "default: default of int: want an integer, got a string | write 7, without quotes"},
		{"{type: int8, default: 128}", "default: default of int8: 128 is not between -128 and 127"},
		{"{type: int, default: 9223372036854775808}", "default: default of int: 9223372036854775808 is not between -9223372036854775808 and 9223372036854775807"},
		{"{type: float, default: x}", "default: default of float: want a number, got a string"},
		{"{type: string, default: 5}", `default: default of string: want text, got an integer | quote it: "5"`},
		{"{type: string, default: off}", `default: default of string: off is not text to everyone: YAML 1.1 reads it as false | quote it: "off"`},
		{"{type: time, default: noon}", "default: default of time: want a time | write it like 2024-01-31T12:00:00Z"},
		{"{type: time, default: 5}", "default: default of time: want a time, got an integer"},
		{"{type: timestamp, default: '2500-01-01T00:00:00Z'}", "default: default of timestamp: a timestamp is between the years 1678 and 2262"},
		{"{type: date, default: 2024-02-30}", "default: default of date: want a date | write it like 2024-01-31"},
		{"{type: duration, default: true}", "default: default of duration: want a duration | write it like 30s, 250ms or 1h30m"},
		{"{type: uuid, default: x}", "default: default of uuid: want a UUID | write it like 123e4567-e89b-12d3-a456-426614174000"},
		{"{type: decimal, default: .5}", "default: default of decimal: want a decimal number, like 12.50"},
		{"{type: uri, default: com..x}", "default: default of uri: want a URI: a component is empty"},
		{"{type: uri_pattern, default: 'a b'}", "default: default of uri_pattern: want a URI pattern: no white space and no #"},
		{"{type: name, default: a.b}", "default: default of name: want one component of a URI"},
		{"{type: id, default: 0}", "default: default of id: 0 is not between 1 and 9007199254740992"},
		{"{type: bytes, default: x}", "default: bytes has no default | scalars other than bytes and any, and enums do"},
		{"{type: any, default: x}", "default: any has no default | scalars other than bytes and any, and enums do"},
		{"{type: list(int), default: 5}", "default: list(int) has no default | scalars other than bytes and any, and enums do"},
		{"{type: Struct, default: 5}", "default: Struct has no default | scalars other than bytes and any, and enums do"},
		{"{type: optional(int), default: 5}", "default: optional(int) has no default | a field with a default may be absent as it is: write int"},
		{"{type: nullable(int), default: 5}", "default: nullable(int) has no default | scalars other than bytes and any, and enums do"},
		{"{type: Mode, default: het}", `default: "het" is not a value of Mode | did you mean "heat"?`},
		{"{type: Mode, default: off}", `default: default of Mode: off is not text to everyone: YAML 1.1 reads it as false | quote it: "off"`},
		{"{type: Serial, default: a}", `default: default of Serial: "a" is shorter than min 2`},
		{"{type: Serial, default: abcd}", `default: default of Serial: "abcd" is longer than max 3`},
		{"{type: Serial, default: ab1}", `default: default of Serial: "ab1" does not match the pattern`},
		{"{type: int, default: 1, min: 2}", "default: default of int: 1 is below min 2"},
		{"{type: duration, default: 3s, max: 2s}", "default: default of duration: 3s is above max 2s"},
		{"{type: string, default: ab, pattern: ^b}", `default: default of string: "ab" does not match the pattern`},
		{"{type: string, default: " + strings.Repeat("x", 1001) + "}", "default: the default has more than 1000 bytes"},
	}
	for _, test := range tests {
		t.Run(test.field[:min(len(test.field), 60)], func(t *testing.T) {
			unit, list := checkOne(t, "types: {Serial: {type: string, min: 2, max: 3, pattern: '^[a-z]*$'}, Mode: {enum: [heat, 'off']}, Struct: {fields: {}}, A: {fields: {x: "+test.field+"}}}")
			f := unit.Packages[0].Files[0].Types[3].Struct.Fields[0]
			got := plain(brief(list))
			if len(list) == 0 {
				got = fmt.Sprintf("%s %s %s", f.Default.Kind, f.Default.Text, f.Default.JSON())
			}
			if got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			if f.Default != nil && f.Default.Kind == Named && f.Default.Enum.Name != f.Default.Text {
				t.Errorf("value of the enum is %+v", f.Default.Enum)
			}
		})
	}
}

func TestPatterns(t *testing.T) {
	tests := []struct{ pattern, want string }{
		{`^[a-z0-9-]{1,32}$`, ""},
		{`^\d{3}\.\w+\/\-?`, "ECMAScript refuses the escape \\- | write -"},
		{`^(?:a|b)*?(?<name>x)[^\]\-\\]\b.$`, ""},
		{`\p{L}\P{Lu}\x41\t[\n\v\f\r]`, ""},
		{`é{2,}|[^"]`, ""},
		{``, "the pattern is empty"},
		{`(`, "missing closing ): `(`"},
		{`(?=x)`, "invalid or unsupported Perl syntax: `(?=` | patterns have no lookahead and no lookbehind"},
		{`\u0041`, "invalid escape sequence: `\\u` | write the character itself"},
		{`(a)\1`, "invalid escape sequence: `\\1` | patterns have no back references"},
		{`\s`, `Go and ECMAScript disagree about \s | write the characters: [ \t\r\n]`},
		{`[^\S]`, `Go and ECMAScript disagree about \S | write the characters: [^ \t\r\n] for all that are no space`},
		{`\S`, `Go and ECMAScript disagree about \S | write the characters: [^ \t\r\n]`},
		{`[,\s]`, `Go and ECMAScript disagree about \s | write the characters:  \t\r\n`},
		{`\Aa`, `ECMAScript has no \A | write ^`},
		{`a\z`, `ECMAScript has no \z | write $`},
		{`\Qa\E`, `ECMAScript has no \Q...\E | escape the characters one by one`},
		{`\a`, `ECMAScript has no \a`},
		{`\101`, `ECMAScript has no octal numbers | write \x41 with two hexadecimal digits`},
		{`\x{41}`, `ECMAScript has no \x{...} | write the character itself`},
		{`\pL`, `ECMAScript wants braces after \p | write \p{L}`},
		{`\p{Greek}`, `ECMAScript names "Greek" otherwise | write the characters, or a category such as \p{L}`},
		{`\_`, `ECMAScript refuses the escape \_ | write _`},
		{`[[:alpha:]]`, "ECMAScript has no classes like [:alpha:] | write the characters, such as a-z"},
		{`[]a]`, `ECMAScript ends a class at "]" | write \]`},
		{`[^]a]`, `ECMAScript ends a class at "]" | write \]`},
		{`(?P<n>a)`, "ECMAScript writes named groups otherwise | write (?<name>...)"},
		{`(?i)a`, "ECMAScript has no flags in a pattern | write both cases: [aA]"},
		{`(?i:a)`, "ECMAScript has no flags in a pattern | write both cases: [aA]"},
		{`a{`, `ECMAScript refuses "{" alone | write \{`},
		{`a{,3}`, `ECMAScript refuses "{" alone | write \{`},
		{`a}`, `ECMAScript refuses '}' alone | write \}`},
		{`a]`, `ECMAScript refuses ']' alone | write \]`},
		{`^*a`, "ECMAScript does not repeat ^ | remove the repetition"},
		{`a\b+`, `ECMAScript does not repeat \b | remove the repetition`},
		{`a{1001}`, "invalid repeat count: `{1001}` | a repetition is at most 1000"},
		{`((abcdefghij){10}){100}`, "the pattern is too large when its repetitions are written out"},
		{strings.Repeat("a", 1001), "the pattern has more than 1000 bytes"},
	}
	for _, test := range tests {
		t.Run(test.pattern[:min(len(test.pattern), 40)], func(t *testing.T) {
			quoted := "'" + strings.ReplaceAll(test.pattern, "'", "''") + "'"
			unit, list := checkOne(t, "types: {A: {type: string, pattern: "+quoted+"}}")
			want := test.want
			if want != "" {
				want = "pattern: " + want
			}
			if got := plain(brief(list)); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			if r := unit.Packages[0].Files[0].Types[0].Scalar.Rules; test.want == "" && r.Pattern != test.pattern {
				t.Errorf("pattern is %q", r.Pattern)
			}
		})
	}
	runFaults(t, []faultTest{
		{"place", `types: {A: {type: string, pattern: '^a\z'}, B: {type: string, pattern: 'a++'}, C: {type: string, pattern: 'a\p{Greek}'}}`,
			"4:39-41 pattern: ECMAScript has no \\z | write $\n" +
				"4:74-76 pattern: invalid nested repetition operator: `++`\n" +
				"4:109-118 pattern: ECMAScript names \"Greek\" otherwise | write the characters, or a category such as \\p{L}\n"},
		{"not on text", "types: {A: {type: int, pattern: a}, B: {fields: {x: {type: list(string), pattern: a}}}}",
			`4:33-34 pattern: int has no pattern | text does: string, uri, uri_pattern, name
4:83-84 pattern: list(string) has no pattern | text does: string, uri, uri_pattern, name
`},
	})
}
