package auth

import (
	"context"
	"crypto/ed25519"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// challengeSize is the size of challenges and of channel ids, in bytes.
const challengeSize = 32

// Cryptosign returns credentials for the method cryptosign (section
// "Cryptosign-based Authentication"). The authid may be empty: the router knows it by
// the key. Over TLS the proof is bound to the connection, if the router can do that.
func Cryptosign(authid string, key ed25519.PrivateKey) runtime.Credentials {
	return credentials(func(b binding) (runtime.Proof, error) {
		if len(key) != ed25519.PrivateKeySize {
			return nil, fmt.Errorf("private key has %d bytes: want %d", len(key), ed25519.PrivateKeySize)
		}
		p := cryptosignProof{offer: offered(authid, MethodCryptosign), key: key}
		p.Extra = wamp.Dict{"pubkey": hex.EncodeToString(key.Public().(ed25519.PublicKey))}
		if id, ok := b(BindingExporter); ok {
			p.channel = id
			p.Extra["channel_binding"] = BindingExporter
		}
		return p, nil
	})
}

// ParseKey reads a private key of cryptosign: the 32 bytes of its seed in hex.
func ParseKey(seed string) (ed25519.PrivateKey, error) {
	b, err := hex.DecodeString(seed)
	if err != nil || len(b) != ed25519.SeedSize {
		return nil, fmt.Errorf("read private key: want %d bytes in hex", ed25519.SeedSize) // and no word of what it was
	}
	return ed25519.NewKeyFromSeed(b), nil
}

// ParsePublicKey reads a public key of cryptosign: 32 bytes in hex.
func ParsePublicKey(key string) (ed25519.PublicKey, error) {
	b, err := hex.DecodeString(key)
	if err != nil || len(b) != ed25519.PublicKeySize {
		return nil, fmt.Errorf("read public key %q: want %d bytes in hex", key, ed25519.PublicKeySize)
	}
	return b, nil
}

type cryptosignProof struct {
	offer
	key     ed25519.PrivateKey
	channel []byte // nil: not bound
}

func (p cryptosignProof) Answer(_ context.Context, c runtime.Challenge) (runtime.Authentication, error) {
	encoded, _ := text(c.Extra, "challenge")
	challenge, err := hex.DecodeString(encoded)
	if err != nil {
		return runtime.Authentication{}, errors.New("the challenge is not in hex")
	}
	channel := p.channel
	switch kind, bound := text(c.Extra, "channel_binding"); {
	case !bound:
		channel = nil // section "TLS Channel Binding": the router may go on without
	case channel == nil || kind != BindingExporter:
		return runtime.Authentication{}, fmt.Errorf("the router binds to the channel by %q, which was not asked for", kind)
	}
	signature, err := SignCryptosign(p.key, challenge, channel)
	return runtime.Authentication{Signature: signature}, err
}

func (p cryptosignProof) Welcome(wamp.Dict) error { return nil }

// SignCryptosign returns the answer to a challenge: the signature and the message
// signed, which is the challenge, XORed with the channel id where there is one, in hex
// (section "Computing the Signature").
func SignCryptosign(key ed25519.PrivateKey, challenge, channelID []byte) (string, error) {
	message, err := cryptosignMessage(challenge, channelID)
	if err != nil {
		return "", err
	}
	return hex.EncodeToString(append(ed25519.Sign(key, message), message...)), nil
}

// VerifyCryptosign reports whether a peer's answer is the signature of this challenge by
// the key. The message that the answer carries proves nothing: it has to be the one
// that was sent.
func VerifyCryptosign(key ed25519.PublicKey, challenge, channelID []byte, answer string) bool {
	want, err := cryptosignMessage(challenge, channelID)
	if err != nil || len(key) != ed25519.PublicKeySize {
		return false
	}
	signed, err := hex.DecodeString(answer)
	if err != nil || len(signed) != ed25519.SignatureSize+challengeSize {
		return false
	}
	same := subtle.ConstantTimeCompare(signed[ed25519.SignatureSize:], want) == 1
	return ed25519.Verify(key, want, signed[:ed25519.SignatureSize]) && same
}

func cryptosignMessage(challenge, channelID []byte) ([]byte, error) {
	if len(challenge) != challengeSize {
		return nil, fmt.Errorf("the challenge has %d bytes: want %d", len(challenge), challengeSize)
	}
	message := make([]byte, challengeSize)
	copy(message, challenge)
	if channelID == nil {
		return message, nil
	}
	if len(channelID) != challengeSize {
		return nil, fmt.Errorf("the channel id has %d bytes: want %d", len(channelID), challengeSize)
	}
	subtle.XORBytes(message, challenge, channelID)
	return message, nil
}
