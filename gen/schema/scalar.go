package schema

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/syntax"
)

// text reads a string, or returns nil.
func (p *parser) text(n *syntax.Node, what string) *Text {
	if !p.scalar(n, what, "text") {
		return nil
	}
	if n.Tag != syntax.String {
		p.list.Errorf(n.Pos, ruleAmbiguous, "%s must be text, not %s", what, n.Tag).Hint = quoteHint(n)
		return nil
	}
	if n.Ambiguous != "" {
		p.list.Errorf(n.Pos, ruleAmbiguous, "%s is not text to everyone: %s", n.Text, n.Ambiguous).Hint = quoteHint(n)
		return nil
	}
	t := newText(n)
	return &t
}

// word reads a string that must not be empty.
func (p *parser) word(n *syntax.Node, what string) *Text {
	t := p.text(n, what)
	if t != nil && t.Value == "" {
		p.list.Errorf(n.Pos, ruleKind, "%s is empty", what)
		return nil
	}
	return t
}

// given reads a string whose absence would be another fault: of one that could
// not be read, the value is empty.
func (p *parser) given(n *syntax.Node, what string) *Text {
	if t := p.word(n, what); t != nil {
		return t
	}
	return &Text{Pos: n.Pos}
}

// value reads a scalar of any type, or returns nil.
func (p *parser) value(n *syntax.Node, what string) *Value {
	if !p.scalar(n, what, "a single value") {
		return nil
	}
	v := &Value{Text: newText(n), Tag: n.Tag, Ambiguous: n.Ambiguous}
	if n.Tag == syntax.Int || n.Tag == syntax.Float {
		v.Number = n.Number()
	}
	return v
}

// scalar reports whether a node is a scalar with something in it.
func (p *parser) scalar(n *syntax.Node, what, want string) bool {
	switch {
	case n.Kind == syntax.Broken:
		return false
	case n.Kind != syntax.Scalar:
		p.list.Errorf(n.Pos, ruleKind, "%s must be %s, not %s", what, want, n.Kind)
		return false
	case n.Tag == syntax.Null:
		d := p.list.Errorf(n.Pos, ruleKind, "%s has no value", what)
		if n.Text != "" {
			d.Hint = quoteHint(n) + ", if it is meant as text"
		}
		return false
	default:
		return true
	}
}

// flag reads true or false.
func (p *parser) flag(n *syntax.Node, what string) bool {
	if !p.scalar(n, what, "true or false") {
		return false
	}
	if n.Tag == syntax.Bool {
		return strings.EqualFold(n.Text, "true")
	}
	d := p.list.Errorf(n.Pos, ruleKind, "%s must be true or false, not %s", what, n.Tag)
	switch strings.ToLower(n.Text) {
	case "yes", "on", "true", "y", "1":
		d.Hint = "write true"
	case "no", "off", "false", "n", "0":
		d.Hint = "write false"
	}
	if n.Quoted && d.Hint != "" {
		d.Hint += ", without quotes"
	}
	return false
}

// maxCount bounds counts: what an int holds on every machine.
const maxCount = 1<<31 - 1

// count reads a positive integer, or returns 0.
func (p *parser) count(n *syntax.Node, what string) int {
	if !p.scalar(n, what, "an integer") {
		return 0
	}
	if n.Tag != syntax.Int {
		p.list.Errorf(n.Pos, ruleKind, "%s must be an integer, not %s", what, n.Tag)
		return 0
	}
	i, err := strconv.ParseInt(n.Number(), 10, 64)
	if err != nil || i < 1 || i > maxCount {
		p.list.Errorf(n.Pos, ruleRange, "%s must be between 1 and %d", what, maxCount)
		return 0
	}
	return int(i)
}

// duration reads a positive duration, or returns 0.
func (p *parser) duration(n *syntax.Node, what string) time.Duration {
	if !p.scalar(n, what, "a duration") {
		return 0
	}
	d, err := time.ParseDuration(n.Text)
	switch {
	case n.Tag == syntax.Int || n.Tag == syntax.Float:
		p.list.Errorf(n.Pos, ruleDuration, "%s is a duration and needs a unit", what).Hint = fmt.Sprintf("write %ss or %sms", n.Text, n.Text)
	case err != nil:
		p.list.Errorf(n.Pos, ruleDuration, "%s must be a duration, not %q", what, n.Text).Hint = "write it like 30s, 250ms or 1h30m"
	case d <= 0:
		p.list.Errorf(n.Pos, ruleDuration, "%s must be more than nothing", what)
	default:
		return d
	}
	return 0
}

// choice reads one of a few words, or returns "".
func (p *parser) choice(n *syntax.Node, what string, words ...string) string {
	if !p.scalar(n, what, "a word") {
		return ""
	}
	if n.Tag == syntax.String && slices.Contains(words, n.Text) {
		return n.Text
	}
	d := p.list.Errorf(n.Pos, ruleChoice, "%s cannot be %q", what, n.Text)
	switch near := diag.Suggest(n.Text, words); {
	case len(words) == 1:
		d.Hint = fmt.Sprintf("write %s, or leave it out", words[0])
	case near != "":
		d.Hint = fmt.Sprintf("did you mean %q?", near)
	default:
		d.Hint = "it can be " + strings.Join(words, ", ")
	}
	return ""
}
