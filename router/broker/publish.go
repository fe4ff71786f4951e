package broker

import (
	"context"
	"sync/atomic"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Publish handles PUBLISH. The publisher is disclosed if it asks for it, or if
// disclose is set. PUBLISHED is sent when the event is with the store, if it is to
// be retained, and in the outboxes of this node's subscribers.
func (s *Session) Publish(m *wamp.Publish, disclose bool, trust *int64, burst *session.Burst) {
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
	b.record(&p)
	if p.Retained {
		p.delivered = new(atomic.Bool)
		b.retain(p.Clone())
	}
	b.Deliver(&p, burst)
	if p.Retained {
		p.delivered.Store(true)
	}
	if b.cfg.Remote != nil {
		b.cfg.Remote.Publish(p.Clone())
	}
	if m.Options.Acknowledge {
		s.peer.Send(&wamp.Published{Request: m.Request, Publication: p.ID}, burst)
	}
}

// retain stores a retained event. Retention is best effort (section "Event
// Retention"): subscribers get the event whether or not the store takes it.
func (b *Broker) retain(p *Publication) {
	ctx, cancel := context.WithTimeout(b.ctx, storeTimeout)
	defer cancel()
	if err := b.cfg.Store.SetRetained(ctx, p); err != nil {
		b.cfg.Logger.Warn("retain event", "topic", p.Topic, "error", err)
	}
}

// retained returns the most recent retained event of each topic of sub that s
// would have received if it had been subscribed (section "Event Retention").
func (s *Session) retained(sub *subscription) (events []*Publication) {
	b := s.broker
	ctx, cancel := context.WithTimeout(b.ctx, storeTimeout)
	defer cancel()
	var done wamp.URI // the topic that has its event
	for p, err := range b.cfg.Store.Retained(ctx, sub.pattern) {
		if err != nil {
			b.cfg.Logger.Warn("read retained events", "topic", sub.pattern.URI, "error", err)
			break
		}
		if a := audienceOf(p); p.Topic != done && a.admits(s) {
			events = append(events, p)
			done = p.Topic
		}
	}
	return events
}
