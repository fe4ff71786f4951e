package syntax

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"

	"github.com/wampgen/wampgen/gen/diag"
)

// fail reports the first fault and returns its diagnostic for a hint.
func (r *jsonReader) fail(from, to int, format string, args ...any) *diag.Diagnostic {
	r.failed = true
	return r.list.Errorf(r.source.span(from, to), ruleSyntax, format, args...)
}

// seen names what comes next, for messages.
func (r *jsonReader) seen() string {
	rest := r.source.data[r.next:]
	if len(rest) == 0 {
		return "the end of the file"
	}
	for _, c := range string(rest[:min(len(rest), 4)]) {
		return fmt.Sprintf("%q", c)
	}
	return "nothing"
}

// badKey reports what stands where a key is wanted.
func (r *jsonReader) badKey() {
	d := r.fail(r.next, r.next+max(r.word(), 1), "want a key in double quotes, got %s", r.seen())
	if n := r.word(); n > 0 {
		d.Hint = fmt.Sprintf("write %q", r.source.data[r.next:r.next+n])
	} else if r.peek() == '\'' {
		d.Hint = "use double quotes"
	}
}

// word returns the length of the word that comes next, up to 40 bytes.
func (r *jsonReader) word() int {
	rest := r.source.data[r.next:]
	rest = rest[:min(len(rest), 40)]
	return len(rest) - len(bytes.TrimLeftFunc(rest, func(c rune) bool {
		return c == '_' || c == '$' || unicode.IsLetter(c) || unicode.IsDigit(c)
	}))
}

// badValue reports what stands where a value is wanted, beginning with a word.
func (r *jsonReader) badValue(word string) {
	if word == "" {
		d := r.fail(r.next, r.next+1, "want a value, got %s", r.seen())
		if r.peek() == '\'' {
			d.Hint = "use double quotes"
		}
		return
	}
	d := r.fail(r.next, r.next+len(word), "want a value, got %q", word)
	switch strings.ToLower(word) {
	case "true", "false", "null":
		d.Hint = "write " + strings.ToLower(word)
	case "none", "nil", "undefined":
		d.Hint = "write null"
	case "nan", "inf", "infinity":
		d.Hint = "JSON has finite numbers only"
	default:
		d.Hint = fmt.Sprintf("write %q", word)
	}
}
