package breaking

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wampgen/wampgen/gen/diag"
)

// Ignore says of a break that it is known, and accepted.
type Ignore struct {
	Rule string
	// Name is what breaks: the URI of a procedure or topic, a component class, a declared type,
	// or a Go package or name of one; "" is whatever breaks the rule.
	Name string
}

// String returns the Ignore as ParseIgnore reads it.
func (i Ignore) String() string {
	if i.Name == "" {
		return i.Rule
	}
	return i.Rule + "@" + i.Name
}

// ParseIgnore reads RULE or RULE@NAME. A rule that there is not is an error.
func ParseIgnore(text string) (Ignore, error) {
	rule, name, named := strings.Cut(strings.TrimSpace(text), "@")
	if named && name == "" {
		return Ignore{}, fmt.Errorf("%q names nothing behind the @", text)
	}
	rules := RuleNames()
	if !slices.Contains(rules, rule) {
		if near := diag.Suggest(rule, rules); near != "" {
			return Ignore{}, fmt.Errorf("there is no rule %q: did you mean %s?", rule, near)
		}
		return Ignore{}, fmt.Errorf("there is no rule %q: rules stand behind findings in brackets, as [%s]", rule, ruleProcedure)
	}
	return Ignore{rule, name}, nil
}

// RuleNames returns the names of the rules, in the order of RuleTable.
func RuleNames() (names []string) {
	for _, r := range RuleTable() {
		names = append(names, r.Name)
	}
	return names
}

// ignored reports whether the Ignore is about something of the finding, which it takes from
// it, and whether nothing of the finding is left then. A break of several procedures or topics
// is ignored once each of them is.
func (b *breakage) ignored(i Ignore) (used, gone bool) {
	switch {
	case i.Rule != b.Rule:
		return false, false
	case i.Name == "", slices.Contains(b.names, i.Name):
		return true, true
	}
	before := len(b.parties)
	b.parties = slices.DeleteFunc(b.parties, func(p party) bool { return p.of == i.Name || p.of == classParty+i.Name })
	return len(b.parties) < before, before > 0 && len(b.parties) == 0
}

// ignore takes from the findings what is ignored, and returns how many are gone and which of the
// ignores have had nothing to ignore.
func (c *collector) ignore(list []Ignore) (gone int, unused []Ignore) {
	used := make([]bool, len(list))
	c.order = slices.DeleteFunc(c.order, func(b *breakage) bool {
		dropped := false
		for n, i := range list {
			u, g := b.ignored(i)
			used[n], dropped = used[n] || u, dropped || g
		}
		if dropped {
			gone++
		}
		return dropped
	})
	for n, i := range list {
		if !used[n] {
			unused = append(unused, i)
		}
	}
	return gone, unused
}
