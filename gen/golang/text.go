package golang

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dave/jennifer/jen"
)

// Lines of documentation that are longer than tooLong are broken at width; shorter ones
// stay as they were written.
const (
	tooLong = 100
	width   = 80
)

// comment returns documentation as line comments, one jennifer comment a line, or
// nothing if no paragraph holds text.
func comment(paragraphs ...string) []jen.Code {
	var code []jen.Code
	for _, line := range commentLines(paragraphs...) {
		code = append(code, jen.Comment(line))
	}
	return code
}

// commentLines returns documentation as the lines of a comment. It is the only way
// that text of a schema gets into one: whatever the text, each line begins with "// "
// and ends where it ends, so that it can be neither code, nor a directive, nor a
// build constraint.
func commentLines(paragraphs ...string) []string {
	var lines []string
	for _, p := range paragraphs {
		p := paragraph(p)
		if len(p) == 0 {
			continue
		}
		if len(lines) > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, p...)
	}
	for i, line := range lines {
		if trimmed := strings.TrimLeftFunc(line, unicode.IsSpace); strings.HasPrefix(trimmed, "+build") {
			line = `\` + trimmed // gofmt would make it a build constraint
		}
		lines[i] = strings.TrimRight("// "+line, " ")
	}
	return lines
}

// paragraph returns the lines of a text, without blank ones at its ends.
func paragraph(text string) []string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n").Replace(text)
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		lines = append(lines, wrap(plain(line))...)
	}
	for len(lines) > 0 && lines[0] == "" {
		lines = lines[1:]
	}
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// plain returns a line without characters that can not be seen: control and format
// characters, among them those that change the direction of writing, and what is
// not text at all.
func plain(line string) string {
	line = strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return r
		case r == unicode.ReplacementChar, unicode.IsControl(r), unicode.In(r, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp):
			return -1
		default:
			return r
		}
	}, line)
	return strings.TrimRightFunc(line, unicode.IsSpace)
}

// wrap breaks a line that is too long at its spaces. Indented lines are code, and
// stay as they are.
func wrap(line string) []string {
	const prefix = len("// ")
	if utf8.RuneCountInString(line) <= tooLong-prefix || strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t") {
		return []string{line}
	}
	var (
		lines []string
		b     strings.Builder
		size  int
	)
	for word := range strings.FieldsFuncSeq(line, func(r rune) bool { return r == ' ' }) {
		n := utf8.RuneCountInString(word)
		if size > 0 && size+1+n > width-prefix {
			lines = append(lines, b.String())
			b.Reset()
			size = 0
		}
		if size > 0 {
			b.WriteByte(' ')
			size++
		}
		b.WriteString(word)
		size += n
	}
	return append(lines, b.String())
}
