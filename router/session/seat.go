package session

import "sync/atomic"

// Seat is where the realm that a peer has joined keeps what it knows of the peer: no
// message has it look for that. The zero Seat is free. All that is ever put into one
// is of one pointer type.
type Seat struct{ occupant atomic.Value }

// Take puts what is not nil into the seat.
func (s *Seat) Take(occupant any) { s.occupant.Store(occupant) }

// Occupant returns what is in the seat: nil if that was never taken, and a nil pointer
// of the type if it is free again.
func (s *Seat) Occupant() any { return s.occupant.Load() }

// Leave puts a nil pointer into the seat and returns what was there, as Occupant does.
// Of several who call it one gets it.
func (s *Seat) Leave(free any) any {
	if s.occupant.Load() == nil {
		return nil
	}
	return s.occupant.Swap(free)
}
