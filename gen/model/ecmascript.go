package model

import (
	"fmt"
	"strings"
)

// difference is a part of a pattern that ECMAScript reads otherwise than RE2.
type difference struct {
	start, end    int
	message, hint string
}

// differs returns the first difference of a pattern that RE2 accepts. ECMAScript
// is taken with its flag u, as JSON Schema does.
func differs(pattern string) difference {
	inClass := false
	for i := 0; i < len(pattern); {
		rest := pattern[i:]
		diff := func(n int, message, hint string) difference {
			return difference{i, min(i+n, len(pattern)), message, hint}
		}
		switch c := pattern[i]; {
		case c == '\\' && len(rest) > 1:
			if message, hint := escapeDiffers(rest[1], inClass, rest); message != "" {
				n := 2
				if end := strings.IndexByte(rest, '}'); end > 0 && (strings.HasPrefix(rest[2:], "{")) {
					n = end + 1
				}
				return diff(n, message, hint)
			}
			i += 2
			if strings.HasPrefix(rest[1:], "p{") || strings.HasPrefix(rest[1:], "P{") {
				i += strings.IndexByte(rest, '}') - 1
			}
			if assertion := rest[1] == 'b' || rest[1] == 'B'; assertion && i < len(pattern) && quantifies(pattern[i]) {
				return diff(1, "ECMAScript does not repeat "+rest[:2], "remove the repetition")
			}
			continue
		case inClass:
			if strings.HasPrefix(rest, "[:") {
				return diff(2, "ECMAScript has no classes like [:alpha:]", `write the characters, such as a-z`)
			}
			inClass = c != ']'
		case c == '[':
			if strings.HasPrefix(rest, "[]") || strings.HasPrefix(rest, "[^]") {
				return diff(2, `ECMAScript ends a class at "]"`, `write \]`)
			}
			inClass = true
			if strings.HasPrefix(rest, "[^") {
				i++
			}
		case strings.HasPrefix(rest, "(?") && !strings.HasPrefix(rest, "(?:") && !strings.HasPrefix(rest, "(?<"):
			if strings.HasPrefix(rest, "(?P<") {
				return diff(4, "ECMAScript writes named groups otherwise", "write (?<name>...)")
			}
			return diff(2, "ECMAScript has no flags in a pattern", "write both cases: [aA]")
		case c == ']' || c == '}':
			return diff(1, fmt.Sprintf("ECMAScript refuses %q alone", c), fmt.Sprintf(`write \%c`, c))
		case c == '{':
			end := strings.IndexByte(rest, '}')
			if end < 0 || !isRepetition(rest[1:end]) {
				return diff(1, `ECMAScript refuses "{" alone`, `write \{`)
			}
			i += end
		case (c == '^' || c == '$') && len(rest) > 1 && quantifies(rest[1]):
			return diff(2, fmt.Sprintf("ECMAScript does not repeat %c", c), "remove the repetition")
		}
		i++
	}
	return difference{}
}

// escapeDiffers tells what is wrong with an escape for ECMAScript.
func escapeDiffers(c byte, inClass bool, rest string) (message, hint string) {
	switch c {
	case 's', 'S':
		return `Go and ECMAScript disagree about \` + string(c), "write the characters: " + spaceCharacters(c == 'S', inClass)
	case 'A':
		return `ECMAScript has no \A`, "write ^"
	case 'z', 'Z':
		return `ECMAScript has no \` + string(c), "write $"
	case 'Q', 'E':
		return `ECMAScript has no \Q...\E`, "escape the characters one by one"
	case 'a', 'C':
		return `ECMAScript has no \` + string(c), ""
	case '0', '1', '2', '3', '4', '5', '6', '7':
		return "ECMAScript has no octal numbers", `write \x41 with two hexadecimal digits`
	case 'x':
		if strings.HasPrefix(rest, `\x{`) {
			return `ECMAScript has no \x{...}`, "write the character itself"
		}
	case 'p', 'P':
		if !strings.HasPrefix(rest[2:], "{") {
			return `ECMAScript wants braces after \` + string(c), fmt.Sprintf(`write \%c{%s}`, c, rest[2:min(3, len(rest))])
		}
		if name, _, _ := strings.Cut(rest[3:], "}"); len(name) > 2 || strings.HasPrefix(name, "^") {
			return fmt.Sprintf("ECMAScript names %q otherwise", name), `write the characters, or a category such as \p{L}`
		}
	default:
		if letterOrDigit(c) || strings.IndexByte(`^$\.*+?()[]{}|/`, c) >= 0 || c == '-' && inClass {
			return "", ""
		}
		return fmt.Sprintf(`ECMAScript refuses the escape \%c`, c), fmt.Sprintf("write %c", c)
	}
	return "", ""
}

// spaceCharacters returns what to write for \s, or what is no space, in a pattern.
func spaceCharacters(not, inClass bool) string {
	switch {
	case not && inClass:
		return `[^ \t\r\n] for all that are no space`
	case not:
		return `[^ \t\r\n]`
	case inClass:
		return ` \t\r\n`
	default:
		return `[ \t\r\n]`
	}
}

func letterOrDigit(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func quantifies(c byte) bool { return strings.IndexByte("*+?{", c) >= 0 }

// isRepetition reports whether a text stands in braces as in a{2,3}.
func isRepetition(text string) bool {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, text)
	return text != "" && text[0] != ',' && (digits == "" || digits == ",")
}
