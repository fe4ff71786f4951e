package syntax

import (
	"unicode/utf8"

	"github.com/wampgen/wampgen/gen/diag"
)

// checkCharacters refuses what YAML refuses without telling where, and what it
// takes for the end of a line while editors do not.
func checkCharacters(s *source) diag.List {
	var list diag.List
	for i := 0; i < len(s.data); {
		c := s.data[i]
		if c >= ' ' && c < 0x7f || c == '\t' || c == '\n' || c == '\r' && i+1 < len(s.data) && s.data[i+1] == '\n' {
			i++
			continue
		}
		r, size := utf8.DecodeRune(s.data[i:])
		message, hint := "", "remove it, or write it as an escape in double quotes"
		switch {
		case r == '\r':
			message, hint = "carriage return without a line feed", "end lines with a line feed"
		case r == '\u0085' || r == '\u2028' || r == '\u2029':
			message = "the character %+q, which YAML takes for the end of a line"
		case r < ' ' || r >= 0x7f && r < 0xa0:
			message = "the control character %+q"
		case r == '\ufeff' || r == '\ufffe' || r == '\uffff':
			message = "the character %+q, which YAML does not allow"
		}
		if message != "" {
			if r != '\r' {
				list.Errorf(s.span(i, i+size), ruleEncoding, message, r).Hint = hint
			} else {
				list.Errorf(s.at(i), ruleEncoding, "%s", message).Hint = hint
			}
			return list
		}
		i += size
	}
	return nil
}
