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
	return PublishAt(ctx, s, t, Target{uri: t.URI}, event, opts...)
}

// PublishAt publishes an event of t, whose URI has parts, to one topic; see Publish.
func PublishAt[E any](ctx context.Context, s *Session, t *Topic[E], at Target, event E, opts ...PublishOption) error {
	if at.err != nil {
		return fmt.Errorf("publish %s: %w", t.URI, at.err)
	}
	if err := publish(ctx, s, t, at.uri, &event, opts); err != nil {
		return fmt.Errorf("publish %s: %w", at.uri, err)
	}
	return nil
}

func publish[E any](ctx context.Context, s *Session, t *Topic[E], uri wamp.URI, event *E, opts []PublishOption) error {
	if s == nil {
		return ErrNotJoined
	}
	w := codec.NewWriter(s.linkFormat())
	defer w.Free()
	payload, err := t.Event.write(event, w)
	if err != nil {
		return err
	}
	return s.publish(ctx, uri, t.Publish, payload, opts)
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
	w := codec.NewWriter(s.linkFormat())
	defer w.Free()
	payload, err := event.write(w)
	if err != nil {
		return err
	}
	return s.publish(ctx, topic, wamp.PublishOptions{}, payload, opts)
}

// PublishRaw publishes an undecoded payload of any serialization; see the function
// Publish.
func (s *Session) PublishRaw(ctx context.Context, topic wamp.URI, event wamp.Payload, opts ...PublishOption) error {
	err := error(ErrNotJoined)
	if s != nil {
		err = s.publish(ctx, topic, wamp.PublishOptions{}, event, opts)
	}
	if err != nil {
		return fmt.Errorf("publish %s: %w", topic, err)
	}
	return nil
}

func (s *Session) publish(ctx context.Context, topic wamp.URI, options wamp.PublishOptions, event wamp.Payload, opts []PublishOption) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	p, _ := s.publishPool.Get().(*publication)
	if p == nil {
		p = new(publication)
	}
	defer func() {
		*p = publication{}
		s.publishPool.Put(p)
	}()
	p.options.wire, p.message.Topic, p.message.Payload = options, topic, event
	for _, opt := range opts {
		opt.applyPublish(&p.options)
	}
	if s.chain.publish != nil {
		return s.interceptPublish(ctx, p)
	}
	return s.sendPublish(ctx, p)
}

// publication is one on its way out.
type publication struct {
	message wamp.Publish
	options publishOptions
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
