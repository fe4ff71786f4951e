package codec

import "hash/maphash"

// The sizes of an internTable. They bound what a peer can make a session keep:
// 64 strings of at most 128 bytes.
const (
	internFirst  = 8
	internMost   = 64
	internLength = 128
	internWays   = 4 // places that one string can have
)

// internTable remembers recent strings, so that the URIs a peer uses again and
// again are not allocated again and again. It grows while they push each other out.
type internTable struct {
	seed    maphash.Seed
	last    string   // that was asked for
	entries []string // in groups of internWays
	misses  int      // since the last growth
}

// string returns b as a string.
func (t *internTable) string(b []byte) string {
	if t.last == string(b) {
		return t.last
	}
	if len(b) == 0 || len(b) > internLength {
		return string(b)
	}
	t.last = t.find(b)
	return t.last
}

// find returns b as a string of the table, where it is put if it is not there.
func (t *internTable) find(b []byte) string {
	if t.entries == nil {
		t.seed, t.entries = maphash.MakeSeed(), make([]string, internFirst)
	}
	for _, s := range t.group(b) {
		if s == string(b) {
			return s
		}
	}
	if t.misses++; t.misses > 2*len(t.entries) && len(t.entries) < internMost {
		t.entries, t.misses = make([]string, 2*len(t.entries)), 0
	}
	s := string(b)
	t.group(b)[t.misses%internWays] = s
	return s
}

// group returns the places that b can have.
func (t *internTable) group(b []byte) []string {
	groups := uint64(len(t.entries) / internWays) // a power of two
	i := maphash.Bytes(t.seed, b) & (groups - 1) * internWays
	return t.entries[i : i+internWays]
}
