// Package history keeps events for those who come later (sections "Event
// Retention" and "Event History"). It implements the broker's Store.
package history
