// Package disk keeps histories and retained events in one file (sections "Event
// History" and "Event Retention"). It implements the broker's Store.
//
// All writes of a store go through one goroutine, which commits what came while it
// was busy as one transaction: publishers that wait share the cost of a sync.
// Payloads are kept in the serialization in which they came.
package disk
