package meta

import (
	"maps"

	"github.com/wampgen/wampgen/router/broker"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// API is the meta API of one realm.
type API struct {
	census     Census
	broker     *broker.Broker
	feed       feed
	procedures map[wamp.URI]procedure
}

// procedure answers a call: it reads the arguments and writes the result. The
// error is a *wamp.Error.
type procedure func(*request) error

// New returns the API over a census. Its events go to the broker's subscribers; it
// watches the broker's subscriptions.
func New(census Census, b *broker.Broker, ids broker.IDs) *API {
	a := &API{census: census, broker: b, procedures: make(map[wamp.URI]procedure)}
	a.feed = feed{broker: b, ids: ids}
	for _, procedures := range []map[wamp.URI]procedure{
		a.sessionProcedures(), a.subscriptionProcedures(),
	} {
		maps.Copy(a.procedures, procedures)
	}
	b.Watch(a)
	return a
}

// Flush publishes what was said to have happened. It is called without locks.
func (a *API) Flush(burst *session.Burst) { a.feed.flush(burst) }

// Caller is the session that calls a procedure.
type Caller struct {
	ID       wamp.ID
	AuthID   string
	AuthRole string
}

// Call answers a call of a procedure. The error is a *wamp.Error.
func (a *API) Call(caller Caller, procedure wamp.URI, p wamp.Payload, burst *session.Burst) (wamp.Payload, error) {
	answer := a.procedures[procedure]
	if answer == nil {
		return wamp.Payload{}, &wamp.Error{URI: wamp.ErrNoSuchProcedure}
	}
	r := codec.NewReader(p)
	defer r.Free()
	w := codec.NewWriter(wamp.CBOR)
	defer w.Free()
	err := answer(&request{caller, r, w, burst})
	if err == nil {
		var result wamp.Payload
		if result, err = w.Payload(); err == nil {
			return result.Clone(), nil
		}
	}
	return wamp.Payload{}, err
}

// request is one call: its arguments are read from in, its result is written to
// out.
type request struct {
	caller Caller
	in     *codec.Reader
	out    *codec.Writer
	burst  *session.Burst
}
