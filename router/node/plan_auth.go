package node

import (
	"crypto/ed25519"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"github.com/wampgen/wampgen/router/authn"
	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/config"
	"github.com/wampgen/wampgen/runtime/auth"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Auth is how clients of a service prove who they are. It holds secrets.
type Auth struct {
	Methods  []AuthMethod
	Cookie   *Cookie           // nil: clients get none
	Failures authn.BrakeLimits // of the worker
}

// AuthMethod is one authentication method of a plan.
type AuthMethod struct {
	Name    string         // as in the node file: "ticket"
	Records []authn.Record // of a static one
	Dynamic bool

	Authenticator      wamp.URI
	AuthenticatorRealm wamp.URI // "": the client's
}

// Cookie is the cookie that clients get. A zero field has the default of package authn.
type Cookie struct {
	Name   string
	MaxAge time.Duration
	Login  bool // who has it is known by it
}

// auth resolves how the clients of a service prove who they are.
func (p *planner) auth(s service, at config.Source, a *config.Auth, cookie *config.Cookie) Auth {
	if !a.Given() {
		return Auth{Failures: brakeLimits(s.worker.Limits), Methods: []AuthMethod{{Name: auth.MethodAnonymous, Records: []authn.Record{{Role: config.DefaultRole, Provider: staticProvider}}}}}
	}
	plan := Auth{Failures: brakeLimits(s.worker.Limits)}
	for _, m := range []struct {
		name   string
		method *config.AuthMethod
		prove  prover
	}{
		{auth.MethodAnonymous, &a.Anonymous, nil},
		{auth.MethodTicket, &a.Ticket, p.ticket},
		{auth.MethodWAMPCRA, &a.WAMPCRA, p.craSecret},
		{auth.MethodSCRAMDraft, &a.SCRAM, p.scramVerifier},
		{auth.MethodCryptosign, &a.Cryptosign, p.publicKeys},
		{auth.MethodTLS, &a.TLS, p.fingerprints},
	} {
		switch m.method.Type {
		case config.StaticPrincipals:
			plan.Methods = append(plan.Methods, AuthMethod{Name: m.name, Records: p.records(s, m.method, m.prove)})
		case config.DynamicPrincipals:
			plan.Methods = append(plan.Methods, p.dynamic(s, m.name, m.method))
		}
	}
	plan.Cookie = p.cookie(a, cookie)
	if len(plan.Methods) == 0 && a.Intact("") && at.Intact("auth") {
		p.fault(at, "auth", "no-method", "no method of authentication is named: nobody can join here")
	}
	return plan
}

const staticProvider = "static"

func (p *planner) dynamic(s service, name string, m *config.AuthMethod) AuthMethod {
	plan := AuthMethod{Name: name, Dynamic: true, Authenticator: wamp.URI(m.Authenticator), AuthenticatorRealm: wamp.URI(m.AuthenticatorRealm)}
	if m.Authenticator != "" && !plan.Authenticator.Valid() {
		p.fault(m.Source, "authenticator", "invalid-uri", "%s is no URI", m.Written("authenticator"))
	}
	if m.AuthenticatorRealm != "" {
		p.realmOf(s, m.Source, "authenticator-realm", m.AuthenticatorRealm)
	}
	return plan
}

// prover completes the record of a principal by what it proves itself with. It reports
// whether it could.
type prover func(c *config.Principal, r *authn.Record) bool

func (p *planner) records(s service, m *config.AuthMethod, prove prover) []authn.Record {
	if prove == nil {
		role := set(m.Role, config.DefaultRole)
		p.principalRole(s, m.Source, m.Realm, role)
		return []authn.Record{{Realm: wamp.URI(m.Realm), AuthID: m.AuthID, Role: role, Provider: staticProvider}}
	}
	records := []authn.Record{}
	for i := range m.Principals {
		c := &m.Principals[i]
		if c.Role != "" {
			p.principalRole(s, c.Source, c.Realm, c.Role)
		}
		r := authn.Record{Realm: wamp.URI(c.Realm), AuthID: c.AuthID, Role: c.Role, Provider: staticProvider}
		if c.Intact("") && prove(c, &r) {
			records = append(records, r)
		}
	}
	p.distinct(m, records)
	return records
}

// distinct reports keys that two principals have: who they are could not be told.
func (p *planner) distinct(m *config.AuthMethod, records []authn.Record) {
	seen := map[string]string{}
	for i := range records {
		for _, key := range records[i].Keys {
			first, taken := seen[string(key)]
			if !taken {
				seen[string(key)] = records[i].AuthID
				continue
			}
			j := slices.IndexFunc(m.Principals, func(c config.Principal) bool { return c.AuthID == records[i].AuthID })
			p.fault(m.Principals[j].Source, "authorized_keys", "duplicate-key", "principal %q has a key of this one", first)
		}
	}
}

// principalRole checks that a principal's role exists where it can join.
func (p *planner) principalRole(s service, at config.Source, realm, role string) {
	if role == authz.Trusted {
		p.fault(at, "role", "reserved-role", "role %q is for hosted components only", role)
		return
	}
	if realm != "" {
		if r := p.realmOf(s, at, "realm", realm); r != nil && rolesNamed(s.worker, realm) && !hasRole(*r, role) {
			p.fault(at, "role", "unknown-role", "realm %s has no role %q", at.Written("realm"), role).Hint = "its roles are " + strings.Join(roleNames(r), ", ")
		}
		return
	}
	if !s.worker.Intact("realms") || slices.ContainsFunc(s.realms, func(r Realm) bool { return hasRole(r, role) }) {
		return
	}
	if at.Has("role") {
		p.fault(at, "role", "unknown-role", "no realm of worker %q has a role %s", s.worker.ID, at.Written("role"))
		return
	}
	p.warn(at, "type", "nobody", "nobody can join here: no realm of worker %q has the role %q that clients have", s.worker.ID, role)
}

func hasRole(r Realm, name string) bool {
	_, ok := r.Roles[name]
	return ok
}

// realmOf finds the realm that a key names, or reports it.
func (p *planner) realmOf(s service, at config.Source, key, name string) *Realm {
	i := slices.IndexFunc(s.realms, func(r Realm) bool { return r.Name == wamp.URI(name) })
	if i >= 0 {
		return &s.realms[i]
	}
	if s.worker.Intact("realms") && at.Intact(key) {
		var names []string
		for _, r := range s.realms {
			names = append(names, string(r.Name))
		}
		p.fault(at, key, "unknown-realm", "worker %q has no realm %s", s.worker.ID, at.Written(key)).Hint = suggest(name, names, "its realms are "+strings.Join(names, ", "))
	}
	return nil
}

func (p *planner) ticket(c *config.Principal, r *authn.Record) bool {
	r.Secret = c.Ticket
	return true
}

func (p *planner) craSecret(c *config.Principal, r *authn.Record) bool {
	r.Secret = c.Secret
	if c.Salt == "" {
		return true
	}
	s := auth.Salting{Salt: c.Salt, Iterations: int(c.Iterations), KeyLength: int(c.KeyLength)}
	s.Iterations, s.KeyLength = set(s.Iterations, auth.DefaultCRAIterations), set(s.KeyLength, auth.DefaultCRAKeyLength)
	r.Salting = &s
	if key, err := base64.StdEncoding.DecodeString(c.Secret); err != nil || len(key) != s.KeyLength {
		p.fault(c.Source, "secret", "secret", "want the derived key, %d bytes in base64, where there is a salt", s.KeyLength)
		return false
	}
	return true
}

func (p *planner) scramVerifier(c *config.Principal, r *authn.Record) bool {
	r.Verifier.KDF = auth.KDF{Name: c.KDF, Iterations: int(c.Iterations), Memory: int(c.Memory)}
	r.Verifier.Salt, _ = authn.Octets(c.Salt) // the forms are checked
	r.Verifier.StoredKey, _ = authn.Octets(c.StoredKey)
	r.Verifier.ServerKey, _ = authn.Octets(c.ServerKey)
	if err := r.Verifier.KDF.Check(); err != nil && c.Intact("kdf") && c.Intact("iterations") && c.Intact("memory") {
		p.fault(c.Source, "kdf", "kdf", "%v", err)
		return false
	}
	if len(r.Verifier.Salt) < 8 && c.Intact("salt") {
		p.fault(c.Source, "salt", "salt", "want a salt of at least 8 bytes, got %d", len(r.Verifier.Salt))
		return false
	}
	return true
}

func (p *planner) publicKeys(c *config.Principal, r *authn.Record) bool {
	for _, text := range c.Keys {
		key, err := auth.ParsePublicKey(text)
		if err != nil {
			return false // and reported
		}
		r.Keys = append(r.Keys, ed25519.PublicKey(key))
	}
	return len(r.Keys) > 0
}

func (p *planner) fingerprints(c *config.Principal, r *authn.Record) bool {
	for _, print := range []string{c.SHA256, c.SHA1} {
		if print != "" {
			r.Certificates = append(r.Certificates, strings.ToUpper(print))
		}
	}
	if len(r.Certificates) == 0 {
		p.fault(c.Source, "", "missing-key", "want certificate-sha256 or certificate-sha1")
	}
	return len(r.Certificates) > 0
}

func (p *planner) cookie(a *config.Auth, c *config.Cookie) *Cookie {
	if c == nil || !c.Given() {
		if a.Cookie.Given() {
			p.fault(a.Source, "cookie", "cookie", "clients get no cookie here").Hint = "a WebSocket gives one with cookie: {} beside auth"
		}
		return nil
	}
	return &Cookie{Name: c.Name, MaxAge: time.Duration(c.MaxAgeSeconds) * time.Second, Login: a.Cookie.Given()}
}

// anonymousRole is the role of who comes without credentials, "" if nobody may.
func (a *Auth) anonymousRole() string {
	for _, m := range a.Methods {
		if m.Name == auth.MethodAnonymous && !m.Dynamic {
			return m.Records[0].Role
		}
	}
	return ""
}
