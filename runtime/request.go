package runtime

import (
	"context"
	"errors"
	"time"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// request is a message that waits for its answer, and then the answer. CALL and
// CANCEL are part of it, and what writes and reads their payloads, so that a call
// allocates none of them.
type request struct {
	replied chan struct{} // buffered; signaled once, when the answer is set
	timer   *time.Timer   // kept for reuse; nil until it is needed
	inquiry

	exchange  any          // an empty one, for the next call; nil: none
	buf       []byte       // memory of payload
	cancel    wamp.Cancel  // set when it is sent
	writer    codec.Writer // of call
	reader    codec.Reader // of the answer
	validator codec.Validator
}

// inquiry is what a request has for one use of it.
type inquiry struct {
	id     wamp.ID
	kind   wamp.MessageType
	urgent bool // it is sent while the session is still restoring
	link   Link // that it was sent over

	options  callOptions
	progress *inflow // progressive results; nil: the call asks for none
	call     wamp.Call

	subscription *Subscription // of SUBSCRIBE
	registration *Registration // of REGISTER and UNREGISTER
	publication  wamp.ID       // answer of PUBLISH

	// The answer: err if none comes any more, else failure if that is set, with
	// the payload of the error or the result.
	err     error
	failure wamp.URI
	payload wamp.Payload
}

// reusedBuffer is the largest buffer, in bytes, that a pooled object keeps.
const reusedBuffer = 32 << 10

// newRequest returns a request from the session's own pool: one of the package
// would carry channels from one synctest bubble into another.
func (s *Session) newRequest(kind wamp.MessageType) *request {
	r, _ := s.requestPool.Get().(*request)
	if r == nil {
		r = &request{replied: make(chan struct{}, 1)}
	}
	r.kind = kind
	return r
}

// free gives r back. Nobody else may know it: it is answered, or was abandoned.
func (s *Session) free(r *request) {
	if r.progress != nil {
		r.progress.drop()
	}
	if cap(r.buf) > reusedBuffer {
		r.buf = nil
		r.reader.Clear()
	}
	r.inquiry = inquiry{}
	r.writer.Clear()
	s.requestPool.Put(r)
}

// keep copies the payload of the answer.
func (r *request) keep(p *wamp.Payload) { r.buf = copyPayload(&r.payload, r.buf, p) }

// refusal returns the error of the ERROR that answered r, or nil.
func (r *request) refusal() error {
	if r.failure == "" {
		return nil
	}
	return remoteError(r.failure, r.payload, nil)
}

// copyPayload makes c a copy of p in buf, which grows as it has to. It is not inlined: what
// a call costs is, to a good part, how much code it runs through.
//
//go:noinline
func copyPayload(c *wamp.Payload, buf []byte, p *wamp.Payload) []byte {
	buf = append(append(buf[:0], p.Args...), p.Kwargs...)
	n := len(p.Args)
	c.Format, c.Args, c.Kwargs, c.Passthru = p.Format, nil, nil, p.Passthru
	if p.Args != nil {
		c.Args = buf[:n:n]
	}
	if p.Kwargs != nil {
		c.Kwargs = buf[n:]
	}
	return buf
}

// send is trySend, and waits while the session is not connected but joins again.
func (s *Session) send(ctx context.Context, m wamp.Message, id *wamp.ID, r *request) error {
	err := s.trySend(m, id, r)
	for err == errRejoining {
		if err = s.awaitJoined(ctx, r); err == nil {
			err = s.trySend(m, id, r)
		}
	}
	return err
}

// trySend gives m the next request id, by way of id, and sends it. With r the session
// waits for the answer; without, there is none.
func (s *Session) trySend(m wamp.Message, id *wamp.ID, r *request) error {
	if s.anyOrder {
		return s.sendInOrder(m, id, r)
	}
	s.requests.Lock()
	defer s.requests.Unlock()
	return s.sendInOrder(m, id, r)
}

// sendInOrder is trySend by who holds s.requests or needs no order.
func (s *Session) sendInOrder(m wamp.Message, id *wamp.ID, r *request) error {
	s.mu.Lock()
	if s.state != established && (s.state != restoring || r == nil || !r.urgent) {
		defer s.mu.Unlock()
		return s.overLocked()
	}
	link := s.link
	s.lastRequest++
	*id = s.lastRequest
	if r != nil {
		r.id, r.link = s.lastRequest, link
		s.pending.Put(r.id, r)
	}
	s.mu.Unlock()
	err := link.Send(m)
	if err != nil && !s.anyOrder && !errors.Is(err, ErrConnectionLost) {
		s.takeBack(link, *id)
	}
	if err != nil && r != nil && !s.abandon(r) {
		// Answered all the same, most likely because the session has ended.
		<-r.replied
		if r.err != nil {
			err = r.err
		}
	}
	return err
}

// takeBack has the next request get the id of one that was not sent, for the ids of a
// session have no gaps (section "IDs"). The caller holds s.requests.
func (s *Session) takeBack(link Link, id wamp.ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.link == link && s.lastRequest == id {
		s.lastRequest--
	}
}

// abandon has the answer of r ignored. It reports false if r is answered already,
// or just now: then r.replied is signaled.
func (s *Session) abandon(r *request) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pending.Get(r.id) != r {
		return false
	}
	s.pending.Delete(r.id)
	return true
}

// await waits for the answer of r. If the context ends or the timeout passes
// before, r is not answered and still pending, and the error says which.
func (s *Session) await(ctx context.Context, r *request, timeout time.Duration) (answered bool, err error) {
	done := ctx.Done()
	if done == nil && timeout == 0 {
		<-r.replied
		return true, r.err
	}
	var expired <-chan time.Time
	if timeout > 0 {
		if r.timer == nil {
			r.timer = time.NewTimer(timeout)
		} else {
			r.timer.Reset(timeout)
		}
		defer r.timer.Stop()
		expired = r.timer.C
	}
	select {
	case <-r.replied:
		return true, r.err
	case <-done:
		return false, ctx.Err()
	case <-expired:
		return false, context.DeadlineExceeded
	}
}

// awaitOrAbandon is await for requests whose answer may go unheard: either r is
// answered or nobody knows it any more.
func (s *Session) awaitOrAbandon(ctx context.Context, r *request, timeout time.Duration) (answered bool, err error) {
	answered, err = s.await(ctx, r, timeout)
	if !answered && !s.abandon(r) {
		<-r.replied
		return true, r.err
	}
	return answered, err
}
