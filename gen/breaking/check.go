package breaking

import (
	"slices"
	"strings"
)

// Result is what Check finds.
type Result struct {
	Findings []Finding // in the order of the old and the new schemas
	Ignored  int       // findings that were left out
	Unused   []Ignore  // of the levels, those that had nothing to ignore
}

// Check returns what of the levels the new state breaks, but for what is ignored.
func Check(old, new State, levels []Level, ignores ...Ignore) Result {
	c := newCollector()
	if slices.Contains(levels, Wire) {
		oldProcedures, oldTopics := membersOf(old.Unit)
		newProcedures, newTopics := membersOf(new.Unit)
		c.procedures(oldProcedures, newProcedures)
		c.topics(oldTopics, newTopics)
	}
	if slices.Contains(levels, Go) {
		c.names(old.Names, new.Names)
	}
	if slices.Contains(levels, Config) {
		c.classes(old.Unit, new.Unit)
	}
	ignores = slices.DeleteFunc(slices.Clone(ignores), func(i Ignore) bool {
		level, _, _ := strings.Cut(i.Rule, "-")
		return !slices.Contains(levels, Level(level))
	})
	var r Result
	r.Ignored, r.Unused = c.ignore(ignores)
	r.Findings = c.findings()
	return r
}
