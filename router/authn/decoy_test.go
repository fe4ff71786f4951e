package authn

import (
	"context"
	"crypto/ed25519"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/auth"
	"github.com/wampgen/wampgen/runtime/wamp"
)

func somebody() []Record {
	return []Record{
		{AuthID: "joe", Role: "user", Provider: "static", Secret: "joe's"},
		{AuthID: "amy", Role: "admin", Provider: "static", Secret: "amy's", Salting: &auth.Salting{Salt: "xyz", Iterations: 10, KeyLength: 32}},
	}
}

// Decoys are the same in every process that knows the same secrets, and others in all
// others: who does not know them can not foretell a decoy.
func TestDecoysAreDerived(t *testing.T) {
	q := &Query{AuthID: "nobody"}
	one, two := NewNamed(somebody()).Decoy(q), NewNamed(somebody()).Decoy(q)
	if diff := cmp.Diff(*one, *two, cmp.AllowUnexported(Record{})); diff != "" {
		t.Errorf("the decoy has changed by a restart:\n%s", diff)
	}
	changed := somebody()
	changed[0].Secret = "another"
	if NewNamed(changed).Decoy(q).Secret == one.Secret {
		t.Error("the decoy does not depend on the secrets")
	}
	if NewNamed(somebody()).Decoy(&Query{AuthID: "another"}).Secret == one.Secret {
		t.Error("the decoy does not depend on the authid")
	}
	roles := map[string]bool{}
	for _, authid := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
		roles[NewNamed(somebody()).Decoy(&Query{AuthID: authid}).Role] = true
	}
	if len(roles) != 2 {
		t.Errorf("decoys have the roles %v", roles)
	}
	if r := NewNamed(nil).Decoy(q); r.Secret == "" || r.Role == "" || r.Verifier.KDF.Check() != nil {
		t.Errorf("decoy among nobody: %+v", r)
	}
}

// No answer fits a decoy, not even the right one.
func TestDecoyIsNeverAdmitted(t *testing.T) {
	d := NewNamed(somebody())
	decoy := d.Decoy(&Query{AuthID: "nobody"})
	var challenge string
	a := &session.Attempt{
		Session: 1, Realm: "realm1", Details: wamp.Dict{"authid": "nobody", "authmethods": []any{"ticket"}},
		Challenge: func(c *wamp.Challenge) (*wamp.Authenticate, error) {
			challenge, _ = c.Extra["challenge"].(string)
			answer := decoy.Secret
			if challenge != "" {
				answer = auth.SignCRA(decoy.Secret, challenge)
			}
			return &wamp.Authenticate{Signature: answer}, nil
		},
	}
	for _, m := range []Method{Ticket{Directory: d}, WAMPCRA{Directory: d}} {
		p, err := m.Authenticate(t.Context(), a, m.Names()[0])
		if p != nil {
			t.Errorf("%s has admitted a decoy", m.Names()[0])
		}
		wantURI(t, err, wamp.ErrAuthenticationDenied)
	}
	if challenge == "" {
		t.Error("no challenge was made")
	}
}

func TestKeyed(t *testing.T) {
	one, two := ed25519.NewKeyFromSeed(make([]byte, 32)), ed25519.NewKeyFromSeed(append(make([]byte, 31), 1))
	public := func(k ed25519.PrivateKey) ed25519.PublicKey { return k.Public().(ed25519.PublicKey) }
	d := NewKeyed([]Record{{AuthID: "one", Keys: []ed25519.PublicKey{public(one)}}})
	for name, test := range map[string]struct {
		q    Query
		want bool
	}{
		"by the key":                {Query{Key: public(one)}, true},
		"by key and authid":         {Query{Key: public(one), AuthID: "one"}, true},
		"by the authid of somebody": {Query{Key: public(one), AuthID: "two"}, false},
		"by another key":            {Query{Key: public(two), AuthID: "one"}, false},
		"by no key":                 {Query{AuthID: "one"}, false},
	} {
		if _, err := d.Find(context.Background(), &test.q); (err == nil) != test.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}
