package meta

import (
	"errors"
	"math"
	"time"

	"github.com/wampgen/wampgen/router/broker"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
	"github.com/wampgen/wampgen/schemas/metaapi"
)

// What one answer holds at most: a reader goes on behind the last event it has.
const (
	mostEvents     = 1000
	mostEventBytes = 1 << 20
)

// historyProcedures is that of section "Event History".
func (a *API) historyProcedures() map[wamp.URI]procedure {
	return map[wamp.URI]procedure{metaapi.SubscriptionGetEventsURI: a.getEvents}
}

// getEvents answers who may subscribe to the pattern. Where there are more events
// than one answer holds, the keyword result more is true.
func (a *API) getEvents(q *request) error {
	s, err := a.subscription(q)
	if err != nil {
		return err
	}
	query, limit, err := q.query()
	if err != nil {
		return err
	}
	if err := a.access.MaySubscribe(q.caller.ID, s.Pattern); err != nil {
		return unreadable(err)
	}
	query.Pattern = s.Pattern
	var records []*broker.Record
	bytes, more := 0, false
	err = a.broker.Events(broker.Reader{AuthID: q.caller.AuthID, AuthRole: q.caller.AuthRole}, query, func(r *broker.Record) bool {
		n := r.Payload.Size() + len(r.Topic)
		if len(records) == mostEvents || len(records) > 0 && bytes+n > mostEventBytes {
			more = true
			return false
		}
		records, bytes = append(records, r), bytes+n
		return len(records) < limit
	})
	if err != nil {
		return &wamp.Error{URI: wamp.ErrUnavailable, Message: "the history can not be read"}
	}
	q.events(s, records)
	if more {
		q.out.Kwargs(1)
		q.out.Key("more")
		q.out.Bool(true)
		q.out.End()
	}
	return nil
}

// unreadable is what the caller is told of a subscription that is not for it: not the URI,
// which the ID does not tell either.
func unreadable(err error) error {
	var refused *wamp.Error
	if !errors.As(err, &refused) {
		return err
	}
	return &wamp.Error{URI: refused.URI, Message: "the events of the subscription are not for the session"}
}

func (q *request) query() (query broker.Query, limit int, err error) {
	limit = math.MaxInt
	for c := q.in.Kwargs(queryKwargs); c.Next(q.in); {
		if q.in.Null() {
			continue
		}
		switch c.Field {
		case 0:
			query.Reverse = q.in.Bool()
		case 1:
			n := q.in.Uint(64)
			if n == 0 {
				q.in.Fail("range", "want a positive integer, got 0")
			}
			limit = int(min(n, math.MaxInt32))
		case 2:
			query.Topic = wamp.URI(q.in.String())
		case 3, 4, 5, 6:
			*[...]*time.Time{&query.From, &query.After, &query.Before, &query.Until}[c.Field-3] = q.in.Time()
		default:
			*[...]*wamp.ID{
				&query.FromPublication, &query.AfterPublication, &query.BeforePublication, &query.UntilPublication,
			}[c.Field-7] = q.in.ID()
		}
	}
	return query, limit, q.fault()
}

var queryKwargs = codec.NewFields(codec.Optional(
	"reverse", "limit", "topic",
	"from_time", "after_time", "before_time", "until_time",
	"from_publication", "after_publication", "before_publication", "until_publication",
))

// events writes the only positional result, a list of events.
func (q *request) events(s broker.Subscription, records []*broker.Record) {
	q.out.Args(1)
	q.out.List(len(records))
	for _, r := range records {
		n := 4
		if r.Payload.Args != nil {
			n++
		}
		if r.Payload.Kwargs != nil {
			n++
		}
		q.out.Map(n)
		q.out.Key("timestamp")
		q.out.String(r.Time.Format("2006-01-02T15:04:05.000Z"))
		q.out.Key("subscription")
		q.out.Uint(uint64(s.ID))
		q.out.Key("publication")
		q.out.Uint(uint64(r.ID))
		q.out.Key("details")
		q.out.Raw(codec.AppendEventDetails(r.Details(s.Pattern), r.Payload.Passthru, q.format))
		if r.Payload.Args != nil {
			q.out.Key("args")
			q.out.Raw(codec.Raw{Format: r.Payload.Format, Bytes: r.Payload.Args})
		}
		if r.Payload.Kwargs != nil {
			q.out.Key("kwargs")
			q.out.Raw(codec.Raw{Format: r.Payload.Format, Bytes: r.Payload.Kwargs})
		}
		q.out.End()
	}
	q.out.End()
	q.out.End()
}
