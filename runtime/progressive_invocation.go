package runtime

import (
	"context"
	"fmt"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// progression is what a progressive invocation has beyond others.
type progression struct {
	request wamp.ID
	link    Link        // of the answers
	format  wamp.Format // of the answers
	results bool        // the caller takes progressive ones
	input   *inflow     // nil: the first INVOCATION was the final one
}

// newProgression returns nil for an invocation that is not progressive.
func newProgression(s *Session, m *wamp.Invocation) *progression {
	d := &m.Details
	if !d.Progress && !d.ReceiveProgress {
		return nil
	}
	p := &progression{request: m.Request, format: m.Payload.Format, results: d.ReceiveProgress}
	if p.format == 0 {
		p.format = s.linkFormat()
	}
	if d.Progress {
		p.input = newInflow(&s.backlog)
	}
	return p
}

// progressionFrom returns what the handler of a progressive invocation works with;
// nil is none.
func progressionFrom(ctx context.Context) (*invocationContext, *progression) {
	c, ok := ctx.Value(invocationKey{}).(*invocationContext)
	if !ok {
		return nil, nil
	}
	return c, c.progression
}

// receiveInput takes an INVOCATION that goes on with a progressive one. If that has
// been answered it is ignored, as the specification has it (section "Progressive Call
// Invocations", "Continuations on Completed Calls").
func (s *Session) receiveInput(m *wamp.Invocation) {
	s.mu.Lock()
	i := s.invocations.Get(m.Request)
	var c *invocationContext
	if i != nil {
		c = i.ctx
	}
	s.mu.Unlock()
	if c == nil || c.progression == nil || c.progression.input == nil {
		return
	}
	input := c.progression.input
	if m.Details.Progress || !saysNothing(m.Payload) {
		if input.put(m.Payload) {
			c.stop(interrupted)
		}
	}
	if !m.Details.Progress {
		input.end(nil)
	}
}

// saysNothing reports whether a payload has neither arguments nor keywords.
func saysNothing(p wamp.Payload) bool {
	if len(p.Args) > 8 || len(p.Kwargs) > 8 {
		return false
	}
	v, err := decodeValues(p)
	return err == nil && len(v.Args) == 0 && len(v.Kwargs) == 0
}

// end drops the input that has not been taken; p may be nil.
func (p *progression) end() {
	if p != nil && p.input != nil {
		p.input.drop()
	}
}

// progressOf returns the Progress of a handler's context.
func progressOf[P any](ctx context.Context, values *Codec[P]) Progress[P] {
	c, p := progressionFrom(ctx)
	if p == nil || !p.results {
		return Progress[P]{}
	}
	return Progress[P]{func(value P) error {
		if err := c.Err(); err != nil {
			return fmt.Errorf("send progressive result: %w", err)
		}
		w := codec.NewWriter(p.format)
		defer w.Free()
		payload, err := values.write(&value, w)
		if err == nil {
			err = c.session.sendAnswer(p.link, &wamp.Yield{Request: p.request, Options: wamp.YieldOptions{Progress: true}, Payload: payload})
		}
		if err != nil {
			return fmt.Errorf("send progressive result: %w", err)
		}
		return nil
	}}
}

// inputOf returns the Input of a handler's context.
func inputOf[I any](ctx context.Context, values *Codec[I]) Input[I] {
	c, p := progressionFrom(ctx)
	if p == nil || p.input == nil {
		return Input[I]{}
	}
	return Input[I]{func(yield func(I, error) bool) {
		for {
			var value I
			taken, over, err := p.input.take(func(payload wamp.Payload) error {
				if err := values.read(&value, payload); err != nil {
					return &inputError{fmt.Errorf("progressive input: %w", err)}
				}
				return nil
			})
			switch {
			case err != nil:
				var none I
				yield(none, err)
				return
			case over:
				return
			case taken:
				if !yield(value, nil) {
					return
				}
				continue
			}
			select {
			case <-p.input.ready:
			case <-c.Done():
				yield(value, fmt.Errorf("receive progressive input: %w", c.Err()))
				return
			}
		}
	}}
}
