//go:build race

package codec

// raceEnabled: the race detector makes sync.Pool forget, and so allocations vary.
const raceEnabled = true
