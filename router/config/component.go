package config

import "time"

// Restart policies of components: when one that was ready and has left by itself
// is started again.
const (
	RestartNever     = "never"
	RestartOnFailure = "on-failure" // the default
	RestartAlways    = "always"
)

var restartPolicy = choice(RestartNever, RestartOnFailure, RestartAlways)

// Component is one hosted component: an instance of a class that is linked in.
type Component struct {
	Source
	ID           string // default: componentN
	Type         string // "class"
	Class        string // the key "classname", such as hello.MySession
	Realm        string
	Role         string // default: DefaultRole
	Extra        []byte // JSON, variables replaced; nil if absent
	Required     bool   // the node does not start without it; default: true
	StartTimeout time.Duration
	Restart      string // a restart policy
	Backoff      Backoff
	Remote       Remote      // of a container: the router to join, the key "transport"
	Credentials  Credentials // for it, the key "auth"
}

// Backoff is how a component is started again. A zero field is not set.
type Backoff struct {
	Source
	First   time.Duration // the pause before the first restart; it doubles each time
	Longest time.Duration // the longest pause
	Healthy time.Duration // the time of being ready that ends a row of restarts
	Limit   int64         // restarts in a row
}

func componentTypes() variants[Component] {
	return variants[Component]{
		what:        "component",
		field:       func(c *Component) *string { return &c.Type },
		tables:      []choiceOf[Component]{{"class", classTable}},
		unsupported: []string{"function", "wamplet"},
	}
}

func classTable() table[Component] {
	return append(componentTable(),
		textKey("role", roleName, func(c *Component) *string { return &c.Role }).says("The role whose permissions the component has. The role trusted may do everything. Default: anonymous."),
		unsupportedKey[Component]("references", "references between components"),
	)
}

// componentTable is what components of router and container workers have in common.
func componentTable() table[Component] {
	return table[Component]{
		textKey("id", identifier, func(c *Component) *string { return &c.ID }).says("The id of the component, unique in its worker. Default: componentN, counted from 1 over those without an id."),
		textKey("classname", filled, func(c *Component) *string { return &c.Class }).required().says("The class, package.Component, that is linked into the program."),
		textKey("realm", realmName, func(c *Component) *string { return &c.Realm }).required().says("The realm that the component joins: of this router worker, or of the remote router."),
		jsonKey("extra", func(c *Component) *[]byte { return &c.Extra }).says("Data for the class, checked against its schema."),
		flagKey("required", func(c *Component) *bool { return &c.Required }).says("Whether the node does not start without the component. Default: true."),
		durationKey("start_timeout", time.Millisecond, time.Hour, func(c *Component) *time.Duration { return &c.StartTimeout }).says("Within which it has to be ready. Default: 30s."),
		textKey("restart", restartPolicy, func(c *Component) *string { return &c.Restart }).says("When it is started again after it has left by itself: on-failure (default), always, never."),
		blockKey("backoff", backoffTable, func(c *Component) *Backoff { return &c.Backoff }).says("How it is started again."),
	}
}

func backoffTable() table[Backoff] {
	return table[Backoff]{
		durationKey("first", time.Millisecond, time.Hour, func(b *Backoff) *time.Duration { return &b.First }).says("The pause before the first restart, which doubles each time. Default: 500ms."),
		durationKey("longest", time.Millisecond, 24*time.Hour, func(b *Backoff) *time.Duration { return &b.Longest }).says("The longest pause. Default: 30s."),
		durationKey("healthy", time.Millisecond, 24*time.Hour, func(b *Backoff) *time.Duration { return &b.Healthy }).says("How long it has to be ready for its restarts to be counted anew. Default: 1m."),
		intKey("limit", number(1, 1_000_000), func(b *Backoff) *int64 { return &b.Limit }).says("How many restarts in a row there may be. Default: 8."),
	}
}
