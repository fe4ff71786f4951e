package authn

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/wampgen/wampgen/runtime/auth"
)

// decoys makes records for those who are not known. They look like the records there
// are, and that of one authid is always the same: its salt is derived from the
// secrets that only the router has, so that it outlives a restart (section "Salted
// Challenge Response Authentication", "Initial Client Authentication Message").
type decoys struct {
	key    []byte
	models []Record
}

func newDecoys(records []Record) decoys {
	d := decoys{models: slices.Clone(records)}
	slices.SortFunc(d.models, func(a, b Record) int { return strings.Compare(a.AuthID, b.AuthID) })
	sum := sha256.New()
	for _, r := range d.models {
		for _, secret := range [...]string{r.AuthID, r.Secret, string(r.Verifier.StoredKey)} {
			sum.Write(binary.BigEndian.AppendUint64(nil, uint64(len(secret))))
			sum.Write([]byte(secret))
		}
	}
	d.key = sum.Sum(nil)
	return d
}

// Decoy implements Directory.
func (d *decoys) Decoy(q *Query) *Record {
	name := q.AuthID + "\x00" + string(q.Key)
	r := Record{Role: "anonymous", Provider: "static", Verifier: auth.Verifier{KDF: auth.DefaultKDF(), Salt: make([]byte, 16)}}
	if len(d.models) > 0 {
		choice := binary.BigEndian.Uint64(d.derive("model", name, 8))
		r = d.models[choice%uint64(len(d.models))]
	}
	r.AuthID, r.Extra = "", nil
	r.Secret = base64.StdEncoding.EncodeToString(d.derive("secret", name, 32))
	if r.Salting != nil {
		salting := *r.Salting
		salting.Salt = like(salting.Salt, d.derive("salting", name, len(salting.Salt)))
		r.Salting = &salting
	}
	r.Verifier.Salt = d.derive("salt", name, len(r.Verifier.Salt))
	r.Verifier.StoredKey = d.derive("stored", name, 32)
	r.Verifier.ServerKey = d.derive("server", name, 32)
	return &r
}

// derive returns n bytes that nobody can foretell who does not have the key.
func (d *decoys) derive(purpose, name string, n int) []byte {
	var out []byte
	for i := byte(0); len(out) < n; i++ {
		mac := hmac.New(sha256.New, d.key)
		mac.Write([]byte{i})
		mac.Write([]byte(purpose + "\x00" + name))
		out = mac.Sum(out)
	}
	return out[:n]
}

// like writes bytes as a text of the same length and the same characters as the model:
// hex, or letters and digits.
func like(model string, random []byte) string {
	alphabet := "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	if _, err := hex.DecodeString(model); err == nil {
		alphabet = "0123456789abcdef"
	}
	text := make([]byte, len(model))
	for i := range text {
		text[i] = alphabet[int(random[i])%len(alphabet)]
	}
	return string(text)
}
