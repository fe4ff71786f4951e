// Package history keeps events for those who come later (section "Event
// Retention"). It implements the broker's Store.
package history
