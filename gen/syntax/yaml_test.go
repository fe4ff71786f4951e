package syntax

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLoadYAML(t *testing.T) {
	runLoad(t, []loadTest{
		{"empty", "", `n""`, ""},
		{"only a comment", "# nothing\n", `n""`, ""},
		{"byte order mark and CRLF", "\ufeffa: b\r\nc: d\r\n", `{a:s"b" c:s"d"}`, ""},
		{"scalars", "a: [b, 1, -2.5, true, null, ~, 'x', \"1\"]", `{a:[s"b" i"1" f"-2.5" b"true" n"null" n"~" s"x" s"1"]}`, ""},
		{"block scalars", "a: |\n  x\n  y\nb: >-\n  x\n  y\n", `{a:s"x\ny\n" b:s"x y"}`, ""},
		{"ambiguous strings", "a: [off, Yes, ON, y, n, 1_000, 0b1, 1:30, 2024-01-01, 2024-1-1 1:00:00]",
			`{a:[s"off"? s"Yes"? s"ON"? s"y" s"n" s"1_000"? s"0b1"? s"1:30"? s"2024-01-01"? s"2024-1-1 1:00:00"?]}`, ""},
		{"numbers that versions disagree about", "[010, 0o7, -00.5, .inf, -.INF, .nan]", "[broken broken broken broken broken broken]",
			`1:2-5 plain-number: versions of YAML disagree about the number 010 | write it without leading zeros, or quote it if it is a string
1:7-10 plain-number: versions of YAML disagree about the number 0o7 | write it without leading zeros, or quote it if it is a string
1:12-17 plain-number: the number -00.5 has leading zeros | write it without leading zeros, or quote it if it is a string
1:19-23 plain-number: .inf is not a finite number | quote it if it is a string
1:25-30 plain-number: -.INF is not a finite number | quote it if it is a string
1:32-36 plain-number: .nan is not a finite number | quote it if it is a string
`},
		{"endless number", "a: " + strings.Repeat("9", 101), "{a:broken}", "1:4-105 plain-number: a number has more than 100 digits\n"},
		{"duplicate key", "a: 1\nb: 2\na: 3\n", `{a:i"1" b:i"2"}`, "3:1-2 duplicate-key: duplicate key \"a\" | the first one is in line 1\n"},
		{"duplicate key in other words", "a: 1\n'a': 3\n", `{a:i"1"}`, "2:1-4 duplicate-key: duplicate key \"a\" | the first one is in line 1\n"},
		{"keys that are no strings", "x: {1: a}\ny: {off: b}\nz: {null: c, true: d}\n[v]: e\n", "broken",
			`1:5-6 string-key: a key must be a string, not an integer | quote it: "1"
2:5-8 string-key: the key off is not a string to everyone: YAML 1.1 reads it as false | quote it: "off"
3:5-9 string-key: a key must be a string, not nothing | quote it: "null"
3:14-18 string-key: a key must be a string, not a boolean | quote it: "true"
4:1-2 string-key: a key must be a string, not a list | quote it if it is meant as text
`},
		{"a key that is ambiguous stays", "off: 1", `{off:i"1"}`,
			"1:1-4 string-key: the key off is not a string to everyone: YAML 1.1 reads it as false | quote it: \"off\"\n"},
		{"anchor and alias", "a: &x b\nc: *x\n", `{a:s"b" c:broken}`,
			"1:4-6 no-alias: anchors are not allowed | remove \"&x\"\n2:4-6 no-alias: aliases are not allowed | write the value itself\n"},
		{"anchor of a key that is no string", "&a 5: x", "broken", "1:1-3 no-alias: anchors are not allowed | remove \"&a\"\n"},
		{"unknown alias", "a: 1\nc: *x\n", "nil", "2:1-6 syntax: aliases are not allowed | quote the value if it is meant to begin with \"*\"\n"},
		{"alias that holds itself", "a: &x [*x]", "{a:[broken]}",
			"1:4-6 no-alias: anchors are not allowed | remove \"&x\"\n1:8-10 no-alias: aliases are not allowed | write the value itself\n"},
		{"merge key", "a:\n  <<: {x: 1}\n  y: 2\n", "{a:broken}", "2:3-5 no-alias: merge keys are not allowed | write the keys themselves\n"},
		{"quoted merge key is a key", "'<<': 1", `{<<:i"1"}`, ""},
		{"tags", "a: !x b\nc: !!str 5\nd: !!binary aa\ne: !y [1]\n", "{a:broken c:broken d:broken e:broken}",
			`1:4-6 no-tag: the tag !x is not allowed | remove it; quotes make a value a string
2:4-9 no-tag: the tag !!str is not allowed | remove it; quotes make a value a string
3:4-12 no-tag: the tag !!binary is not allowed | remove it; quotes make a value a string
4:4-6 no-tag: the tag !y is not allowed | remove it; quotes make a value a string
`},
		{"comma in parentheses", "{a: map(string, int), b: 1}", `{a:broken b:i"1"}`, "1:5-21 syntax: a comma ends a value in braces | write map(int)\n"},
		{"comma in parentheses of a text", "{a: it (is, was) so}", `{a:broken}`, "1:5-20 syntax: a comma ends a value in braces | quote it: \"it (is, was) so\"\n"},
		{"entries without a colon", "{a: b (c, d: e), f), g}", `{a:s"b (c" d:s"e)" f):n"" g:n""}`, ""},
		{"second document", "a: b\n---\nc: d\n", `{a:s"b"}`, "2:1-0 one-document: the file has a second document | make it a file of its own\n"},
		{"broken second document", "a: b\n---\nc: [\n", "nil", "3:4-5 syntax: \"[\" is not closed\n"},
		{"too many values", "[" + strings.Repeat("1, ", 20) + "]", "nil", "1:59-0 file-limit: the file has more than 20 values\n"},
		{"too deep", "[[[[[[1]]]]]]", "nil", "1:6-0 file-limit: maps and lists are nested more than 5 deep\n"},
		{"too large", strings.Repeat(" ", 301), "nil", "0:0-0 file-limit: the file has 301 bytes, the limit is 300\n"},
		{"UTF-16", "\xff\xfea\x00", "nil", "0:0-0 encoding: the file is UTF-16 | save it as UTF-8\n"},
		{"UTF-16 without a mark", "a\x00:\x00", "nil", "0:0-0 encoding: the file is UTF-16 | save it as UTF-8\n"},
		{"UTF-16 of the other order", "\x00a\x00:", "nil", "0:0-0 encoding: the file is UTF-16 | save it as UTF-8\n"},
		{"invalid UTF-8", "a: b\né: \xff\n", "nil", "2:4-0 encoding: invalid UTF-8: byte 0xff | save the file as UTF-8\n"},
		{"NUL", "a: b\x00", "nil", "1:5-6 encoding: the control character '\\x00' | remove it, or write it as an escape in double quotes\n"},
		{"line separator", "a: b\u2028c", "nil", "1:5-6 encoding: the character '\\u2028', which YAML takes for the end of a line | remove it, or write it as an escape in double quotes\n"},
		{"byte order mark inside", "a: \ufeffb", "nil", "1:4-5 encoding: the character '\\ufeff', which YAML does not allow | remove it, or write it as an escape in double quotes\n"},
		{"lone carriage return", "a: b\rc: d", "nil", "1:5-0 encoding: carriage return without a line feed | end lines with a line feed\n"},
	}, LoadYAML)
}

func TestBare(t *testing.T) {
	node, list := LoadYAML("f", []byte("{a: 1, b, c: , d: '', \"e\" , f:\n, g }"), Limits{})
	if len(list) > 0 {
		t.Fatal(brief(list))
	}
	got := map[string]bool{}
	for _, p := range node.Pairs {
		got[p.Key.Text] = p.Bare
	}
	want := map[string]bool{"a": false, "b": true, "c": false, "d": false, "e": true, "f": false, "g": true}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("entries without a colon (-want +got):\n%s", d)
	}
}

func TestYAMLFaults(t *testing.T) {
	tests := []struct{ text, want string }{
		{"a: {b: float?, c: d}", `4:8-14 syntax: "?" does not make a type optional | write optional(float)`},
		{"a: {b: list(int)?}", `4:8-18 syntax: "?" does not make a type optional | write optional(list(int))`},
		{"a: {\n b: d,\n c: float?,\n d: e\n }", `6:5-11 syntax: "?" does not make a type optional | write optional(float)`},
		{"a: []string", `4:4-12 syntax: "[]" does not make a list type | write list(string)`},
		{"a: {b: []string}", `4:8-16 syntax: "[]" does not make a list type | write list(string)`},
		{"a: {uri: com.{id}.b}", `4:10-20 syntax: braces must be quoted here | write "com.{id}.b"`},
		{"uri: {id}.b", `4:6-12 syntax: braces must be quoted here | write "{id}.b"`},
		{"a: `x`", "4:4-7 syntax: a value cannot start with this character | write \"`x`\""},
		{"\ta: b", "4:1-2 syntax: a tab in the indentation | indent with spaces"},
		{"  a:\n\t  b: c", "5:1-2 syntax: a tab in the indentation | indent with spaces"},
		{"a: b: c", `4:5-6 syntax: ": " inside a value | quote the value`},
		{"a: b\n  c: d", `5:3-7 syntax: a key inside a value | check the indentation`},
		{"a: 'x", "4:4-6 syntax: a quoted value is not closed"},
		{"a: {b: 'x, c: d}", "4:8-17 syntax: a quoted value is not closed"},
		{"a: {b: it's, c: 'd}", "4:17-20 syntax: a quoted value is not closed"},
		{"a: {b: \"x, c: d}\nb: {c: \"y\"}", "4:8-17 syntax: a quoted value is not closed in its line"},
		{`p: "\d"`, `4:5-7 syntax: unknown escape in a "..." value | use '...', where \ is an ordinary character`},
		{"a: [b", `4:4-5 syntax: "[" is not closed`},
		{"k: [\n a,\n b\n", `4:4-5 syntax: "[" is not closed`},
		{"a: {b: {c: d}", `4:4-5 syntax: "{" is not closed`},
		{"a: {b: c # }\nd: e}", `4:4-5 syntax: "{" is not closed`},
		{"a: {b: c # }\n  d: e\n}", `5:3-4 syntax: a comma is missing before "d" | or quotes, if it is text with ": " in it`},
		{"a: {b: {c: [d, e}}}", `4:17-18 syntax: "}" where "[" is still open`},
		{"a: {b: c}}", `4:10-11 syntax: "}" closes nothing`},
		{"a: {b: c d: e}", `4:10-11 syntax: a comma is missing before "d" | or quotes, if it is text with ": " in it`},
		{"a: {b: c: d}", `4:9-10 syntax: ":" inside a value without quotes | quote the value`},
		{"a: {b: {c: d} e: f}", `4:15-16 syntax: a comma is missing before "e"`},
		{"a: {b: {c: d}, e: see {f} there}", `4:23-24 syntax: "{" inside a value without quotes | quote the value`},
		{"a: {b: 'c {', d: \"e: {\", f: g h: i} # {", `4:31-32 syntax: a comma is missing before "h" | or quotes, if it is text with ": " in it`},
		{"a: {b: x{y}, c: d}", `4:8-12 syntax: braces must be quoted here | write "x{y}"`},
		{"a: {}b", `4:6-7 syntax: text after "}" | quote the value if it is meant to begin with a bracket`},
		{"a: [a-z]+", `4:9-10 syntax: text after "]" | quote the value if it is meant to begin with a bracket`},
		{"a: {b: int[], c: d}", `4:8-13 syntax: "[]" does not make a list type | write list(int)`},
		{"a: {b: map[string]int, c: d}", "4:8-22 syntax: brackets do not make a map type | write map(int)"},
		{"a: {b: Dict[str, int], c: d}", "4:8-22 syntax: brackets do not make a map type | write map(int)"},
		{"a: {b: list[int], c: d}", "4:8-17 syntax: brackets do not make a list type | write list(int)"},
		{"a: {b: {pattern: [a-z]+}}", "4:18-24 syntax: the pattern has signs of YAML | write it in single quotes: '...'"},
		{"a: {pattern: [a-z]+, c: d}", "4:14-20 syntax: the pattern has signs of YAML | write it in single quotes: '...'"},
		{"a: \u00a0{b: c}", "4:4-5 syntax: a character that looks like a space and is none to YAML | write a space"},
		{"- a\nb: c", "4:1-4 syntax: a key was expected here | check the indentation, and quote values with special characters"},
		{"a: 'it's'", "4:8-10 syntax: text after the end of a quoted value | write '' for a ' inside '...'"},
		{`a: {b: "x" y}`, `4:12-13 syntax: text after the end of a quoted value | write \" for a " inside "..."`},
		{"doc: is it so? yes: no", `4:19-20 syntax: ": " inside a value | quote the value`},
		{"k:\n  a: 1\n b: 2", "6:2-6 syntax: a key was expected here | check the indentation, and quote values with special characters"},
		{"a:b", `4:1-4 syntax: ":" without a space after it | write "key: value", with a space after the colon`},
		{"a:b\n\n# note\nb: c", `4:1-4 syntax: ":" without a space after it | write "key: value", with a space after the colon`},
		{"a\nb: c", `4:1-2 syntax: a key without ":" | write "key: value", with a space after the colon`},
		{"a\n  b: {c: d}", `4:1-2 syntax: a key without ":" | write "key: value", with a space after the colon`},
		{"// note\nb: c", `4:1-8 syntax: not a comment | a comment begins with "#"`},
		{"/* note */", `4:1-11 syntax: not a comment | a comment begins with "#"`},
		{"a:\n  doc: |\n  text\n  b: c", `6:3-7 syntax: text of a block is not indented | indent it more than the key above`},
		{"a: *", `4:1-5 syntax: anchors and aliases are not allowed | quote the value if it is meant to begin with "&" or "*"`},
		{"a: }", "4:1-5 syntax: a value was expected here"},
		{"a: - b", `4:1-7 syntax: "- " cannot begin a list here | begin it on a new line, or write [a, b]`},
		{"a: b\n...\nc: d", "6:1-5 syntax: nothing may follow the end of the document"},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			node, list := LoadYAML("f", []byte("x: 1\ny:\n  k: v\n"+test.text+"\nz: 1\nw:\n  - 2\n"), Limits{})
			if got := brief(list); node != nil || got != test.want+"\n" {
				t.Errorf("node %s, diagnostics\n%swant\n%s", dump(node), got, test.want)
			}
			checkRules(t, list)
		})
	}
}

// Bombs: what is small and would grow, or is large and says nothing.
func TestYAMLBombs(t *testing.T) {
	const n = 1 << 16
	bombs := map[string]string{
		"spaces":       "a:" + strings.Repeat(" ", n) + "b",
		"line feeds":   strings.Repeat("\n", n),
		"comments":     strings.Repeat("- a #\n", n/6),
		"flow lists":   strings.Repeat("[", n),
		"block lists":  strings.Repeat("- ", n/2),
		"complex keys": strings.Repeat("? ", n/2),
		"aliases": "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n" +
			"d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d,*d]\n",
		"values": "[" + strings.Repeat("a,", 2*n) + "]",
		"keys":   strings.Repeat("a: b\n", n/5),
		"open":   strings.Repeat("a: [\n", n/5),
		"digits": "a: 0x" + strings.Repeat("f", n),
	}
	for name, text := range bombs {
		t.Run(name, func(t *testing.T) {
			node, list := LoadYAML("f", []byte(text), Limits{})
			if name != "spaces" && name != "line feeds" && name != "comments" && !list.HasErrors() {
				t.Errorf("no error, node of kind %v", node.Kind)
			}
		})
	}
}
