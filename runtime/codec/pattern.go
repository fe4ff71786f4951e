package codec

import (
	"regexp"
	"sync"
)

// Pattern is a regular expression of a schema, by RE2, that is compiled when it
// is first used.
type Pattern struct {
	text    string
	compile func() (*regexp.Regexp, error)
}

// NewPattern returns the pattern. It matches anywhere in a text unless it is anchored.
func NewPattern(re string) *Pattern {
	return &Pattern{text: re, compile: sync.OnceValues(func() (*regexp.Regexp, error) { return regexp.Compile(re) })}
}

// Match notes a fault of the rule "pattern" if the text does not match. A pattern
// that is none matches nothing.
func (v *Validator) Match(s string, p *Pattern) {
	re, err := p.compile()
	if err != nil {
		v.Fail("pattern", "match pattern: %v", err)
		return
	}
	if !re.MatchString(s) {
		v.Fail("pattern", "want a match of %q", p.text)
	}
}
