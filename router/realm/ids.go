package realm

import (
	"crypto/hmac"
	crypto "crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"

	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// RandomIDs is the IDs of a realm: those that the specification wants random are,
// those of subscriptions and registrations are a keyed hash of the pattern. So a
// pattern has one ID in all nodes with the same key, and nobody without the key
// knows IDs beforehand.
type RandomIDs struct{ key []byte }

var _ IDs = (*RandomIDs)(nil)

// NewRandomIDs returns IDs with a key of their own.
func NewRandomIDs() *RandomIDs {
	key := make([]byte, sha256.Size)
	crypto.Read(key) // never fails
	return KeyedIDs(key)
}

// KeyedIDs returns IDs with a key that realms share.
func KeyedIDs(key []byte) *RandomIDs { return &RandomIDs{key: key} }

// Session returns an ID from a uniform distribution over 1 to 2^53.
func (*RandomIDs) Session() wamp.ID { return random() }

// Publication returns an ID from a uniform distribution over 1 to 2^53.
func (*RandomIDs) Publication() wamp.ID { return random() }

// random uses the generator of the Go runtime, ChaCha8 seeded by the operating
// system: it costs nanoseconds, once for each event.
func random() wamp.ID { return 1 + wamp.ID(rand.Uint64N(uint64(wamp.MaxID))) }

// Subscription returns the ID of a pattern's subscription.
func (ids *RandomIDs) Subscription(p urimatch.Pattern) wamp.ID { return ids.hash('s', p) }

// Registration returns the ID of a pattern's registration.
func (ids *RandomIDs) Registration(p urimatch.Pattern) wamp.ID { return ids.hash('r', p) }

func (ids *RandomIDs) hash(kind byte, p urimatch.Pattern) wamp.ID {
	h := hmac.New(sha256.New, ids.key)
	h.Write([]byte{kind, byte(p.Match)})
	h.Write([]byte(p.URI))
	return 1 + wamp.ID(binary.BigEndian.Uint64(h.Sum(nil)))%wamp.MaxID
}
