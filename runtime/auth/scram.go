package auth

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"strconv"
	"strings"
)

// Verifier is what a router keeps of a password for SCRAM (section "Data Stored on the
// Server"): enough to check it, not to use it.
type Verifier struct {
	KDF       KDF
	Salt      []byte
	StoredKey []byte // 32 bytes
	ServerKey []byte // 32 bytes
}

// NewVerifier returns the verifier of a password. The salt has to be random, and the
// password's own.
func NewVerifier(password string, salt []byte, kdf KDF) (Verifier, error) {
	salted, err := kdf.saltedPassword(password, salt)
	if err != nil {
		return Verifier{}, err
	}
	stored := sha256.Sum256(hmac256(salted, clientKeyName))
	return Verifier{KDF: kdf, Salt: salt, StoredKey: stored[:], ServerKey: hmac256(salted, serverKeyName)}, nil
}

var clientKeyName, serverKeyName = []byte("Client Key"), []byte("Server Key")

// Exchange is one authentication by SCRAM: what both sides have said, as it was said.
type Exchange struct {
	Draft       bool   // of the method "scram", as Autobahn and Crossbar.io speak it
	AuthID      string // of HELLO
	ClientNonce string // of HELLO, base64
	Nonce       string // of CHALLENGE, base64: the client's and the router's
	Salt        string // of CHALLENGE, base64
	Iterations  int
	Binding     string // "": none
	BindingData []byte
}

// message is AuthMessage (section "AuthMessage").
func (e *Exchange) message() ([]byte, error) {
	name, err := normalize(e.AuthID)
	if err != nil {
		return nil, err
	}
	channel := ""
	if !e.Draft {
		name = strings.NewReplacer("=", "=3D", ",", "=2C").Replace(name)
		header := "n,,"
		if e.Binding != "" {
			header = "p=" + e.Binding + ",,"
		}
		channel = base64.StdEncoding.EncodeToString(append([]byte(header), e.BindingData...))
	}
	return []byte("n=" + name + ",r=" + e.ClientNonce +
		",r=" + e.Nonce + ",s=" + e.Salt + ",i=" + strconv.Itoa(e.Iterations) +
		",c=" + channel + ",r=" + e.Nonce), nil
}

// Prove returns the client's proof, in base64, and the signature that the router has to
// answer it with.
func (e *Exchange) Prove(password string, kdf KDF) (proof, serverSignature string, err error) {
	salt, err := base64.StdEncoding.DecodeString(e.Salt)
	if err != nil {
		return "", "", err
	}
	salted, err := kdf.saltedPassword(password, salt)
	if err != nil {
		return "", "", err
	}
	message, err := e.message()
	if err != nil {
		return "", "", err
	}
	clientKey := hmac256(salted, clientKeyName)
	stored := sha256.Sum256(clientKey)
	subtle.XORBytes(clientKey, clientKey, hmac256(stored[:], message))
	signature := hmac256(hmac256(salted, serverKeyName), message)
	return base64.StdEncoding.EncodeToString(clientKey), base64.StdEncoding.EncodeToString(signature), nil
}

// Verify reports whether the client's proof is good, and returns the router's signature
// for it.
func (e *Exchange) Verify(v Verifier, proof string) (serverSignature string, ok bool) {
	message, err := e.message()
	if err != nil {
		return "", false
	}
	given, err := base64.StdEncoding.Strict().DecodeString(proof)
	if err != nil || len(given) != sha256.Size {
		return "", false
	}
	subtle.XORBytes(given, given, hmac256(v.StoredKey, message))
	recovered := sha256.Sum256(given)
	return base64.StdEncoding.EncodeToString(hmac256(v.ServerKey, message)), hmac.Equal(recovered[:], v.StoredKey)
}
