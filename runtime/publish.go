package runtime

import (
	"context"
	"fmt"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Publish publishes an event. It returns when the event is on its way, or with
// Acknowledge when the router has it; only then does it return a refusal, a
// *wamp.Error.
func Publish[E any](ctx context.Context, s *Session, t *Topic[E], event E, opts ...PublishOption) error {
	return publish(ctx, s, t, t.URI, event, opts)
}

// PublishAt publishes an event of t, whose URI has parts, to one topic; see Publish.
func PublishAt[E any](ctx context.Context, s *Session, t *Topic[E], at Target, event E, opts ...PublishOption) error {
	if at.err != nil {
		return fmt.Errorf("publish %s: %w", t.URI, at.err)
	}
	return publish(ctx, s, t, at.uri, event, opts)
}

func publish[E any](ctx context.Context, s *Session, t *Topic[E], uri wamp.URI, event E, opts []PublishOption) error {
	err := error(ErrNotJoined)
	if s != nil {
		p := s.newPublication(uri, t.Publish)
		memory := eventOfPublication[E](p)
		*memory = event
		p.writer.Begin(s.linkFormat())
		if err = t.Event.writeTo(memory, &p.writer, &p.message.Payload); err == nil {
			err = s.publish(ctx, p, opts)
		}
		*memory = *new(E)
		s.freePublication(p)
	}
	if err != nil {
		return fmt.Errorf("publish %s: %w", uri, err)
	}
	return nil
}

// Publish publishes an event without a schema; see the function Publish.
func (s *Session) Publish(ctx context.Context, topic wamp.URI, event Values, opts ...PublishOption) error {
	if err := s.publishValues(ctx, topic, event, opts); err != nil {
		return fmt.Errorf("publish %s: %w", topic, err)
	}
	return nil
}

func (s *Session) publishValues(ctx context.Context, topic wamp.URI, event Values, opts []PublishOption) error {
	if s == nil {
		return ErrNotJoined
	}
	p := s.newPublication(topic, wamp.PublishOptions{})
	defer s.freePublication(p)
	p.writer.Begin(s.linkFormat())
	event.encode(&p.writer)
	if err := p.writer.PayloadTo(&p.message.Payload); err != nil {
		return err
	}
	return s.publish(ctx, p, opts)
}

// PublishRaw publishes an undecoded payload of any serialization; see the function
// Publish.
func (s *Session) PublishRaw(ctx context.Context, topic wamp.URI, event wamp.Payload, opts ...PublishOption) error {
	err := error(ErrNotJoined)
	if s != nil {
		p := s.newPublication(topic, wamp.PublishOptions{})
		p.message.Payload = event
		err = s.publish(ctx, p, opts)
		s.freePublication(p)
	}
	if err != nil {
		return fmt.Errorf("publish %s: %w", topic, err)
	}
	return nil
}

func (s *Session) publish(ctx context.Context, p *publication, opts []PublishOption) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, opt := range opts {
		opt.applyPublish(&p.options)
	}
	if s.chain.publish != nil {
		return s.interceptPublish(ctx, p)
	}
	return s.sendPublish(ctx, p)
}

// publication is one on its way out, with what writes its payload.
type publication struct {
	outgoing
	event  any // an empty one, for the next publication; nil: none
	writer codec.Writer
}

// outgoing is what a publication has for one use of it.
type outgoing struct {
	message wamp.Publish
	options publishOptions
}

func (s *Session) newPublication(topic wamp.URI, options wamp.PublishOptions) *publication {
	p, _ := s.publishPool.Get().(*publication)
	if p == nil {
		p = new(publication)
	}
	p.message.Topic, p.options.wire = topic, options
	return p
}

func (s *Session) freePublication(p *publication) {
	p.outgoing = outgoing{}
	p.writer.Clear()
	s.publishPool.Put(p)
}

// eventOfPublication returns the publication's memory for an event: mostly that of the last
// one, which was of the same type.
func eventOfPublication[E any](p *publication) *E {
	event, ok := p.event.(*E)
	if !ok {
		event = new(E)
		p.event = event
	}
	return event
}

func (s *Session) sendPublish(ctx context.Context, p *publication) error {
	m := &p.message
	m.Options = p.options.wire
	if !m.Options.Acknowledge {
		return s.send(ctx, m, &m.Request, nil)
	}
	r := s.newRequest(wamp.TypePublish)
	defer s.free(r)
	if err := s.send(ctx, m, &m.Request, r); err != nil {
		return err
	}
	if _, err := s.awaitOrAbandon(ctx, r, 0); err != nil {
		return err
	}
	if r.failure == "" && p.options.id != nil {
		*p.options.id = r.publication
	}
	return r.refusal()
}
