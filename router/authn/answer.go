package authn

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/wampgen/wampgen/runtime/auth"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// readRecord reads the answer of an authenticator. What is not as it should be is an
// error: nobody is admitted by half an answer.
func readRecord(p wamp.Payload, q *Query) (*Record, error) {
	value, err := firstArgument(p)
	if err != nil {
		return nil, err
	}
	switch v := value.(type) {
	case nil:
		return nil, ErrUnknown
	case string:
		value = map[string]any{"role": v}
	}
	fields, ok := value.(map[string]any)
	if !ok {
		return nil, errors.New("it is neither a dict nor the name of a role")
	}
	a := answer{fields: fields}
	r := &Record{
		Realm:    wamp.URI(a.text("realm")),
		AuthID:   a.text("authid"),
		Role:     a.text("role"),
		Extra:    a.dict("extra"),
		Provider: provider,
	}
	switch q.Method {
	case auth.MethodWAMPCRA:
		a.secret(r)
	case auth.MethodSCRAM, auth.MethodSCRAMDraft:
		a.verifier(r)
	case auth.MethodCryptosign:
		a.keys(r, q.Key)
	}
	switch {
	case a.err != nil:
		return nil, a.err
	case r.Role == "":
		return nil, errors.New("it has no role")
	case r.Realm != "" && !r.Realm.Valid():
		return nil, errors.New("its realm is no URI")
	}
	return r, nil
}

// answer reads the fields of a principal and keeps the first error.
type answer struct {
	fields map[string]any
	err    error
}

func (a *answer) fail(key, want string) {
	if a.err == nil {
		a.err = fmt.Errorf("%s is not %s", key, want)
	}
}

func (a *answer) text(key string) string {
	switch v := a.fields[key].(type) {
	case nil:
	case string:
		return v
	default:
		a.fail(key, "a string")
	}
	return ""
}

func (a *answer) dict(key string) wamp.Dict {
	switch v := a.fields[key].(type) {
	case nil:
	case map[string]any:
		return v
	default:
		a.fail(key, "a dict")
	}
	return nil
}

// number reads a whole number above 0.
func (a *answer) number(key string, otherwise int) int {
	switch v := a.fields[key].(type) {
	case nil:
		return otherwise
	case int64:
		if v > 0 && v <= 1<<31-1 {
			return int(v)
		}
	}
	a.fail(key, "a number above 0")
	return 0
}

func (a *answer) secret(r *Record) {
	if r.Secret = a.text("secret"); r.Secret == "" {
		a.fail("secret", "a string that is not empty")
	}
	if a.fields["salt"] == nil {
		return
	}
	r.Salting = &auth.Salting{
		Salt:       a.text("salt"),
		Iterations: a.number("iterations", auth.DefaultCRAIterations),
		KeyLength:  a.number("keylen", auth.DefaultCRAKeyLength),
	}
}

func (a *answer) verifier(r *Record) {
	r.Verifier = auth.Verifier{
		KDF:       auth.KDF{Name: a.text("kdf"), Iterations: a.number("iterations", 0), Memory: a.number("memory", 0)},
		Salt:      a.octets("salt", 0),
		StoredKey: a.octets("stored-key", 32),
		ServerKey: a.octets("server-key", 32),
	}
	if err := r.Verifier.KDF.Check(); err != nil && a.err == nil {
		a.err = err
	}
}

// octets reads bytes in hex or base64.
func (a *answer) octets(key string, size int) []byte {
	b, err := Octets(a.text(key))
	if err != nil || len(b) == 0 || size > 0 && len(b) != size {
		a.fail(key, "bytes in hex or base64")
	}
	return b
}

// Octets reads bytes in hex, as Crossbar.io has them, or in base64.
func Octets(text string) ([]byte, error) {
	if b, err := hex.DecodeString(text); err == nil {
		return b, nil
	}
	return base64.StdEncoding.DecodeString(text)
}

// keys reads the keys of a principal. An authenticator that names none accepts the one
// that the peer has announced.
func (a *answer) keys(r *Record, announced ed25519.PublicKey) {
	var list []any
	switch v := a.fields["authorized_keys"].(type) {
	case nil:
	case []any:
		list = v
	default:
		a.fail("authorized_keys", "a list")
	}
	if single := a.text("pubkey"); single != "" {
		list = append(list, single)
	}
	for _, item := range list {
		text, _ := item.(string)
		key, err := auth.ParsePublicKey(text)
		if err != nil {
			a.fail("authorized_keys", "a list of keys in hex")
			return
		}
		r.Keys = append(r.Keys, key)
	}
	if list == nil {
		r.Keys = []ed25519.PublicKey{announced}
	}
}

func randomKey() []byte {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	return key
}

// firstArgument returns the first argument of a result, nil if there is none.
func firstArgument(p wamp.Payload) (any, error) {
	if p.Args == nil {
		return nil, nil
	}
	value, err := codec.DecodeValue(p.Format, p.Args)
	if err != nil {
		return nil, err
	}
	if args, _ := value.([]any); len(args) > 0 {
		return args[0], nil
	}
	return nil, nil
}
