package syntax

import (
	"regexp"
	"strings"

	"github.com/wampgen/wampgen/gen/diag"
)

var (
	lineComment = regexp.MustCompile(`^ *(//|/\*)`)
	gluedColon  = regexp.MustCompile(`^[ -]*[\w.-]+:[^\s:/]`)
	hasKey      = regexp.MustCompile(`:(\s|$)`)
	blockHeader = regexp.MustCompile(`: +[|>][-+0-9]* *(#.*)?$`)
)

// explainBefore makes a diagnostic better whose cause stands in the line before it:
// there a colon is missing, and what YAML reads on as the same value shows it.
func explainBefore(s *source, line int, d *diag.Diagnostic) bool {
	point := func(line int, message, hint string) bool {
		d.Pos, d.Message, d.Hint = s.trimmedLine(line), message, hint
		return true
	}
	if lineComment.MatchString(s.line(line - 1)) {
		return point(line, "not a comment", `a comment begins with "#"`)
	}
	if text := s.line(line - 1); gluedColon.MatchString(text) && !hasKey.MatchString(text) {
		return point(line, faultGluedColon, spaceHint)
	}
	before := line - 1
	for before > 0 && blankLine(s.line(before-1)) {
		before--
	}
	if before == 0 {
		return false
	}
	switch text := s.line(before - 1); {
	case lineComment.MatchString(text):
		return point(before, "not a comment", `a comment begins with "#"`)
	case d.Message == faultNoColon:
		if blockHeader.MatchString(text) {
			return point(line, "text of a block is not indented", "indent it more than the key above")
		}
	case gluedColon.MatchString(text) && !hasKey.MatchString(text):
		return point(before, faultGluedColon, spaceHint)
	case !hasKey.MatchString(text) && !strings.ContainsAny(text, `{}[]"'`):
		return point(before, faultNoColon, spaceHint)
	}
	return false
}

func blankLine(text string) bool {
	text = strings.TrimSpace(text)
	return text == "" || text[0] == '#'
}
