package codec

import "hash/maphash"

// The sizes of an internTable. They bound what a peer can make a session keep:
// 64 strings of at most 128 bytes.
const (
	internFirst  = 8
	internMost   = 64
	internLength = 128
)

// internTable remembers recent strings, so that the URIs a peer uses again and
// again are not allocated again and again. It grows while they push each other out.
type internTable struct {
	seed    maphash.Seed
	entries []string
	misses  int // since the last growth
}

// string returns b as a string.
func (t *internTable) string(b []byte) string {
	if len(b) == 0 || len(b) > internLength {
		return string(b)
	}
	if t.entries == nil {
		t.seed, t.entries = maphash.MakeSeed(), make([]string, internFirst)
	}
	entry := t.entry(b)
	if *entry == string(b) {
		return *entry
	}
	if t.misses++; t.misses > 2*len(t.entries) && len(t.entries) < internMost {
		t.entries, t.misses = make([]string, 2*len(t.entries)), 0
		entry = t.entry(b)
	}
	*entry = string(b)
	return *entry
}

func (t *internTable) entry(b []byte) *string {
	return &t.entries[maphash.Bytes(t.seed, b)%uint64(len(t.entries))]
}
