package meta

import (
	"fmt"
	"maps"

	"github.com/wampgen/wampgen/router/broker"
	"github.com/wampgen/wampgen/router/dealer"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// API is the meta API of one realm.
type API struct {
	census     Census
	testaments Testaments
	broker     *broker.Broker
	dealer     *dealer.Dealer
	access     Access
	catalog    catalog
	feed       feed
	procedures map[wamp.URI]procedure
}

// procedure answers a call: it reads the arguments and writes the result. The
// error is a *wamp.Error, of those that the schema declares or the protocol knows.
type procedure func(*request) error

// Config is what an API answers from.
type Config struct {
	Census     Census
	Testaments Testaments
	Broker     *broker.Broker // whose subscribers get the events, and whose subscriptions are watched
	Dealer     *dealer.Dealer // whose registrations are watched
	IDs        broker.IDs
	Access     Access
}

// New returns the API of a realm.
func New(cfg Config) *API {
	a := &API{census: cfg.Census, testaments: cfg.Testaments, broker: cfg.Broker, dealer: cfg.Dealer, access: cfg.Access, procedures: make(map[wamp.URI]procedure)}
	a.feed = feed{broker: cfg.Broker, ids: cfg.IDs}
	for _, procedures := range []map[wamp.URI]procedure{
		a.sessionProcedures(), a.testamentProcedures(), a.subscriptionProcedures(), a.registrationProcedures(),
		a.historyProcedures(), a.reflectionProcedures(),
	} {
		maps.Copy(a.procedures, procedures)
	}
	cfg.Broker.Watch(a)
	cfg.Dealer.Watch(a)
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

// Call answers a call of a procedure, in the serialization of its payload. The error
// is a *wamp.Error.
func (a *API) Call(caller Caller, procedure wamp.URI, p wamp.Payload, burst *session.Burst) (wamp.Payload, error) {
	if p.Format == 0 {
		p.Format = wamp.CBOR // there are no arguments
	}
	answer := a.procedures[procedure]
	if answer == nil {
		return wamp.Payload{}, &wamp.Error{URI: wamp.ErrNoSuchProcedure, Message: fmt.Sprintf("the router has no procedure %q", procedure)}
	}
	r := codec.NewReader(p)
	defer r.Free()
	w := codec.NewWriter(p.Format)
	defer w.Free()
	err := answer(&request{caller, p.Format, r, w, burst})
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
	format wamp.Format // of arguments and result
	in     *codec.Reader
	out    *codec.Writer
	burst  *session.Burst
}
