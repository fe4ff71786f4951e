package dealer

import (
	"sync/atomic"

	"github.com/wampgen/wampgen/router/tally"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// kept is a call of which the dealer has a copy, to hand it over later: while it
// waits for a callee, and while its callee may give it back (section "Call
// Re-Routing"). Its call's lock guards it.
type kept struct {
	call  *Call
	parts []part          // of its input
	bytes int             // of all payloads, taken from Dealer.room
	last  *registration   // who has the call; nil: it waits
	tried []*registration // who have given it back
}

// keptInput is how many bytes of one call's input are kept.
const keptInput = 256 << 10

// room is how much may be kept.
type room struct{ free atomic.Int64 }

func (r *room) take(n int) bool {
	if r.free.Add(-int64(n)) >= 0 {
		return true
	}
	r.free.Add(int64(n))
	return false
}

func (r *room) give(n int) { r.free.Add(int64(n)) }

// reserve takes room for bytes of the call: of that of all calls, and of its caller's share,
// so that no caller can take it from the others. A caller on another node has none of its
// own here.
func (p *pending) reserve(n int) bool {
	c, here := p.caller.(*caller)
	if here && c.kept.Add(int64(n)) > int64(p.dealer.cfg.KeptBytesPerSession) {
		c.kept.Add(-int64(n))
		p.dealer.cfg.Tally.Limited(tally.KeptBytesPerSession)
		return false
	}
	if p.dealer.room.take(n) {
		return true
	}
	if here {
		c.kept.Add(-int64(n))
	}
	p.dealer.cfg.Tally.Limited(tally.KeptBytes)
	return false
}

// free gives room back.
func (p *pending) free(n int) {
	if c, here := p.caller.(*caller); here {
		c.kept.Add(-int64(n))
	}
	p.dealer.room.give(n)
}

// keep returns the copy of the call, which it makes unless there is one: nil if there
// is no room for it. p.mu is held.
func (p *pending) keep(c *Call) *kept {
	x := p.extras()
	if x.kept == nil && p.reserve(c.Payload.Size()) {
		x.kept = &kept{call: c.Clone(), bytes: c.Payload.Size()}
	}
	return x.kept
}

// keepPart adds a part of the input. It reports false if there is no room for it.
// p.mu is held.
func (p *pending) keepPart(m part) bool {
	k := p.extra.kept
	size := m.payload.Size()
	if k.bytes+size > k.call.Payload.Size()+keptInput {
		p.dealer.cfg.Tally.Limited(tally.KeptBytesPerSession) // of one call
		return false
	}
	if !p.reserve(size) {
		return false
	}
	k.bytes += size
	k.parts = append(k.parts, part{m.payload.Clone(), m.progress})
	return true
}

// drop gives up the copy, if there is one. p.mu is held.
func (p *pending) drop() {
	if p.extra != nil && p.extra.kept != nil {
		p.free(p.extra.kept.bytes)
		p.extra.kept = nil
	}
}

// assign says that a callee has the call, and returns the parts of its input that the
// callee is to be sent after it. It reports whether an answer is still wanted.
func (p *pending) assign(r *registration, id wamp.ID, c *Call) (parts []part, wanted bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.done {
		return nil, false
	}
	p.at, p.id = r.callee, id
	if r.returnable() {
		if k := p.keep(c); k != nil {
			k.last = r
			return k.parts, true
		}
		return nil, true
	}
	if p.extra != nil && p.extra.kept != nil {
		parts = p.extra.kept.parts
		p.drop()
	}
	return parts, true
}

// giveBack takes the call from the callee that can not attend to it. It returns nil if
// no other may have it: it is canceled, or has gone too far.
func (p *pending) giveBack() *kept {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.done || p.interrupted || p.extra == nil || p.extra.kept == nil {
		return nil
	}
	k := p.extra.kept
	k.tried = append(k.tried, k.last)
	k.last, p.at = nil, nil
	if p.extra.timeout.timer != nil {
		k.call.Timeout = 0 // the dealer minds it
	}
	return k
}
