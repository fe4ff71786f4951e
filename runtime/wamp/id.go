package wamp

// ID identifies sessions, publications, subscriptions, registrations and
// requests: an integer from 1 to MaxID (section "IDs"). Zero is no ID.
type ID uint64

// MaxID is the largest ID, 2^53, the largest integer every peer can hold.
const MaxID ID = 1 << 53

// Valid reports whether the ID is between 1 and MaxID.
func (id ID) Valid() bool { return id > 0 && id <= MaxID }
