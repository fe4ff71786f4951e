package session

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// remote is the peer on a connection: its outbox and the state of its session.
type remote struct {
	id        wamp.ID
	principal *Principal
	seat      Seat
	conn      transport.Conn
	encoder   transport.Encoder // conn, if it is one
	format    wamp.Format
	flusher   *transport.Flusher
	burst     atomic.Pointer[Burst] // the last one that has p as dirty
	high, max int                   // bytes in the outbox
	largest   int                   // message that the peer takes, and its outbox, in bytes
	large     int                   // bytes from which on it is told to outboxes
	outboxes  *Outboxes
	counted   atomic.Bool // in outboxes
	observer  Observer

	state atomic.Int32 // changed under mu
	mu    sync.Mutex
	held  []*transport.Frame // sent before WELCOME
	end   *ending            // why the session ends, unless its reader has found out
	last  bool               // GOODBYE or ABORT waits or is sent
}

// The states of a session.
const (
	opening int32 = iota
	open
	leaving
	ended
)

// framing is more than a connection adds to a message.
const framing = 16

var _ Peer = (*remote)(nil)

func newRemote(conn transport.Conn, cfg *Config) *remote {
	p := &remote{
		conn:     conn,
		format:   conn.Format(),
		high:     cfg.Limits.OutboxBytes / pressureShare,
		max:      cfg.Limits.OutboxBytes,
		largest:  min(conn.LargestMessage(), cfg.Limits.OutboxBytes-framing),
		outboxes: cfg.Outboxes,
		observer: cfg.Observer,
	}
	p.encoder, _ = conn.(transport.Encoder)
	p.large = min(p.high, countedFrom)
	p.flusher = transport.NewFlusher(conn, p.failed)
	return p
}

func (p *remote) ID() wamp.ID           { return p.id }
func (p *remote) Principal() *Principal { return p.principal }
func (p *remote) Seat() *Seat           { return &p.seat }

func (p *remote) Send(m wamp.Message, b *Burst) Pressure {
	if p.encoder != nil && p.state.Load() == open {
		size, queued, err := p.encoder.AppendMessage(m, p.largest)
		switch {
		case err != nil:
			return p.dropped(DropUnencoded, 1)
		case size > p.largest:
			p.dropped(DropTooLarge, 1)
			return TooBig
		}
		return p.queued(size, queued, b)
	}
	f, err := transport.NewFrame(p.format, m)
	if err != nil {
		return p.dropped(DropUnencoded, 1)
	}
	defer f.Release()
	return p.enqueue(f, b)
}

func (p *remote) SendShared(s *Shared, b *Burst) Pressure {
	f, err := s.Frame(p.format)
	if err != nil {
		return p.dropped(DropUnencoded, 1)
	}
	return p.enqueue(f, b)
}

// enqueue puts a message into the outbox.
func (p *remote) enqueue(f *transport.Frame, b *Burst) Pressure {
	if f.Size() > p.largest {
		p.dropped(DropTooLarge, 1)
		return TooBig
	}
	switch p.state.Load() {
	case opening:
		if p.hold(f) {
			return Ok
		}
	case ended:
		return p.dropped(p.ending().drop(), 1)
	}
	return p.queued(f.Size(), p.conn.Append(f), b)
}

// queued deals with a message of so many bytes that was put into the outbox, where so many
// wait now; -1: it was not.
func (p *remote) queued(size, queued int, b *Burst) Pressure {
	switch {
	case queued < 0:
		return p.dropped(p.ending().drop(), 1)
	case p.overflows(queued):
		p.stop(tooSlow(limitOutboxBytes, "its outbox is full"))
		return Closed
	case b == nil:
		p.flusher.Start()
	default:
		b.add(p)
	}
	if queued <= p.large {
		return Ok
	}
	if p.outboxes.grow(p, size); queued <= p.high {
		return Ok
	}
	if b != nil {
		b.press(p)
	}
	return High
}

// overflows reports whether the peer is to be closed because so much waits for it. One
// that reads may have more than its outbox should hold for a while: that many senders
// have had large messages for it at one time is no fault of its own, and they pause now.
func (p *remote) overflows(queued int) bool {
	return queued > p.max && (queued > p.max*surplus || p.conn.Stalled() >= stuckAfter)
}

// dropped counts messages that will not be delivered.
func (p *remote) dropped(reason Drop, messages int) Pressure {
	if messages > 0 {
		p.observer.Dropped(p, reason, messages)
	}
	return Closed
}

// hold keeps a message back until WELCOME is sent. It reports false if that was.
func (p *remote) hold(f *transport.Frame) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.state.Load() != opening {
		return false
	}
	f.Retain()
	p.held = append(p.held, f)
	return true
}

// welcome opens the session with WELCOME and what was held back. It reports
// false if the session has ended already.
func (p *remote) welcome(m *wamp.Welcome) bool {
	f, err := transport.NewFrame(p.format, m)
	if err != nil {
		p.stop(failure(err))
		return false
	}
	defer f.Release()
	if f.Size() > p.largest {
		p.stop(refused(wamp.ErrPayloadSizeExceeded, "WELCOME is larger than what you take"))
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.state.Load() != opening {
		return false
	}
	p.conn.Append(f)
	for _, f := range p.held {
		p.conn.Append(f)
	}
	p.releaseHeld()
	p.state.Store(open)
	return true
}

// sendAhead sends a message that comes before WELCOME.
func (p *remote) sendAhead(m wamp.Message) error {
	f, err := transport.NewFrame(p.format, m)
	if err != nil {
		return err
	}
	p.conn.Append(f)
	f.Release()
	return nil
}

func (p *remote) releaseHeld() (messages int) {
	messages = len(p.held)
	for _, f := range p.held {
		f.Release()
	}
	p.held = nil
	return messages
}

// Close has the peer told GOODBYE; the session's reader does the rest.
func (p *remote) Close(reason wamp.URI, message string) {
	f, err := transport.NewFrame(p.format, goodbye(reason, message))
	if err != nil {
		p.stop(failure(err))
		return
	}
	defer f.Release()
	if p.state.Load() == opening {
		p.stop(refused(reason, message))
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.state.Load() != open {
		return
	}
	p.state.Store(leaving)
	p.end = &ending{reason: reason}
	p.last = p.conn.Finish(f) >= 0
	p.flusher.Start()
	p.conn.SetReadDeadline(time.Now().Add(goodbyeWait))
	p.conn.Wake() // the reader leaves the realm without waiting for the answer
}

// stop ends the session at once: what waits is dropped, the reader is told.
func (p *remote) stop(e *ending) {
	p.mu.Lock()
	was := p.state.Load()
	if was == ended {
		p.mu.Unlock()
		return
	}
	if was != leaving {
		p.end = e
	}
	p.state.Store(ended)
	p.mu.Unlock()
	if n := p.discard(); was != opening {
		p.dropped(e.drop(), n)
	}
	p.conn.SetReadDeadline(time.Unix(1, 0))
}

// discard drops what waits in the connection and returns how many messages of
// the realm that were.
func (p *remote) discard() (messages int) {
	messages = p.conn.Discard()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.last && messages > 0 {
		p.last = false
		messages-- // GOODBYE or ABORT
	}
	return messages
}

// finish puts the session's last message into the outbox, if it ends with one. It
// returns the number of messages that were held back and never will be sent.
func (p *remote) finish(e *ending) (undelivered int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.state.Store(ended)
	p.end = e
	undelivered = p.releaseHeld()
	if e.last == nil {
		return undelivered
	}
	if f, err := transport.NewFrame(p.format, e.last); err == nil {
		p.last = p.conn.Finish(f) >= 0
		f.Release()
	}
	return undelivered
}

// failed is told of the errors of writing.
func (p *remote) failed(err error) {
	if isStalled(err) {
		p.stop(tooSlow(limitOutboxStall, "it takes nothing"))
		return
	}
	p.stop(lost(err))
}

func (p *remote) ending() *ending {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.end
}

func (p *remote) fill() float64 {
	return min(float64(p.conn.Queued()-p.high)/float64(p.max-p.high), 1)
}

func (p *remote) await(deadline time.Time) {
	for p.fill() > 0 && p.state.Load() != ended && p.conn.Stalled() < stuckAfter && time.Now().Before(deadline) {
		time.Sleep(relief)
	}
}
