package session

import (
	"testing"
	"testing/synctest"
	"time"
)

// Who reads pauses after each share of bytes, and after more where it has waited for
// them, as others may have had their turn then.
func TestLetOthersIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conn := &memoryConn{}
		s := &server{conn: conn}
		pauses := func(messages int) int {
			start := time.Now()
			for range messages {
				s.letOthersIn(share / 4)
			}
			return int(time.Since(start) / breath)
		}
		if got := pauses(16); got != 4 {
			t.Errorf("%d pauses in four shares, want 4", got)
		}
		conn.waited = true
		if got := pauses(16 * waitedShare); got != 4 {
			t.Errorf("%d pauses in four shares that were waited for, want 4", got)
		}
		if got := pauses(4*waitedShare - 1); got != 0 {
			t.Errorf("%d pauses in less than a share, want none", got)
		}
	})
}
