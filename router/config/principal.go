package config

import (
	"regexp"

	"github.com/wampgen/wampgen/gen/syntax"
)

// Principal is somebody whom a method knows. Which of the fields count depends on it.
type Principal struct {
	Source
	AuthID string
	Realm  string // "": the one that the client wants to join
	Role   string // "" is DefaultRole where everybody is meant

	Ticket string // of ticket

	Secret     string // of wampcra; where there is a salt, the derived key
	Salt       string // of wampcra as it is, of scram in hex or base64
	Iterations int64
	KeyLength  int64 // of wampcra, bytes

	KDF       string // of scram
	Memory    int64  // of scram, KiB
	StoredKey string // of scram, hex or base64
	ServerKey string // of scram, hex or base64

	Keys []string // of cryptosign, hex

	SHA1, SHA256 string // of tls: fingerprints AB:CD:...
}

// principalsKey is a row for a map of principals by authid, in the order of the file.
func principalsKey(name string, rows func() table[Principal]) key[AuthMethod] {
	item := shape{kind: block, keys: func() []entry { return rows().entries() }}
	s := shape{kind: dictionary, pattern: authIDs.pattern, form: authIDs.form, item: &item}
	return key[AuthMethod]{entry{name: name, shape: s}, func(r *reading, n *syntax.Node, into *AuthMethod) {
		into.Principals = make([]Principal, len(n.Pairs))
		for i, p := range n.Pairs {
			into.Principals[i].AuthID = p.Key.Text
			r.enter(join(r.path, p.Key.Text), p.Value, func() { readBlock(r, rows(), p.Value, &into.Principals[i]) })
		}
	}}
}

var (
	authIDs     = shape{kind: text, pattern: regexp.MustCompile(`\S`), form: "an authid that is not empty"}
	secret      = shape{kind: text, pattern: regexp.MustCompile(`\S`), form: "a secret that is not empty", secret: true}
	octets      = shape{kind: text, pattern: regexp.MustCompile(`^([0-9a-fA-F]{2})+$|^[A-Za-z0-9+/]+={0,2}$`), form: "bytes in hex or base64"}
	secretBytes = shape{kind: text, pattern: regexp.MustCompile(`^[0-9a-fA-F]{64}$|^[A-Za-z0-9+/]{43}=$`), form: "32 bytes in hex or base64", secret: true}
	publicKey   = shape{kind: text, pattern: regexp.MustCompile(`^[0-9a-fA-F]{64}$`), form: "a public key: 32 bytes in hex"}
)

func fingerprint(form string, more string) shape {
	return shape{kind: text, pattern: regexp.MustCompile(`^[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){` + more + `}$`), form: form}
}

func roleRows[T any](field func(*T) *Principal) table[T] {
	return table[T]{
		textKey("role", roleName, func(t *T) *string { return &field(t).Role }).says("The role of the session. It has to exist in the realm."),
		textKey("realm", realmName, func(t *T) *string { return &field(t).Realm }).says("The realm of the session, whatever the client asks for. Default: the one it asks for."),
	}
}

// principalRows is the rows that all principals have.
func principalRows() table[Principal] {
	rows := roleRows(func(p *Principal) *Principal { return p })
	rows[0] = rows[0].required()
	return rows
}

func ticketTable() table[Principal] {
	return append(principalRows(),
		textKey("ticket", secret, func(p *Principal) *string { return &p.Ticket }).required().says("The secret; better as ${VAR}."))
}

func craTable() table[Principal] {
	return append(principalRows(),
		textKey("secret", secret, func(p *Principal) *string { return &p.Secret }).required().says("The shared secret, or with a salt the key derived from the password, in base64; better as ${VAR}."),
		textKey("salt", filled, func(p *Principal) *string { return &p.Salt }).says("The salt by which the client gets from its password to the secret. Default: none, the password is the secret."),
		intKey("iterations", number(1, 10_000_000), func(p *Principal) *int64 { return &p.Iterations }).says("Of PBKDF2. Default: 1000."),
		intKey("keylen", number(1, 512), func(p *Principal) *int64 { return &p.KeyLength }).says("The length of the derived key in bytes. Default: 32."),
	)
}

func scramTable() table[Principal] {
	return append(principalRows(),
		textKey("kdf", choice("argon2id13", "pbkdf2", "argon2id-13"), func(p *Principal) *string { return &p.KDF }).required().says("How keys are made of passwords: argon2id13 or pbkdf2, or argon2id-13 for keys of Autobahn."),
		intKey("iterations", number(1, 10_000_000), func(p *Principal) *int64 { return &p.Iterations }).required().says("The iterations of that."),
		intKey("memory", number(1, 1<<20), func(p *Principal) *int64 { return &p.Memory }).says("The memory of Argon2id in KiB."),
		textKey("salt", octets, func(p *Principal) *string { return &p.Salt }).required().says("The salt, in hex or base64: random, and of this principal alone."),
		textKey("stored-key", secretBytes, func(p *Principal) *string { return &p.StoredKey }).required().says("What the client's proof is checked with, in hex or base64."),
		textKey("server-key", secretBytes, func(p *Principal) *string { return &p.ServerKey }).required().says("What the router proves itself with, in hex or base64."),
	)
}

func cryptosignTable() table[Principal] {
	return append(principalRows(),
		textsKey("authorized_keys", publicKey, func(p *Principal) *[]string { return &p.Keys }).required().says("The public keys of the principal, in hex."))
}

func certificateTable() table[Principal] {
	return append(principalRows(),
		textKey("certificate-sha256", fingerprint("a SHA-256 fingerprint AB:CD:...", "31"), func(p *Principal) *string { return &p.SHA256 }).says("The fingerprint of the principal's certificate by SHA-256."),
		textKey("certificate-sha1", fingerprint("a SHA-1 fingerprint AB:CD:...", "19"), func(p *Principal) *string { return &p.SHA1 }).says("The fingerprint of the principal's certificate by SHA-1."),
	)
}
