package config

import "regexp"

// Cookie is the cookie that a WebSocket service gives its clients.
type Cookie struct {
	Source
	Name          string
	MaxAgeSeconds int64
}

// Given reports whether the node file has the block.
func (c Cookie) Given() bool { return c.node != nil }

func cookieTable() table[Cookie] {
	name := shape{kind: text, pattern: regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*$`), form: "a name of letters, digits and underscores"}
	return table[Cookie]{
		textKey("name", name, func(c *Cookie) *string { return &c.Name }).says("The name of the cookie. Default: cbtid."),
		intKey("max_age", number(1, 31_536_000), func(c *Cookie) *int64 { return &c.MaxAgeSeconds }).says("How long it is good for, in seconds. Default: 86400."),
		ignoredKey[Cookie]("length", number(1, 0), "cookies have 192 random bits"),
		ignoredKey[Cookie]("secure", onOff, "it is so where TLS is spoken"),
		ignoredKey[Cookie]("http_strict", onOff, "it is always so"),
		ignoredKey[Cookie]("same_site", shape{kind: text, choices: []string{"Lax"}, refused: []string{"Strict", "None"}}, "it is always so"),
		typedKey("store", cookieStores, func(*Cookie) *cookieStore { return new(cookieStore) }).says("Where it is kept who has which cookie."),
	}
}

// cookieStore says where cookies are kept. There is only memory.
type cookieStore struct{ kind string }

func cookieStores() variants[cookieStore] {
	return variants[cookieStore]{
		what:        "cookie store",
		field:       func(s *cookieStore) *string { return &s.kind },
		tables:      []choiceOf[cookieStore]{{"memory", func() table[cookieStore] { return nil }}},
		unsupported: []string{"file", "database"},
	}
}
