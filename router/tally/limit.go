package tally

// Limit is a limit of a realm that has acted: a request was refused, a copy not made, or
// an event dropped from a store.
type Limit uint8

// The limits of a realm.
const (
	Subscriptions Limit = iota
	Registrations
	PendingCallsPerSession
	PendingCallsPerCallee
	QueuedCalls
	QueuedCallsPerSession
	CallQueue // of a realm's store, for some procedures
	KeptBytes
	KeptBytesPerSession
	URIComponents
	Testaments
	TestamentBytes
	MaxSize // of a realm's store
	Limits  // how many there are
)

var limitNames = [Limits]string{
	Subscriptions:          "subscriptions_per_session",
	Registrations:          "registrations_per_session",
	PendingCallsPerSession: "pending_calls_per_session",
	PendingCallsPerCallee:  "pending_calls_per_callee",
	QueuedCalls:            "queued_calls",
	QueuedCallsPerSession:  "queued_calls_per_session",
	CallQueue:              "call-queue",
	KeptBytes:              "kept_bytes",
	KeptBytesPerSession:    "kept_bytes_per_session",
	URIComponents:          "uri_components",
	Testaments:             "testaments_per_session",
	TestamentBytes:         "testament_bytes_per_session",
	MaxSize:                "maxsize",
}

// String returns the limit's key in a node file.
func (l Limit) String() string { return limitNames[l] }
