package session

import (
	"math/rand/v2"
	"net"
	"sync"
)

// faulty is the connection of a client on a bad line: what it writes goes out in pieces
// of any size and, from some byte on, is cut off or has flipped bits. The seed says
// where. What arrives is as it was sent, so that a test can count it.
type faulty struct {
	net.Conn

	mu     sync.Mutex
	random *rand.Rand
	left   int       // bytes until the fault
	fault  faultKind // what happens then
	after  bool      // it has happened
}

type faultKind int

const (
	noFault faultKind = iota
	cutOff            // nothing goes out any more, and the router is told so
	flipped           // one bit in a few bytes is wrong
	stuffed           // bytes come in between
	faultKinds
)

func newFaulty(conn net.Conn, seed uint64, most int) *faulty {
	random := rand.New(rand.NewPCG(seed, 1))
	return &faulty{Conn: conn, random: random, left: 1 + random.IntN(most), fault: faultKind(random.IntN(int(faultKinds)))}
}

// Write reports success whatever becomes of the bytes: a sender learns nothing of a bad
// line but by what it reads.
func (c *faulty) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for rest := p; len(rest) > 0; {
		n := 1 + c.random.IntN(min(len(rest), 1+c.random.IntN(4096)))
		if !c.after && c.fault != noFault {
			n = min(n, c.left)
		}
		piece := append([]byte(nil), rest[:n]...)
		rest = rest[n:]
		c.left -= n
		switch {
		case c.fault == noFault || c.left > 0:
		case c.fault == cutOff:
			if !c.after {
				c.Conn.Write(piece)
				c.Conn.(*net.TCPConn).CloseWrite()
			}
			c.after = true
			return len(p), nil
		case c.fault == flipped:
			piece[c.random.IntN(n)] ^= 1 << c.random.IntN(8)
			c.left = 1 + c.random.IntN(300)
			c.after = true
		case c.fault == stuffed:
			for range 1 + c.random.IntN(20) {
				piece = append(piece, byte(c.random.Uint32()))
			}
			c.left = 1 + c.random.IntN(2000)
			c.after = true
		}
		if _, err := c.Conn.Write(piece); err != nil {
			return len(p), nil // the router has closed; what it has sent is still to be read
		}
	}
	return len(p), nil
}
