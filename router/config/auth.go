package config

// Auth is how clients of a service prove who they are. Without it they are anonymous;
// with it only by the methods that it names.
type Auth struct {
	Source
	Anonymous  AuthMethod
	Ticket     AuthMethod
	WAMPCRA    AuthMethod
	SCRAM      AuthMethod
	Cryptosign AuthMethod
	TLS        AuthMethod
	Cookie     CookieAuth
}

// AuthMethod is one authentication method. Its principals are either in the node file or
// known to a procedure.
type AuthMethod struct {
	Source
	Type               string // Static, Dynamic, or "" if the block is not given
	Principal                 // of anonymous: everybody's
	Principals         []Principal
	Authenticator      string // a procedure
	AuthenticatorRealm string // where it is registered; "": the client's
}

// The types of methods.
const (
	StaticPrincipals  = "static"
	DynamicPrincipals = "dynamic"
)

// CookieAuth is the method cookie: who has authenticated by another one is known by his
// cookie the next time.
type CookieAuth struct{ Source }

// Given reports whether the node file has the block.
func (c CookieAuth) Given() bool { return c.node != nil }

// Given reports whether the node file has the block.
func (a Auth) Given() bool { return a.node != nil }

func authTable() table[Auth] {
	return table[Auth]{
		methodKey("anonymous", anonymousTable, func(a *Auth) *AuthMethod { return &a.Anonymous }).says("Admits everybody, under one role."),
		methodKey("ticket", principals(ticketTable), func(a *Auth) *AuthMethod { return &a.Ticket }).says("By a secret that the client sends as it is: over TLS only."),
		methodKey("wampcra", users(craTable), func(a *Auth) *AuthMethod { return &a.WAMPCRA }).says("By a challenge that the client signs with a shared secret."),
		methodKey("scram", principals(scramTable), func(a *Auth) *AuthMethod { return &a.SCRAM }).says("By a password that neither travels nor can be got from what is kept here."),
		methodKey("cryptosign", principals(cryptosignTable), func(a *Auth) *AuthMethod { return &a.Cryptosign }).says("By a challenge that the client signs with its Ed25519 key."),
		methodKey("tls", principals(certificateTable), func(a *Auth) *AuthMethod { return &a.TLS }).says("By the client's certificate, which the endpoint's ca_certificates have to vouch for."),
		blockKey("cookie", cookieAuthTable, func(a *Auth) *CookieAuth { return &a.Cookie }).says("By the cookie under which the client has authenticated before."),
		unsupportedKey[Auth]("cryptosign-proxy", "proxied authentication"),
		unsupportedKey[Auth]("anonymous-proxy", "proxied authentication"),
	}
}

func cookieAuthTable() table[CookieAuth] {
	return table[CookieAuth]{ignoredKey[CookieAuth]("type", free, "there is one way to know a cookie again")}
}

// methodKey is a row for a method, static or dynamic.
func methodKey(name string, static func() table[AuthMethod], field func(*Auth) *AuthMethod) key[Auth] {
	return typedKey(name, func() variants[AuthMethod] {
		return variants[AuthMethod]{
			what:        "authentication",
			field:       func(m *AuthMethod) *string { return &m.Type },
			tables:      []choiceOf[AuthMethod]{{StaticPrincipals, static}, {DynamicPrincipals, dynamicTable}},
			unsupported: []string{"function"},
		}
	}, field)
}

func dynamicTable() table[AuthMethod] {
	return table[AuthMethod]{
		textKey("authenticator", filled, func(m *AuthMethod) *string { return &m.Authenticator }).required().says("The procedure that knows the principals: called with realm, authid and details, it returns the principal."),
		textKey("authenticator-realm", realmName, func(m *AuthMethod) *string { return &m.AuthenticatorRealm }).says("The realm where the authenticator is registered. Default: the one that the client wants to join."),
		ignoredKey[AuthMethod]("authenticator-role", roleName, "authenticators are called by the router itself"),
		ignoredKey[AuthMethod]("expose_controller", onOff, "there is no controller process to expose"),
	}
}

func anonymousTable() table[AuthMethod] {
	return append(roleRows(func(m *AuthMethod) *Principal { return &m.Principal }),
		textKey("authid", filled, func(m *AuthMethod) *string { return &m.AuthID }).says("The authid of everybody. Default: a random one for each session."))
}

// principals is the table of a static method whose principals stand under that key.
func principals(rows func() table[Principal]) func() table[AuthMethod] {
	return func() table[AuthMethod] {
		return table[AuthMethod]{
			principalsKey("principals", rows).required().says("Those who are known, by their authids."),
			unsupportedKey[AuthMethod]("trustroots", "trustroots"),
			unsupportedKey[AuthMethod]("trustroot", "trustroots"),
		}
	}
}

// users is principals by another name, which Crossbar.io has for wampcra.
func users(rows func() table[Principal]) func() table[AuthMethod] {
	return func() table[AuthMethod] {
		return table[AuthMethod]{principalsKey("users", rows).required().says("Those who are known, by their authids.")}
	}
}
