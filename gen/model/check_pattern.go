package model

import (
	"errors"
	"regexp/syntax"
	"strings"

	"github.com/wampgen/wampgen/gen/schema"
)

const (
	maxPattern     = 1000 // bytes
	maxPatternSize = 4000 // characters to match after repetitions are written out
)

// pattern checks a pattern and returns it, or "".
func (c *checker) pattern(t Type, p *schema.Text) string {
	switch t.Kind {
	case String, URI, URIPattern, Name:
	default:
		c.list.Errorf(p.Pos, rulePattern, "%s has no pattern", t).Hint = "text does: string, uri, uri_pattern, name"
		return ""
	}
	if p.Value == "" {
		c.list.Errorf(p.Pos, rulePattern, "the pattern is empty")
		return ""
	}
	if len(p.Value) > maxPattern {
		c.list.Errorf(p.Pos, rulePattern, "the pattern has more than %d bytes", maxPattern)
		return ""
	}
	tree, err := syntax.Parse(p.Value, syntax.Perl)
	if err != nil {
		d := c.list.Errorf(p.Pos, rulePattern, "%s", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
		d.Hint = patternHint(p.Value)
		if fault, ok := errors.AsType[*syntax.Error](err); ok {
			if at := strings.Index(p.Value, fault.Expr); at >= 0 && fault.Expr != "" {
				d.Pos = p.Inside(at, at+len(fault.Expr))
			}
			if fault.Code == syntax.ErrInvalidRepeatSize {
				d.Hint = "a repetition is at most 1000"
			}
		}
		return ""
	}
	if size(tree) > maxPatternSize {
		c.list.Errorf(p.Pos, rulePattern, "the pattern is too large when its repetitions are written out")
		return ""
	}
	if d := differs(p.Value); d.message != "" {
		c.list.Errorf(p.Inside(d.start, d.end), rulePattern, "%s", d.message).Hint = d.hint
		return ""
	}
	return p.Value
}

// size returns the number of characters to match.
func size(re *syntax.Regexp) int {
	n := 1
	for _, sub := range re.Sub {
		n += size(sub)
	}
	if re.Op == syntax.OpLiteral {
		n = len(re.Rune)
	}
	if re.Op == syntax.OpRepeat {
		n *= max(re.Min, re.Max, 1)
	}
	return min(n, maxPatternSize+1)
}

// patternHint explains what RE2 lacks.
func patternHint(pattern string) string {
	switch {
	case strings.Contains(pattern, "(?=") || strings.Contains(pattern, "(?!") || strings.Contains(pattern, "(?<=") || strings.Contains(pattern, "(?<!"):
		return "patterns have no lookahead and no lookbehind"
	case strings.Contains(pattern, `\u`):
		return "write the character itself"
	case strings.Contains(pattern, `\1`) || strings.Contains(pattern, `\k`):
		return "patterns have no back references"
	default:
		return ""
	}
}
