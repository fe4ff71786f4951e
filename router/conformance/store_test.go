package conformance

import "testing"

// store is where a realm keeps events. What a client sees is the same for all of them.
type store dict

var (
	inMemory   = store{"type": "memory"}
	onDisk     = store{"type": "disk", "path": "events.db"}
	onDiskSoon = store{"type": "disk", "path": "events.db", "sync": "interval", "interval": "1h"}
)

// inEachStore runs a test with each store, and each serializer.
func inEachStore(t *testing.T, test func(*testing.T, serializer, store)) {
	t.Parallel()
	for name, kept := range map[string]store{"memory": inMemory, "disk": onDisk, "disk with interval": onDiskSoon} {
		t.Run(name, func(t *testing.T) {
			inEach(t, func(t *testing.T, s serializer) { test(t, s, kept) })
		})
	}
}
