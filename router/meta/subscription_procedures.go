package meta

import (
	"cmp"
	"slices"

	"github.com/wampgen/wampgen/router/broker"
	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
	"github.com/wampgen/wampgen/schemas/metaapi"
)

// subscriptionProcedures are those of section "Subscriptions Meta API", and
// Crossbar.io's remove_subscriber, by which an administrator revokes a subscription.
func (a *API) subscriptionProcedures() map[wamp.URI]procedure {
	return map[wamp.URI]procedure{
		metaapi.SubscriptionListURI:             a.listSubscriptions,
		metaapi.SubscriptionLookupURI:           a.lookupSubscription,
		metaapi.SubscriptionMatchURI:            a.matchSubscriptions,
		metaapi.SubscriptionGetURI:              a.getSubscription,
		metaapi.SubscriptionListSubscribersURI:  a.listSubscribers,
		metaapi.SubscriptionCountSubscribersURI: a.countSubscribers,
		metaapi.SubscriptionRemoveSubscriberURI: a.removeSubscriber,
	}
}

func (a *API) listSubscriptions(q *request) error {
	var byMatch [wamp.MatchWildcard + 1][]wamp.ID
	for _, s := range a.broker.Subscriptions() {
		byMatch[s.Pattern.Match] = append(byMatch[s.Pattern.Match], s.ID)
	}
	for _, ids := range byMatch {
		slices.Sort(ids)
	}
	q.value(&metaapi.SubscriptionLists{Exact: byMatch[wamp.MatchExact], Prefix: byMatch[wamp.MatchPrefix], Wildcard: byMatch[wamp.MatchWildcard]})
	return nil
}

func (a *API) lookupSubscription(q *request) error {
	pattern, err := q.pattern()
	if err != nil {
		return err
	}
	q.out.Args(1)
	if s, ok := a.broker.Lookup(pattern); ok {
		q.out.Uint(uint64(s.ID))
	} else {
		q.out.Null()
	}
	q.out.End()
	return nil
}

// matchSubscriptions returns exact ones first, then the longest prefixes.
func (a *API) matchSubscriptions(q *request) error {
	topic, err := q.text()
	if err != nil {
		return err
	}
	found := a.broker.Matching(wamp.URI(topic))
	if len(found) == 0 {
		q.out.Args(1)
		q.out.Null()
		q.out.End()
		return nil
	}
	slices.SortFunc(found, func(s, t broker.Subscription) int {
		switch {
		case s.Pattern.Precedes(t.Pattern):
			return -1
		case t.Pattern.Precedes(s.Pattern):
			return 1
		}
		return cmp.Compare(s.ID, t.ID)
	})
	var ids []wamp.ID
	for _, s := range found {
		ids = append(ids, s.ID)
	}
	q.ids(ids)
	return nil
}

func (a *API) getSubscription(q *request) error {
	s, err := a.subscription(q)
	if err != nil {
		return err
	}
	details := subscriptionDetails(s)
	q.value(&details)
	return nil
}

func (a *API) listSubscribers(q *request) error {
	s, err := a.subscription(q)
	if err != nil {
		return err
	}
	sessions := a.broker.Subscribers(s.ID)
	slices.Sort(sessions)
	q.ids(sessions)
	return nil
}

func (a *API) countSubscribers(q *request) error {
	s, err := a.subscription(q)
	if err != nil {
		return err
	}
	q.number(len(a.broker.Subscribers(s.ID)))
	return nil
}

// removeSubscriber revokes the subscription of a session.
func (a *API) removeSubscriber(q *request) error {
	var subscription, session wamp.ID
	for c := q.in.Args(subscriberArgs); c.Next(q.in); {
		if c.Field == 0 {
			subscription = q.in.ID()
		} else {
			session = q.in.ID()
		}
	}
	reason, err := q.reason()
	if err != nil {
		return err
	}
	if _, ok := a.broker.Subscription(subscription); !ok {
		return noSubscription(subscription)
	}
	if !a.broker.Revoke(session, subscription, reason, q.burst) {
		return notPart("subscriber", session, subscription)
	}
	return nil
}

// subscription reads the only argument, the ID of a subscription there is.
func (a *API) subscription(q *request) (broker.Subscription, error) {
	id, err := q.id()
	if err != nil {
		return broker.Subscription{}, err
	}
	s, ok := a.broker.Subscription(id)
	if !ok {
		return s, noSubscription(id)
	}
	return s, nil
}

// reason reads the optional argument that says why.
func (q *request) reason() (reason string, err error) {
	for c := q.in.Kwargs(reasonKwargs); c.Next(q.in); {
		if !q.in.Null() {
			reason = q.in.String()
		}
	}
	return reason, q.fault()
}

// pattern reads a URI and, optionally, the options of SUBSCRIBE or REGISTER.
func (q *request) pattern() (p urimatch.Pattern, err error) {
	for c := q.in.Args(patternArgs); c.Next(q.in); {
		switch {
		case c.Field == 0:
			p.URI = wamp.URI(q.in.String())
		case q.in.Null():
		default:
			for o := q.in.Struct(matchOptions); o.Next(q.in); {
				if q.in.Null() {
					continue
				}
				var match metaapi.Match
				match.DecodeWAMP(q.in)
				p.Match, _ = wamp.ParseMatch(string(match))
			}
		}
	}
	return p, q.fault()
}

// The arguments of the procedures.
var (
	patternArgs    = codec.NewFields(codec.Required("uri"), codec.Optional("options"))
	matchOptions   = codec.NewFields(codec.Optional("match"))
	subscriberArgs = codec.NewFields(codec.Required("subscription", "session"))
	reasonKwargs   = codec.NewFields(codec.Optional("reason"))
)
