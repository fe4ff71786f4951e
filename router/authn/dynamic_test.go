package authn

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/wampgen/wampgen/runtime/auth"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// answering is an authenticator that gives one answer.
func answering(t *testing.T, value any) Ask {
	return func(context.Context, wamp.URI, wamp.URI, wamp.Payload) (wamp.Payload, error) {
		args, err := codec.AppendValue(nil, wamp.JSON, []any{value})
		if err != nil {
			t.Error(err)
		}
		return wamp.Payload{Format: wamp.JSON, Args: args}, nil
	}
}

func TestDynamicIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := NewDynamic(&Dynamic{Procedure: "com.example.authenticate", Ask: func(ctx context.Context, _, _ wamp.URI, _ wamp.Payload) (wamp.Payload, error) {
			<-ctx.Done()
			return wamp.Payload{}, ctx.Err()
		}})
		began := time.Now()
		_, err := d.Find(t.Context(), &Query{Realm: "realm1", AuthID: "joe", Method: auth.MethodTicket})
		if waited := time.Since(began); waited != DefaultTimeout {
			t.Errorf("waited for %s", waited)
		}
		wantURI(t, err, wamp.ErrAuthenticationFailed)

		ctx, cancel := context.WithTimeout(t.Context(), time.Second) // the login's
		defer cancel()
		began = time.Now()
		_, err = d.Find(ctx, &Query{Realm: "realm1", AuthID: "joe", Method: auth.MethodTicket})
		if waited := time.Since(began); waited != time.Second {
			t.Errorf("waited for %s", waited)
		}
		wantURI(t, err, wamp.ErrAuthenticationFailed)
	})
}

func wantURI(t *testing.T, err error, uri wamp.URI) {
	t.Helper()
	var w *wamp.Error
	if !errors.As(err, &w) || w.URI != uri {
		t.Errorf("got %v, want %s", err, uri)
	}
}

// Errors of authenticators say why: that there is nobody, or that it does not work. What
// they say in words stays here.
func TestRefusals(t *testing.T) {
	for uri, unknown := range map[wamp.URI]bool{
		"com.example.error.nobody": true, wamp.ErrNoSuchPrincipal: true, wamp.ErrNotAuthorized: true, wamp.ErrAuthenticationDenied: true,
		wamp.ErrRuntimeError: false, wamp.ErrNoSuchProcedure: false, wamp.ErrCanceled: false, wamp.ErrTimeout: false, wamp.ErrInvalidArgument: false, wamp.ErrUnavailable: false,
	} {
		d := NewDynamic(&Dynamic{Procedure: "com.example.authenticate", Ask: func(context.Context, wamp.URI, wamp.URI, wamp.Payload) (wamp.Payload, error) {
			return wamp.Payload{}, &wamp.Error{URI: uri, Message: "the password is sesame"}
		}})
		_, err := d.Find(t.Context(), &Query{Realm: "realm1"})
		if unknown != errors.Is(err, ErrUnknown) {
			t.Errorf("%s: %v", uri, err)
		}
		if !unknown {
			wantURI(t, err, wamp.ErrAuthenticationFailed)
		}
	}
}

// A decoy of a dynamic authenticator looks like the last one who was known.
func TestDecoyOfDynamic(t *testing.T) {
	answer := map[string]any{"role": "user", "secret": "s", "salt": "0123abcd", "iterations": int64(777), "keylen": int64(24)}
	d := NewDynamic(&Dynamic{Procedure: "com.example.authenticate", Ask: answering(t, answer)})
	q := &Query{Realm: "realm1", AuthID: "nobody", Method: auth.MethodWAMPCRA}
	if r := d.Decoy(q); r.Salting != nil {
		t.Errorf("before anybody was known: %+v", r)
	}
	if _, err := d.Find(t.Context(), &Query{Realm: "realm1", AuthID: "joe", Method: auth.MethodWAMPCRA}); err != nil {
		t.Fatal(err)
	}
	r, again := d.Decoy(q), d.Decoy(q)
	if r.Salting == nil || r.Salting.Iterations != 777 || r.Salting.KeyLength != 24 || len(r.Salting.Salt) != 8 || r.Salting.Salt == "0123abcd" {
		t.Errorf("decoy %+v", r)
	}
	if diff := cmp.Diff(r.Salting, again.Salting); diff != "" || r.Secret != again.Secret || r.Secret == "s" {
		t.Errorf("another one each time: %s", diff)
	}
}

// FuzzReadRecord reads what authenticators may answer.
func FuzzReadRecord(f *testing.F) {
	f.Add([]byte(`["user"]`), byte(0))
	f.Add([]byte(`[{"role":"user","secret":"x","salt":"y","iterations":1,"keylen":2}]`), byte(1))
	f.Add([]byte(`[{"role":"user","kdf":"pbkdf2","iterations":4096,"salt":"00","stored-key":"00","server-key":"AA=="}]`), byte(2))
	f.Add([]byte(`[{"role":"user","authorized_keys":["00"],"extra":{"a":[1]}}]`), byte(3))
	f.Add([]byte(`[[[`), byte(0))
	methods := []string{auth.MethodTicket, auth.MethodWAMPCRA, auth.MethodSCRAM, auth.MethodCryptosign}
	f.Fuzz(func(t *testing.T, args []byte, method byte) {
		q := &Query{Method: methods[int(method)%len(methods)], Key: make([]byte, 32)}
		r, err := readRecord(wamp.Payload{Format: wamp.JSON, Args: args}, q)
		if err != nil {
			return
		}
		if r.Role == "" || q.Method == auth.MethodWAMPCRA && r.Secret == "" || q.Method == auth.MethodCryptosign && len(r.Keys) == 0 ||
			q.Method == auth.MethodSCRAM && (len(r.Verifier.StoredKey) != 32 || r.Verifier.KDF.Check() != nil) {
			t.Errorf("half a principal is taken: %+v", r)
		}
	})
}
