package runtime

import (
	"context"
	"reflect"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Event is what an event handler may learn beyond the payload; see EventFrom.
type Event struct {
	Topic        wamp.URI // the one published to, also for pattern subscriptions
	Publication  wamp.ID
	Subscription wamp.ID
	// The publisher, where it is disclosed.
	Publisher         wamp.ID
	PublisherAuthID   string
	PublisherAuthRole string
	Retained          bool         // kept by the router since before the subscription
	Custom            *wamp.Custom // options of implementations in PUBLISH; nil: none
}

// eventOf returns what m says of its event.
func eventOf(m *wamp.Event) Event {
	return Event{
		Topic:             m.Details.Topic,
		Publication:       m.Publication,
		Subscription:      m.Subscription,
		Publisher:         m.Details.Publisher,
		PublisherAuthID:   m.Details.PublisherAuthID,
		PublisherAuthRole: m.Details.PublisherAuthRole,
		Retained:          m.Details.Retained,
		Custom:            m.Details.Custom.Clone(),
	}
}

// eventHandler decodes the payload of an event and handles it.
type eventHandler func(ctx context.Context, h *handling) error

// typedEventHandler returns the handler of one subscription.
func typedEventHandler[E any](t *Topic[E], handler func(context.Context, E) error) eventHandler {
	memory := new(E) // events of a session are handled one at a time: one for all
	shares := flat(reflect.TypeFor[E]())
	return func(ctx context.Context, h *handling) error {
		if shares && h.shared != nil {
			event, err := decodeShared(t, h)
			if err != nil {
				return err
			}
			return handler(ctx, *event)
		}
		*memory = *new(E) // of one whose decoding has panicked
		h.resetReader()
		err := t.Event.readFrom(memory, &h.reader, &h.validator)
		event := *memory
		*memory = *new(E)
		if err != nil {
			return err
		}
		return handler(ctx, event)
	}
}

// rawEventHandler gives the handler bytes of its own, which it may spoil.
func rawEventHandler(handler func(context.Context, wamp.Payload) error) eventHandler {
	return func(ctx context.Context, h *handling) error {
		if h.shared != nil {
			return handler(ctx, h.shared.Payload().Clone())
		}
		return handler(ctx, *h.own)
	}
}

func valuesEventHandler(handler func(context.Context, Values) error) eventHandler {
	return func(ctx context.Context, h *handling) error {
		event, err := decodeValues(h.payload())
		if err != nil {
			return err
		}
		return handler(ctx, event)
	}
}
