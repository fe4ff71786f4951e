package host

import (
	"math"
	"time"
)

// Policy says when a component that has left by itself is started again.
type Policy uint8

// The policies.
const (
	Never     Policy = iota
	OnFailure        // when it has left with an error
	Always
)

// Restart is how a component is started again. A zero field but Policy stands
// for its default.
type Restart struct {
	Policy  Policy
	First   time.Duration // the pause before the first restart; default 500 ms. It doubles each time
	Longest time.Duration // the longest pause; default 30 s
	Limit   int           // restarts in a row; default 8, Unlimited: no limit
	Healthy time.Duration // time in which being ready ends the row; default 1 min
}

// Unlimited is the Restart.Limit of what is tried for ever.
const Unlimited = math.MaxInt

func (r Restart) orDefault() Restart {
	if r.First == 0 {
		r.First = 500 * time.Millisecond
	}
	if r.Longest == 0 {
		r.Longest = 30 * time.Second
	}
	if r.Limit == 0 {
		r.Limit = 8
	}
	if r.Healthy == 0 {
		r.Healthy = time.Minute
	}
	return r
}

// wanted reports whether a component that has ended with err is started again.
func (r Restart) wanted(err error) bool {
	return r.Policy == Always || r.Policy == OnFailure && err != nil
}

// pause returns how long to wait before the n-th restart in a row, from 1.
func (r Restart) pause(n int) time.Duration {
	d := r.First
	for range n - 1 {
		if d >= r.Longest {
			break
		}
		d *= 2
	}
	return min(d, r.Longest)
}
