package broker

import (
	"context"
	"errors"
	"time"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Publish handles PUBLISH. The publisher is disclosed if it asks for it, or if
// disclose is set. PUBLISHED is sent when the store keeps the event, if it is to
// be retained or recorded, and it is in the outboxes of this node's subscribers. An
// event that the store refuses is not published; the error is a *wamp.Error. A publisher
// that asks for no PUBLISHED does not wait until the event is kept.
func (s *Session) Publish(m *wamp.Publish, disclose bool, trust *int64, burst *session.Burst) error {
	b := s.broker
	p := Publication{
		ID:               b.cfg.IDs.Publication(),
		Topic:            m.Topic,
		Publisher:        s.identity,
		Disclosed:        disclose || m.Options.DiscloseMe,
		ExcludePublisher: !m.Options.IncludeMe,
		Retained:         m.Options.Retain,
		Filter:           m.Options.Filter,
		Trust:            trust,
		Custom:           m.Options.Custom,
		Payload:          m.Payload,
	}
	if p.Retained {
		b.underway.Store(p.ID, nil)
		defer b.underway.Delete(p.ID)
	}
	if histories := b.recording(&p); p.Retained || histories != nil {
		if err := b.keep(&p, histories, m.Options.Acknowledge, burst); err != nil {
			return b.refusal(&p, err)
		}
	}
	b.Deliver(&p, burst)
	if b.cfg.Remote != nil {
		b.cfg.Remote.Publish(p.Clone())
	}
	if m.Options.Acknowledge {
		s.peer.Send(&wamp.Published{Request: m.Request, Publication: p.ID}, burst)
	}
	return nil
}

// keep gives the event to the store, and waits until it is kept if wait is set.
func (b *Broker) keep(p *Publication, histories []History, wait bool, burst *session.Burst) error {
	ctx, cancel := context.WithTimeout(b.ctx, storeTimeout)
	defer cancel()
	r := &Record{Publication: p.Clone(), Time: time.Now().UTC().Truncate(time.Millisecond)}
	receipt, err := b.cfg.Store.Keep(ctx, r, histories, p.Retained)
	if err != nil || receipt == nil || !wait {
		return err
	}
	if burst != nil {
		burst.Flush() // nobody else waits
	}
	return receipt.Wait(ctx)
}

// refusal is what the publisher is told of an event that is not kept.
func (b *Broker) refusal(p *Publication, err error) error {
	b.cfg.Logger.Warn("event not published: it can not be kept", "topic", p.Topic, "error", err)
	if errors.Is(err, ErrTooLarge) {
		return &wamp.Error{URI: wamp.ErrPayloadSizeExceeded, Message: ErrTooLarge.Error()}
	}
	return &wamp.Error{URI: wamp.ErrUnavailable, Message: "the event can not be kept"}
}

// retained returns the most recent retained event of each topic of sub that s
// would have received if it had been subscribed (section "Event Retention"). It reports
// false if they could not all be read.
func (s *Session) retained(sub *subscription, within time.Duration) (events []*Publication, ok bool) {
	b := s.broker
	ctx, cancel := context.WithTimeout(b.ctx, within)
	defer cancel()
	var done wamp.URI // the topic that has its event
	for p, err := range b.cfg.Store.Retained(ctx, sub.pattern) {
		if err != nil {
			b.cfg.Logger.Warn("read retained events", "topic", sub.pattern.URI, "error", err)
			return events, false
		}
		if a := audienceOf(p); p.Topic != done && a.admits(s) {
			events = append(events, p)
			done = p.Topic
		}
	}
	return events, true
}
