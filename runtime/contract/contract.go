// Package contract is what a component class says about itself as data: what it
// provides, publishes, calls and subscribes to, with the types of every payload
// and of its configuration. Generated code carries it along, so that the check
// of a node file, the permission table, reflection and validation read the same
// thing without constructing a component. It has no behaviour.
package contract

import (
	"time"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Component is the contract of one class.
type Component struct {
	Class      string      // "devices.MySession"
	Provides   []Procedure // registered by the component
	Publishes  []Topic
	Serial     bool        // handles one invocation or event at a time
	Interfaces []Interface // of the lists, as far as they have a UUID
	Calls      []Procedure // called by the component, provided by others
	Subscribes []Topic
	Extra      []Field // the typed extra of the node file; empty: the class takes none
	Types      []Type  // named types that fields refer to
	Errors     []Error // declared errors of the procedures
}

// Interface identifies an interface beyond its name.
type Interface struct {
	Name string
	UUID string // lower case, with hyphens
}

// Payload is the payload of one message of several: Args by position.
type Payload struct{ Args, Kwargs []Field }

// Procedure is one procedure of an interface.
type Procedure struct {
	Name         string   // interface and member of the schema: "Greeter.greet"
	URI          wamp.URI // with the pattern that Match says: "com.example.device..set"
	Match        wamp.Match
	Parts        []Field // of the URI, in order; empty: it has none
	Args, Kwargs []Field // in order; Args by position
	// ResultArgs and ResultKwargs are the payload of the result; one positional
	// result may have no name.
	ResultArgs, ResultKwargs []Field
	Progress, Input          *Payload   // of progressive results and inputs; nil: there are none
	Errors                   []wamp.URI // of Component.Errors

	Timeout        time.Duration // that ends a call; 0 is none
	Invoke         string        // of the schema: single, first, last, roundrobin, random; "" is single
	Concurrency    int           // of calls that a component handles at once; 0 is any
	DiscloseCaller bool          // the handler is told who calls
}

// Topic is one topic of an interface.
type Topic struct {
	Name         string // interface and member of the schema: "Greeter.greeted"
	URI          wamp.URI
	Match        wamp.Match
	Parts        []Field // of the URI, in order; empty: it has none
	Args, Kwargs []Field

	Retain            bool // new subscribers get the last event
	Acknowledge       bool // a publication waits for the router
	DisclosePublisher bool // subscribers are told who publishes
}

// Field is a named value: an argument, a result, a member of a type, or a key of
// the extra.
type Field struct {
	Name    string
	Type    string // expression of the schema language: "optional(list(Device))"
	Default string // JSON; "" is none
	Min     string // bound of the value, or of the length; "" is none
	Max     string
	Pattern string // RE2, unanchored; "" is none
	Secret  bool   // never printed or logged
}

// Type is a named type: exactly one of Fields, Enum, Union and Scalar says which.
type Type struct {
	Name string // "Device", or "common.User" for one of another package

	RejectUnknown bool // a struct that takes no other keys

	Fields []Field // a struct
	Enum   []string
	Tag    string  // of a union: the key that tells which member a map is
	Union  []Field // a union: values of the tag and the structs' names as Type
	Scalar *Field  // a scalar with rules; its Name is empty
}

// Error is a declared error.
type Error struct {
	URI          wamp.URI
	Args, Kwargs []Field
	Message      string // template for people, with {field}
}

// Fault says where a value breaks its contract, and why.
type Fault struct {
	Path    string // "interval", "list[0].x"; "" is the whole value
	Rule    string // type, required, unknown, duplicate, range, enum, min, max, pattern, ...
	Message string // "want integer, got string"
}
