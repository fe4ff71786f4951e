package breaking

import "slices"

// Check returns what of the levels the new state breaks. The findings are in the order
// of the old and the new schemas.
func Check(old, new State, levels []Level) []Finding {
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
	return c.findings()
}
