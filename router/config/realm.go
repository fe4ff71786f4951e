package config

import "time"

// Realm is one routing namespace of a worker.
type Realm struct {
	Source
	Name    string
	Roles   []Role
	Options RealmOptions
	Store   Store
}

// Store is what a realm keeps beyond the moment.
type Store struct {
	Source
	Type      string        // "memory", "disk" or "" for memory
	Path      string        // of disk: the file, relative to the node file
	Sync      string        // of disk: "always", "interval" or "" for always
	Interval  time.Duration // of disk; 0: 100 ms
	MaxSize   int64         // of disk, bytes; 0: 1 GiB
	Limit     int64         // events, or calls, of an entry that sets none; 0: 100
	History   []StoreEntry
	CallQueue []StoreEntry
}

// StoreEntry is a pattern whose events, or calls, are kept.
type StoreEntry struct {
	Source
	URI   string
	Match string // "exact", "prefix", "wildcard" or "" for exact
	Limit int64  // 0: that of the store
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
	URI        string // with "*" where Match is not given
	Match      string // "exact", "prefix", "wildcard" or "" where it is not given
	Allow      Allow
	Disclose   Disclose
	Displace   bool // force_reregister
	Validate   bool
	TrustLevel int64 // of calls and publications, where it is written
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
		typedKey("store", stores, func(r *Realm) *Store { return &r.Store }).says("What the realm keeps for those who come later."),
		unsupportedKey[Realm]("inventory", "realm inventory"),
		unsupportedKey[Realm]("bridges", "realm bridges"),
	}
}

func realmOptions() table[RealmOptions] {
	return table[RealmOptions]{
		textKey("uri_check", choice("strict", "loose"), func(o *RealmOptions) *string { return &o.URICheck }).says("Which URIs are taken: loose (default), or strict, which is lower case letters, digits and underscores."),
		flagKey("enable_meta_api", func(o *RealmOptions) *bool { return &o.MetaAPI }).says("Whether there are the wamp.* meta procedures and events. Default: true."),
		ignoredKey[RealmOptions]("bridge_meta_api", onOff, "the management realm has procedures of its own about sessions"),
		ignoredKey[RealmOptions]("event_dispatching_chunk_size", number(1, 0), "events are never sent in chunks"),
	}
}

func stores() variants[Store] {
	return variants[Store]{
		what:        "store",
		field:       func(s *Store) *string { return &s.Type },
		tables:      []choiceOf[Store]{{"memory", storeTable}, {"disk", diskStoreTable}},
		unsupported: []string{"cfxdb"},
	}
}

func storeTable() table[Store] {
	return table[Store]{
		intKey("maxsize", number(64<<10, 1<<40), func(s *Store) *int64 { return &s.MaxSize }).says("Bytes of the events of all histories, and of all retained events; the oldest go first. Default: 67108864, of a disk 1073741824."),
		intKey("limit", number(1, 1_000_000), func(s *Store) *int64 { return &s.Limit }).says("How many events, or calls, an entry keeps that does not say it. Default: 100."),
		blocksKey("event-history", storeEntryTable, func(s *Store) *[]StoreEntry { return &s.History }).says("Topics whose events can be read later, by wamp.subscription.get_events."),
		blocksKey("call-queue", storeEntryTable, func(s *Store) *[]StoreEntry { return &s.CallQueue }).says("Procedures whose calls have a queue of their own, where they wait for callees that are busy."),
	}
}

// diskStoreTable is for a store whose events are there again when the node is.
func diskStoreTable() table[Store] {
	return append(table[Store]{
		textKey("path", filled, func(s *Store) *string { return &s.Path }).required().says("The file with the realm's histories and retained events, relative to the node file. It is made if it is not there; its directory has to be. Each realm has its own."),
		textKey("sync", choice("always", "interval"), func(s *Store) *string { return &s.Sync }).says("When a publisher is told that its event is kept: always (default), when it is on the disk; or interval, at once, and it is on the disk within the interval."),
		durationKey("interval", time.Millisecond, time.Hour, func(s *Store) *time.Duration { return &s.Interval }).says("Within which events are on the disk, with sync: interval. Default: 100ms."),
	}, storeTable()...)
}

func storeEntryTable() table[StoreEntry] {
	return table[StoreEntry]{
		textKey("uri", free, func(e *StoreEntry) *string { return &e.URI }).required().says("The topics or procedures."),
		textKey("match", choice("exact", "prefix", "wildcard"), func(e *StoreEntry) *string { return &e.Match }).says("How uri is compared: exact (default), prefix or wildcard."),
		intKey("limit", number(1, 1_000_000), func(e *StoreEntry) *int64 { return &e.Limit }).says("How many are kept. Default: the limit of the store."),
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
		flagKey("validate", func(p *Permission) *bool { return &p.Validate }).says("Whether payloads are refused that are not those of the schemas that are linked in: of calls and events, and of results where register is allowed. What no schema describes passes. Default: false."),
		intKey("trustlevel", number(0, 1<<53), func(p *Permission) *int64 { return &p.TrustLevel }).says("How far calls and publications by this rule are to be trusted: a number that callees and subscribers are told, and whose meaning is the application's. Default: they are told none."),
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
