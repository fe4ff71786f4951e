//go:build race

package transport

// poison overwrites memory that goes back to its pool, so that tests under the
// race detector see what is used after its release.
const poison = true
