package broker

import (
	"slices"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Publication is a published event: immutable, and complete without the session
// that published it.
type Publication struct {
	ID               wamp.ID
	Topic            wamp.URI
	Publisher        Publisher // zero: the router itself
	Disclosed        bool      // subscribers are told the publisher
	ExcludePublisher bool      // the publisher gets no event
	Retained         bool      // the event was given to the store before it is delivered
	Filter           *wamp.Filter
	Trust            *int64       // level; nil: none; never changes
	Custom           *wamp.Custom // nil: none
	Payload          wamp.Payload
}

// Publisher is who published an event.
type Publisher struct {
	Session  wamp.ID
	AuthID   string
	AuthRole string
}

// Clone returns a publication that borrows nothing.
func (p *Publication) Clone() *Publication {
	c := *p
	c.Payload = p.Payload.Clone()
	c.Custom = p.Custom.Clone()
	if f := p.Filter; f != nil {
		c.Filter = &wamp.Filter{
			Exclude:          slices.Clone(f.Exclude),
			ExcludeAuthID:    slices.Clone(f.ExcludeAuthID),
			ExcludeAuthRole:  slices.Clone(f.ExcludeAuthRole),
			Eligible:         slices.Clone(f.Eligible),
			EligibleAuthID:   slices.Clone(f.EligibleAuthID),
			EligibleAuthRole: slices.Clone(f.EligibleAuthRole),
		}
	}
	return &c
}

// event fills in the EVENT for one subscription; its payload is borrowed from p.
func (p *Publication) event(e *wamp.Event, sub *subscription, retained bool) {
	e.Subscription, e.Publication = sub.id, p.ID
	e.Details = wamp.EventDetails{Retained: retained, TrustLevel: p.Trust, Custom: p.Custom}
	if sub.pattern.Match != wamp.MatchExact {
		e.Details.Topic = p.Topic
	}
	if p.Disclosed {
		e.Details.Publisher = p.Publisher.Session
		e.Details.PublisherAuthID = p.Publisher.AuthID
		e.Details.PublisherAuthRole = p.Publisher.AuthRole
	}
	e.Payload = p.Payload
}
