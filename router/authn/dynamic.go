package authn

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Ask calls a procedure of a realm, for the router itself.
type Ask func(ctx context.Context, realm, procedure wamp.URI, p wamp.Payload) (wamp.Payload, error)

// Dynamic is the Directory that asks a procedure of the application: procedure(realm,
// authid, details) returns the principal, as a dict or just as its role, or null or an
// error of its own for somebody who is none. What does not answer within Timeout,
// what fails, and what is no principal, denies.
type Dynamic struct {
	Procedure wamp.URI
	Realm     wamp.URI // where it is registered; "": the one of HELLO
	Ask       Ask
	Timeout   time.Duration // 0: 5 s; the login timeout bounds it too
	Logger    *slog.Logger  // nil: nothing is logged

	decoys
	last atomic.Pointer[Record] // what the last principal looked like
}

var _ Directory = (*Dynamic)(nil)

// DefaultTimeout is how long an authenticator may take.
const DefaultTimeout = 5 * time.Second

// NewDynamic completes d, which must not be used before.
func NewDynamic(d *Dynamic) *Dynamic {
	if d.Timeout == 0 {
		d.Timeout = DefaultTimeout
	}
	if d.Logger == nil {
		d.Logger = slog.New(slog.DiscardHandler)
	}
	d.decoys = newDecoys(nil)
	d.key = randomKey()
	return d
}

// Find implements Directory.
func (d *Dynamic) Find(ctx context.Context, q *Query) (*Record, error) {
	realm := d.Realm
	if realm == "" {
		realm = q.Realm
	}
	if realm == "" {
		return nil, &wamp.Error{URI: wamp.ErrNoSuchRealm, Message: "HELLO names no realm"}
	}
	r, err := d.ask(ctx, realm, q)
	if err == nil && d.Realm == "" && r.Realm != "" && r.Realm != realm {
		// Who may register it in one realm must not decide about another.
		err = fmt.Errorf("it assigns the realm %q, and is asked as that of another", r.Realm)
	}
	if err == nil {
		model := *r
		model.Secret, model.Verifier.StoredKey, model.Verifier.ServerKey, model.Keys = "", nil, nil, nil
		d.last.Store(&model)
		return r, nil
	}
	if errors.Is(err, ErrUnknown) {
		return nil, err
	}
	d.Logger.Warn("authenticator failed", "procedure", d.Procedure, "realm", realm, "authid", q.AuthID, "error", err)
	return nil, &wamp.Error{URI: wamp.ErrAuthenticationFailed, Message: "who this is could not be found out"}
}

// Decoy implements Directory.
func (d *Dynamic) Decoy(q *Query) *Record {
	like := d.decoys
	if model := d.last.Load(); model != nil {
		like.models = []Record{*model}
	}
	r := like.Decoy(q)
	r.Provider = provider
	return r
}

const provider = "dynamic"

func (d *Dynamic) ask(ctx context.Context, realm wamp.URI, q *Query) (*Record, error) {
	ctx, cancel := context.WithTimeout(ctx, d.Timeout)
	defer cancel()
	args, err := codec.AppendValue(nil, wamp.CBOR, []any{orNil(string(q.Realm)), orNil(q.AuthID), q.details()})
	if err != nil {
		return nil, fmt.Errorf("write question: %w", err)
	}
	answer, err := d.Ask(ctx, realm, d.Procedure, wamp.Payload{Format: wamp.CBOR, Args: args})
	if err != nil {
		return nil, refusal(err)
	}
	r, err := readRecord(answer, q)
	if err != nil {
		return nil, fmt.Errorf("read principal: %w", err)
	}
	return r, nil
}

// refusal tells an authenticator that says no from one that does not work: the errors
// of the protocol say that the call failed, but for those that are about principals.
func refusal(err error) error {
	var w *wamp.Error
	if !errors.As(err, &w) {
		return err
	}
	switch w.URI {
	case wamp.ErrNoSuchPrincipal, wamp.ErrAuthenticationDenied, wamp.ErrNotAuthorized:
		return ErrUnknown
	}
	if strings.HasPrefix(string(w.URI), "wamp.") {
		return fmt.Errorf("call: %s", w.URI)
	}
	return ErrUnknown
}

// details is what authenticators get to know of a peer.
func (q *Query) details() map[string]any {
	transport := map[string]any{
		"type": q.Info.Protocol, "protocol": q.Info.Subprotocol, "peer": q.Info.Remote, "secure": q.Info.Secure,
	}
	if q.Certificate != nil {
		transport["client_cert"] = map[string]any{"cn": q.Certificate.CommonName, "sha1": q.Certificate.SHA1, "sha256": q.Certificate.SHA256}
	}
	details := map[string]any{
		"session": int64(q.Session), "authmethod": q.Method, "authextra": nil, "transport": transport,
	}
	if q.Extra != nil {
		details["authextra"] = map[string]any(q.Extra)
	}
	if q.Ticket != "" {
		details["ticket"] = q.Ticket
	}
	return details
}

func orNil(text string) any {
	if text == "" {
		return nil
	}
	return text
}
