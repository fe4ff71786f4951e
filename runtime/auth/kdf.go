package auth

import (
	"crypto/pbkdf2"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"

	"github.com/xdg-go/stringprep"
	"golang.org/x/crypto/argon2"
)

// The key derivation functions of SCRAM (section "Key Derivation Functions").
const (
	KDFArgon2id = "argon2id13"
	KDFPBKDF2   = "pbkdf2"
	// KDFArgon2idDraft is Argon2id as Autobahn and Crossbar.io use it: what goes on
	// as the salted password is its text in base64.
	KDFArgon2idDraft = "argon2id-13"
)

// KDF is a key derivation function with its cost.
type KDF struct {
	Name       string
	Iterations int
	Memory     int // KiB; of Argon2id only
}

// DefaultKDF is a good choice for new passwords: 64 MiB, three times (RFC 9106).
func DefaultKDF() KDF { return KDF{Name: KDFArgon2id, Iterations: 3, Memory: 64 << 10} }

// What a KDF may cost.
const (
	leastPBKDF2 = 4096       // iterations, RFC 7677
	mostPBKDF2  = 10_000_000 // iterations: some seconds
	leastArgon2 = 16 << 10   // KiB in all iterations
	mostArgon2  = 8 << 20    // KiB in all iterations: some seconds
	mostMemory  = 1 << 20    // KiB
)

// Check refuses a function that is not known, and a cost so low that the password could
// be guessed from what it makes, or so high that it is an attack.
func (k KDF) Check() error {
	switch k.Name {
	case KDFPBKDF2:
		if k.Iterations < leastPBKDF2 || k.Iterations > mostPBKDF2 {
			return fmt.Errorf("%d iterations of PBKDF2: want %d to %d", k.Iterations, leastPBKDF2, mostPBKDF2)
		}
	case KDFArgon2id, KDFArgon2idDraft:
		if k.Iterations < 1 || k.Memory < 8 || k.Memory > mostMemory || k.Iterations > mostArgon2 {
			return fmt.Errorf("Argon2id of %d iterations with %d KiB: want at least 1 and 8 to %d KiB", k.Iterations, k.Memory, mostMemory)
		}
		if total := int64(k.Iterations) * int64(k.Memory); total < leastArgon2 || total > mostArgon2 {
			return fmt.Errorf("Argon2id of %d iterations with %d KiB: want %d to %d KiB in all", k.Iterations, k.Memory, leastArgon2, mostArgon2)
		}
	default:
		return fmt.Errorf("unknown key derivation function %q", k.Name)
	}
	return nil
}

// saltedPassword is SaltedPassword of section "SCRAM Algorithms".
func (k KDF) saltedPassword(password string, salt []byte) ([]byte, error) {
	if err := k.Check(); err != nil {
		return nil, err
	}
	password, err := normalize(password)
	if err != nil {
		return nil, errors.New("the password has characters that passwords may not have (RFC 4013)")
	}
	switch k.Name {
	case KDFPBKDF2:
		return pbkdf2.Key(sha256.New, password, salt, k.Iterations, sha256.Size)
	case KDFArgon2idDraft:
		return []byte(base64.RawStdEncoding.EncodeToString(k.argon2id(password, salt))), nil
	default:
		return k.argon2id(password, salt), nil
	}
}

func (k KDF) argon2id(password string, salt []byte) []byte {
	return argon2.IDKey([]byte(password), salt, uint32(k.Iterations), uint32(k.Memory), 1, sha256.Size)
}

// normalize is SASLprep (section "Username/Password String Normalization").
func normalize(s string) (string, error) { return stringprep.SASLprep.Prepare(s) }
