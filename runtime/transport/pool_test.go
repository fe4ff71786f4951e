package transport

import (
	"testing"
)

func TestClassOf(t *testing.T) {
	for _, test := range []struct{ n, class int }{
		{0, 0}, {1, 0}, {1024, 0}, {1280, 0}, {1281, 1}, {4096, 1}, {4352, 1}, {4353, 2},
		{64 << 10, 3}, {1 << 20, 5}, {4 << 20, 6}, {4<<20 + 256, 6}, {4<<20 + 257, 7}, {1 << 30, 7},
	} {
		if got := classOf(test.n); got != test.class {
			t.Errorf("classOf(%d) = %d, want %d", test.n, got, test.class)
		}
		if test.class < classes && capacity(test.class) < test.n {
			t.Errorf("class %d holds %d bytes, not %d", test.class, capacity(test.class), test.n)
		}
	}
}

func TestBorrowHoldsWhatIsAskedFor(t *testing.T) {
	for _, n := range []int{0, 1, 1024, 1281, 5000, 100_000, 4 << 20, 4<<20 + 257, 9 << 20} {
		s := borrow(n)
		if len(s.data) != 0 || cap(s.data) < n {
			t.Errorf("borrow(%d): len %d, cap %d", n, len(s.data), cap(s.data))
		}
		s.free()
	}
}

// A slab whose memory was replaced serves the class that it can fill.
func TestFreeSortsByCapacity(t *testing.T) {
	for _, n := range []int{0, 100, 1281, 3000, 4352, 60_000, 20 << 20} {
		(&slab{make([]byte, 0, n)}).free()
	}
	for c := range classes {
		for range 4 {
			if s := borrow(capacity(c)); cap(s.data) < capacity(c) {
				t.Errorf("class %d gave a slab of %d bytes", c, cap(s.data))
			}
		}
	}
}
