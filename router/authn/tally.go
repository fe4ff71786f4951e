package authn

import "time"

// tally counts the failures of one network or authid.
type tally struct {
	count    float64 // at the last failure
	last     time.Time
	failures int // with no hour between two of them

	pending int           // answers that are being looked at
	settled chan struct{} // closed when one of them has been; nil: nobody waits
}

// rate is what a tally may hold, and loses again in the period.
type rate struct {
	most   int
	period time.Duration
}

// level is what the tally holds now.
func (r rate) level(t *tally, now time.Time) float64 {
	return max(0, t.count-float64(r.most)*now.Sub(t.last).Seconds()/r.period.Seconds())
}

// room reports whether the tally can take so many failures.
func (r rate) room(t *tally, now time.Time, failures int) bool {
	return r.level(t, now)+float64(failures) <= float64(r.most)
}

func (r rate) fail(t *tally, now time.Time) {
	t.count, t.last = min(r.level(t, now)+1, float64(r.most)), now
	t.failures++
}

// forgiven reports whether nothing is held against it any more.
func (t *tally) forgiven(now time.Time) bool { return now.Sub(t.last) >= remembered }

// tallies are those of many, in bounded memory.
type tallies[K comparable] map[K]*tally

const (
	// mostTallies is how many are known, but for those with answers that are being
	// looked at, which the connections before login bound.
	mostTallies = 1 << 14
	// samples is how many are looked at to forget one.
	samples = 8
)

// find returns the tally of key, nil if it has none.
func (ts tallies[K]) find(key K, now time.Time) *tally {
	t := ts[key]
	if t != nil && t.forgiven(now) {
		t.count, t.failures = 0, 0
	}
	return t
}

// get returns the tally of key, a new one if it has none.
func (ts tallies[K]) get(key K, now time.Time, r rate) *tally {
	t := ts.find(key, now)
	if t == nil {
		t = &tally{}
		if len(ts) >= mostTallies {
			ts.forget(now, r)
		}
		ts[key] = t
	}
	return t
}

// forget makes room: of some, the one that holds least goes, the one that has failed first
// among equals. A map ranges from a random place.
func (ts tallies[K]) forget(now time.Time, r rate) {
	var least K
	var found *tally
	looked := 0
	for key, t := range ts {
		if looked++; looked > samples {
			break
		}
		switch {
		case t.pending > 0:
		case found == nil, r.level(t, now) < r.level(found, now),
			r.level(t, now) == r.level(found, now) && t.last.Before(found.last):
			least, found = key, t
		}
	}
	if found != nil {
		delete(ts, least)
	}
}

// tidy forgets key if nothing is held against it and nothing pending.
func (ts tallies[K]) tidy(key K, now time.Time) {
	if t := ts[key]; t != nil && t.pending == 0 && t.forgiven(now) {
		delete(ts, key)
	}
}
