package syntax

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/wampgen/wampgen/gen/diag"
)

// yamlFaults explains what the library complains about. Of faults whose line it
// tells exactly, that line is used, else the fault is looked for.
var yamlFaults = []struct {
	text    string // of the library
	exact   bool
	message string
	hint    string
}{
	{"mapping values are not allowed in this context", true, faultKeyInValue, "check the indentation"},
	{"found character that cannot start any token", true, "a value cannot start like this", "quote it"},
	{"found a tab character", false, "a tab in the indentation", "indent with spaces"},
	{"found unexpected end of stream", true, faultNoQuote, ""},
	{"found unexpected document indicator", true, faultNoQuote, ""},
	{"found unknown escape character", true, `unknown escape in a "..." value`, `use '...', where \ is an ordinary character`},
	{"did not find expected hexdecimal number", true, `unknown escape in a "..." value`, `use '...', where \ is an ordinary character`},
	{"could not find expected ':'", true, faultNoColon, spaceHint},
	{"did not find expected ',' or '}'", false, faultNoComma, "quote values with special characters"},
	{"did not find expected ',' or ']'", false, faultNoItem, "quote values with special characters"},
	{"did not find expected '-' indicator", false, "a list item is not indented like the others", ""},
	{"did not find expected key", false, faultNoKey, "check the indentation, and quote values with special characters"},
	{"did not find expected node content", false, faultNoValue, ""},
	{"unknown anchor", false, "aliases are not allowed", `quote the value if it is meant to begin with "*"`},
	{"did not find expected alphabetic or numeric character", true, "anchors and aliases are not allowed", `quote the value if it is meant to begin with "&" or "*"`},
	{"did not find expected <document start>", false, "nothing may follow the end of the document", ""},
	{"block sequence entries are not allowed", true, `"- " cannot begin a list here`, "begin it on a new line, or write [a, b]"},
	{"mapping keys are not allowed", true, `a value cannot begin with "? "`, "quote it"},
	{"exceeded max depth", false, "maps and lists are nested too deep", ""},
}

// Faults that are explained further.
const (
	faultKeyInValue = "a key inside a value"
	faultNoColon    = `a key without ":"`
	faultGluedColon = `":" without a space after it`
	faultNoKey      = "a key was expected here"
	faultNoValue    = "a value was expected here"
	faultNoComma    = `"," or "}" is missing`
	faultNoItem     = `"," or "]" is missing`
	faultNoQuote    = "a quoted value is not closed"

	spaceHint = `write "key: value", with a space after the colon`
)

var yamlLine = regexp.MustCompile(`^line ([0-9]+): `)

// explainYAML makes a diagnostic of an error of the library, which tells at best
// a line near the fault.
func explainYAML(s *source, err error) diag.Diagnostic {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	line := 0
	if m := yamlLine.FindStringSubmatch(text); m != nil {
		line, _ = strconv.Atoi(m[1]) // digits; what does not fit is out of the file
		text = text[len(m[0]):]
	}
	d := diag.Diagnostic{Rule: ruleSyntax, Message: text}
	exact := false
	for _, fault := range yamlFaults {
		if strings.Contains(text, fault.text) {
			d.Message, d.Hint, exact = fault.message, fault.hint, fault.exact
			break
		}
	}
	first := line
	if !exact || line < 1 || line > len(s.starts) {
		opened := line + 1 // of these faults the library tells the line before the bracket
		line = findFault(s, err.Error(), line)
		first = line
		if strings.Contains(text, "did not find expected ','") && opened > 1 && opened < line {
			first = opened
			d.Hint = fmt.Sprintf("the bracket in line %d is still open", opened)
		}
	}
	d.Pos = s.trimmedLine(line)
	explain(s, first, line, &d)
	return d
}

// explain looks closer at the lines of a fault.
func explain(s *source, first, last int, d *diag.Diagnostic) {
	if explainTrap(s, last, d) {
		return
	}
	switch d.Message {
	case faultKeyInValue, faultNoColon:
		explainBefore(s, last, d)
	case faultNoComma, faultNoItem, faultNoKey, faultNoValue, faultNoQuote:
		explainFlow(s, first, last, d)
	}
}

// trimmedLine returns the position of a line, counted from 1, without its
// indentation.
func (s *source) trimmedLine(line int) diag.Position {
	text := s.line(line - 1)
	trimmed := strings.TrimLeft(text, " \t")
	from := s.starts[line-1] + len(text) - len(trimmed)
	return s.span(from, from+len(strings.TrimRight(trimmed, " \t")))
}

// maxSearch bounds the files in which a fault is looked for: each try reads the
// file anew.
const maxSearch = 128 << 10

// findFault returns the line, counted from 1, that holds a fault: the shortest
// beginning of the file that has it no matter what follows. Where that takes
// too long it is the line that the library tells.
func findFault(s *source, message string, told int) int {
	if len(s.data) > maxSearch {
		return min(max(told, 1), len(s.starts))
	}
	lo, hi := 0, len(s.starts) // lo lines are not enough, hi lines are
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; faulty(s.data[:s.starts[mid]], message) {
			hi = mid
		} else {
			lo = mid
		}
	}
	for hi > 1 && strings.TrimSpace(s.line(hi-1)) == "" { // the fault is that nothing follows
		hi--
	}
	return hi
}

// faulty reports whether a text has a fault, however it is continued: an open
// bracket alone is none.
func faulty(text []byte, message string) bool {
	for _, more := range []string{"", "}", "]"} {
		decoder := yaml.NewDecoder(bytes.NewReader(append(bytes.Clone(text), more...)))
		var err error
		for err == nil {
			_, err = decodeYAML(decoder)
		}
		if err.Error() != message {
			return false
		}
	}
	return true
}
