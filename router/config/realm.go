package config

// Realm is one routing namespace of a worker.
type Realm struct {
	Source
	Name    string
	Roles   []Role
	Options RealmOptions
}

// RealmOptions are the options of a realm.
type RealmOptions struct {
	Source
	URICheck string // "strict", "loose" or "" for the default
	MetaAPI  bool   // default: true
}

// Role is what a group of sessions may do in a realm.
type Role struct {
	Source
	Name        string
	Permissions []Permission
	Authorizer  string // a procedure; "": the permissions decide
}

// Permission is one rule of a role.
type Permission struct {
	Source
	URI      string // with "*" where Match is not given
	Match    string // "exact", "prefix", "wildcard" or "" where it is not given
	Allow    Allow
	Disclose Disclose
	Displace bool // force_reregister
}

// Allow lists the actions that a permission allows.
type Allow struct{ Call, Register, Publish, Subscribe bool }

// Disclose says whose identity the other side gets to know.
type Disclose struct{ Caller, Publisher bool }

func realmTable() table[Realm] {
	return table[Realm]{
		ignoredKey[Realm]("id", identifier, "realms are known by their names"),
		textKey("name", realmName, func(r *Realm) *string { return &r.Name }).required().says("The name of the realm."),
		blocksKey("roles", roleTable, func(r *Realm) *[]Role { return &r.Roles }).says("Who may do what in the realm."),
		blockKey("options", realmOptions, func(r *Realm) *RealmOptions { return &r.Options }).says("Options of the realm."),
		unsupportedKey[Realm]("store", "realm store"),
		unsupportedKey[Realm]("inventory", "realm inventory"),
		unsupportedKey[Realm]("bridges", "realm bridges"),
	}
}

func realmOptions() table[RealmOptions] {
	return table[RealmOptions]{
		textKey("uri_check", choice("strict", "loose"), func(o *RealmOptions) *string { return &o.URICheck }).says("Which URIs are taken: loose (default), or strict, which is lower case letters, digits and underscores."),
		flagKey("enable_meta_api", func(o *RealmOptions) *bool { return &o.MetaAPI }).says("Whether there are the wamp.* meta procedures and events. Default: true."),
		unsupportedFlag[RealmOptions]("bridge_meta_api", "bridging the meta API to the management realm"),
		ignoredKey[RealmOptions]("event_dispatching_chunk_size", number(1, 0), "events are never sent in chunks"),
	}
}

func roleTable() table[Role] {
	return table[Role]{
		textKey("name", roleName, func(r *Role) *string { return &r.Name }).required().says("The name of the role."),
		blocksKey("permissions", permissionTable, func(r *Role) *[]Permission { return &r.Permissions }).says("What sessions with the role may do. What no rule allows is refused."),
		textKey("authorizer", filled, func(r *Role) *string { return &r.Authorizer }).says("The procedure that decides what the role may do, in place of permissions: called with session, uri, action and options, it returns true or false."),
	}
}

func permissionTable() table[Permission] {
	return table[Permission]{
		textKey("uri", free, func(p *Permission) *string { return &p.URI }).required().says("The URI or pattern that the rule is about. Without match, * stands for any component, and at the end for all that begins so."),
		textKey("match", choice("exact", "prefix", "wildcard"), func(p *Permission) *string { return &p.Match }).says("How uri is compared: exact, prefix or wildcard, in which a component may be empty."),
		blockKey("allow", allowTable, func(p *Permission) *Allow { return &p.Allow }).says("What is allowed."),
		blockKey("disclose", discloseTable, func(p *Permission) *Disclose { return &p.Disclose }).says("Whose identity the other side gets to know."),
		flagKey("force_reregister", func(p *Permission) *bool { return &p.Displace }).says("Whether who registers may displace callees of other principals by the option force_reregister; those of the same authid and role it may. Default: false."),
		ignoredKey[Permission]("cache", onOff, "static permissions are always in memory"),
		unsupportedKey[Permission]("validate", "payload validation"),
	}
}

func allowTable() table[Allow] {
	return table[Allow]{
		flagKey("call", func(a *Allow) *bool { return &a.Call }).says("To call the procedure."),
		flagKey("register", func(a *Allow) *bool { return &a.Register }).says("To register the procedure."),
		flagKey("publish", func(a *Allow) *bool { return &a.Publish }).says("To publish to the topic."),
		flagKey("subscribe", func(a *Allow) *bool { return &a.Subscribe }).says("To subscribe to the topic."),
	}
}

func discloseTable() table[Disclose] {
	return table[Disclose]{
		flagKey("caller", func(d *Disclose) *bool { return &d.Caller }).says("Callees get to know who calls."),
		flagKey("publisher", func(d *Disclose) *bool { return &d.Publisher }).says("Subscribers get to know who publishes."),
	}
}
