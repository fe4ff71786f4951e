package wamp

import "testing"

func TestIDValid(t *testing.T) {
	for id, want := range map[ID]bool{0: false, 1: true, MaxID - 1: true, MaxID: true, MaxID + 1: false, 1 << 63: false} {
		if got := id.Valid(); got != want {
			t.Errorf("%d: got %t, want %t", id, got, want)
		}
	}
}
