package transport

import (
	"math/bits"
	"sync"
)

// Memory comes in size classes, each four times the one below: 1 KiB to 4 MiB.
// The slack above a power of two lets a payload of round size keep its class
// with a message head and framing around it. Larger memory is not pooled.
const (
	smallest = 10 // log2 of the smallest class
	classes  = 7
	slack    = 256
)

// slab is pooled memory. It moves between pools as a pointer, which costs
// nothing.
type slab struct{ data []byte }

var slabs [classes]sync.Pool

// borrow returns a slab whose data has the length 0 and at least the capacity n.
func borrow(n int) *slab {
	c := classOf(n)
	if c >= classes {
		return &slab{make([]byte, 0, n)}
	}
	if s, ok := slabs[c].Get().(*slab); ok {
		return s
	}
	return &slab{make([]byte, 0, capacity(c))}
}

// free gives the slab back. Its data may have been replaced by larger memory.
func (s *slab) free() {
	if poison {
		overwrite(s.data[:cap(s.data)])
	}
	c := classOf(cap(s.data))
	if c >= classes || capacity(c) > cap(s.data) {
		c-- // between two classes: it serves the smaller one
	}
	if c < 0 || cap(s.data) > 2*capacity(classes-1) {
		return
	}
	s.data = s.data[:0]
	slabs[c].Put(s)
}

func capacity(class int) int { return 1<<(smallest+2*class) + slack }

// classOf returns the smallest class that holds n bytes, or classes.
func classOf(n int) int {
	if n <= capacity(0) {
		return 0
	}
	return min((bits.Len(uint(n-slack-1))-smallest+1)/2, classes)
}

// overwrite makes use after release visible: see poison.
func overwrite(b []byte) {
	for i := range b {
		b[i] = 0xdb
	}
}
