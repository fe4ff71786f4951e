package runtime

import (
	"log/slog"

	"github.com/wampgen/wampgen/runtime/contract"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Class is what a registry knows of a class of components: data, and how to
// construct one.
type Class struct {
	Name     string // "package.Class"
	Contract *contract.Component
	// CheckExtra finds the faults of the extra of a node file, JSON or nil for
	// absent, and has no side effects. nil: the class takes no extra.
	CheckExtra func(extra []byte) []contract.Fault
	// Interceptors are those of JoinConfig.Interceptors, and inside of them; see With.
	Interceptors []Interceptor
	// New constructs a component and binds its handlers, and does nothing else.
	New func(Env) (Component, Bindings, error)
}

// Classes are classes by their names, as the generated registry file has them.
type Classes map[string]Class

// Env is what a component is constructed with.
type Env struct {
	ID     string       // of the component, unique in its process: "component1"
	Class  string       // "devices.MySession"
	Realm  wamp.URI     // to join
	Extra  []byte       // JSON; nil: absent
	Logger *slog.Logger // nil: nothing is logged
}
