package wamp

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestIDTable compares a table with a map, for IDs that count up as those of
// requests do while old ones stay, and for IDs that share their lowest bits.
func TestIDTable(t *testing.T) {
	next := map[string]func(n int) ID{
		"count up":   func(n int) ID { return ID(n) },
		"collide":    func(n int) ID { return ID(n) << 20 },
		"at the end": func(n int) ID { return MaxID - ID(n) },
	}
	for name, id := range next {
		t.Run(name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(1, 2))
			var table IDTable[int]
			want := map[ID]int{}
			for n := range 5000 {
				if drain := n%1000 > 600; !drain {
					table.Put(id(n), n)
					want[id(n)] = n
				}
				for range random.IntN(4) {
					gone := id(max(0, n-random.IntN(100)))
					if n%2 == 0 {
						table.Delete(gone)
					} else if got := table.Take(gone); got != want[gone] {
						t.Fatalf("step %d: took %d of ID %d, want %d", n, got, gone, want[gone])
					}
					delete(want, gone)
				}
				if n%50 == 0 {
					table.Put(id(n/2), -n)
					want[id(n/2)] = -n
				}
				if got := table.Get(id(n / 2)); got != want[id(n/2)] {
					t.Fatalf("step %d: ID %d has %d, want %d", n, id(n/2), got, want[id(n/2)])
				}
			}
			if table.Len() != len(want) {
				t.Errorf("length %d, want %d", table.Len(), len(want))
			}
			if diff := cmp.Diff(want, maps.Collect(table.All())); diff != "" {
				t.Errorf("entries (-want +got):\n%s", diff)
			}
		})
	}
}

func TestIDTableLetsGoOfMemory(t *testing.T) {
	var table IDTable[*int]
	for id := ID(1); id <= 4*keptSlots; id++ {
		table.Put(id, new(int))
	}
	for id := ID(1); id <= 4*keptSlots; id++ {
		table.Delete(id)
	}
	if n := len(table.slots); n > keptSlots {
		t.Errorf("an empty table keeps %d slots, want at most %d", n, keptSlots)
	}
}

func BenchmarkIDTable(b *testing.B) {
	for _, open := range []ID{1, 64, 4096} {
		b.Run(fmt.Sprintf("open=%d", open), func(b *testing.B) {
			var table IDTable[int]
			for id := ID(1); id < open; id++ {
				table.Put(id, 1)
			}
			for id := open; b.Loop(); id++ {
				table.Put(id, 1)
				if table.Get(id-open+1) != 1 {
					b.Fatal("lost")
				}
				table.Delete(id - open + 1)
			}
		})
	}
}
