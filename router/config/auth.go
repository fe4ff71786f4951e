package config

// Auth is how clients of a WebSocket service prove who they are. Without it they
// are anonymous.
type Auth struct {
	Source
	Anonymous Anonymous
}

// Anonymous admits everybody under one role.
type Anonymous struct {
	Source
	Type string // "static", or "" if the block is not given
	Role string // "" is DefaultRole
}

func authTable() table[Auth] {
	return table[Auth]{
		typedKey("anonymous", anonymousTypes, func(a *Auth) *Anonymous { return &a.Anonymous }).says("Admits everybody, under one role."),
		unsupportedKey[Auth]("ticket", "ticket authentication"),
		unsupportedKey[Auth]("wampcra", "WAMP-CRA authentication"),
		unsupportedKey[Auth]("scram", "SCRAM authentication"),
		unsupportedKey[Auth]("cryptosign", "cryptosign authentication"),
		unsupportedKey[Auth]("cryptosign-proxy", "cryptosign authentication"),
		unsupportedKey[Auth]("anonymous-proxy", "proxied authentication"),
		unsupportedKey[Auth]("cookie", "cookie authentication"),
		unsupportedKey[Auth]("tls", "TLS authentication"),
	}
}

func anonymousTypes() variants[Anonymous] {
	return variants[Anonymous]{
		what:        "authentication",
		field:       func(a *Anonymous) *string { return &a.Type },
		tables:      []choiceOf[Anonymous]{{"static", anonymousTable}},
		unsupported: []string{"dynamic", "function"},
	}
}

func anonymousTable() table[Anonymous] {
	return table[Anonymous]{
		textKey("role", roleName, func(a *Anonymous) *string { return &a.Role }).says("The role of everybody who comes without credentials. Default: anonymous."),
		unsupportedKey[Anonymous]("realm", "a realm by authentication"),
		unsupportedKey[Anonymous]("authid", "a fixed authid for everybody"),
	}
}
