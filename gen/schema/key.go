package schema

import "slices"

// level is a place of the language where a map has known keys.
type level string

// The levels.
const (
	levelFile      level = "file"
	levelType      level = "type"
	levelUnion     level = "union"
	levelValue     level = "enum value"
	levelField     level = "field"
	levelExtra     level = "extra"
	levelError     level = "error"
	levelInterface level = "interface"
	levelProcedure level = "procedure"
	levelTopic     level = "topic"
	levelPayload   level = "payload"
	levelComponent level = "component"
	levelReference level = "reference"
)

// key is a key of a level: its name, what it says, and what kind of value it has.
type key struct {
	name  string
	value kind
	doc   string
}

// kind is the kind of a key's value.
type kind string

// The kinds that are no level of their own.
const (
	kindVersion   kind = "version"
	kindText      kind = "text"
	kindName      kind = "package name"
	kindGoName    kind = "Go name"
	kindURI       kind = "URI"
	kindUUID      kind = "UUID"
	kindType      kind = "type expression"
	kindScalar    kind = "single value"
	kindFlag      kind = "flag"
	kindCount     kind = "count"
	kindDuration  kind = "duration"
	kindInvoke    kind = "single first last roundrobin random"
	kindCaller    kind = "caller"
	kindPublisher kind = "publisher"
	kindReject    kind = "reject"
	kindEnum      kind = "enum"
	kindResult    kind = "result"
	kindPart      kind = "part" // a payload, or nothing
	kindTexts     kind = "map of texts"
	kindFields    kind = "map of fields"
	kindExtra     kind = "map of extra fields"
	kindPrefixed  kind = "list of references with prefixes"
	kindNames     kind = "list of references"
	kindUnion     kind = "union"
)

// mapOf returns the kind of a map of names to what stands on a level.
func mapOf(l level) kind { return kind("map of " + l) }

// headerKeys are the keys of every declaration.
var headerKeys = []key{
	{"doc", kindText, "Documentation, which Go shows too. It begins with the name in Go, as Go's does."},
	{"deprecated", kindText, "What to use instead."},
	{"go_name", kindGoName, "The exported name in Go, where the derived one will not do."},
}

var ruleKeys = []key{
	{"min", kindScalar, "The least value of a number or duration; the least length of a string (code points), of bytes, a list or a map."},
	{"max", kindScalar, "The largest value of a number or duration; the largest length of a string, of bytes, a list or a map."},
	{"pattern", kindText, "A regular expression that the text matches somewhere: RE2 that ECMAScript reads alike."},
}

var fieldKeys = join(headerKeys, ruleKeys, []key{
	{"type", kindType, "The type: a scalar, a declared type, list(T), map(T), optional(T), nullable(T)."},
	{"default", kindScalar, "The value where it is absent, of scalars and enums."},
})

var payloadKeys = []key{
	{"args", kindFields, "Positional values, in this order. Those that may be absent come last."},
	{"kwargs", kindFields, "Keyword values."},
}

var addressKeys = []key{
	{"uri", kindURI, "The URI, whole, with parts in braces: com.example.device.{id}.set. Absent: derived from the base and the name."},
	{"params", kindFields, "Types and rules of the parts of the URI, which are strings where nothing is said."},
}

// levels are the keys of all levels. The parser reads exactly these, which a test
// makes sure of, and the JSON Schema of editors is made of them.
var levels = map[level][]key{
	levelFile: {
		{"wampgen", kindVersion, "The version of the schema language."},
		{"package", kindName, "The Go package, named like the directory, and the first half of class names."},
		{"uri", kindURI, "The base of the URIs that are not written."},
		{"doc", kindText, "Documentation of the package; it stands in one of its files."},
		{"imports", kindTexts, "Other packages by the names they have here: a directory (../common), or a Go import path."},
		{"types", mapOf(levelType), "Structs, enums, unions and named scalars."},
		{"errors", mapOf(levelError), "Errors that procedures answer with."},
		{"interfaces", mapOf(levelInterface), "Sets of procedures and topics."},
		{"components", mapOf(levelComponent), "Component classes."},
	},
	levelType: join(headerKeys, ruleKeys, []key{
		{"fields", kindFields, "The fields of a struct, a map on the wire."},
		{"unknown", kindReject, "reject: keys that are no fields are an error; without it they are ignored."},
		{"enum", kindEnum, "The values of an enum, a string on the wire: a list, or a map to what they mean."},
		{"union", kindUnion, "A map on the wire that is one of some structs, which its tag tells."},
		{"type", kindType, "The scalar that the type is another name for, with rules of its own."},
	}),
	levelUnion: {
		{"tag", kindText, "The key that tells which member a map is."},
		{"of", kindTexts, "The members: values of the tag, and structs."},
	},
	levelValue: headerKeys,
	levelField: fieldKeys,
	levelExtra: join(fieldKeys, []key{{"secret", kindFlag, "Never printed or logged."}}),
	levelError: join(headerKeys, payloadKeys, []key{
		{"uri", kindURI, "The URI. Absent: <base>.error.<name>."},
		{"message", kindText, "For people, not sent: scalar fields stand in braces."},
	}),
	levelInterface: join(headerKeys, []key{
		{"uri", kindURI, "A base of URIs of its own."},
		{"uuid", kindUUID, "What identifies the interface whatever it is called."},
		{"procedures", mapOf(levelProcedure), "The procedures."},
		{"topics", mapOf(levelTopic), "The topics."},
	}),
	levelProcedure: join(headerKeys, addressKeys, payloadKeys, []key{
		{"result", kindResult, "The result: a type, a field, or {args, kwargs}."},
		{"progress", kindPart, "The payload of each progressive result."},
		{"input", kindPart, "The payload of each progressive input."},
		{"errors", kindNames, "The errors that callers get as Go types."},
		{"timeout", kindDuration, "Ends a call; the caller's context may end it earlier."},
		{"concurrency", kindCount, "How many calls a component handles at once; more wait. Absent: all."},
		{"invoke", kindInvoke, "Which component answers where several provide the procedure."},
		{"disclose", kindCaller, "caller: the handler learns who calls."},
	}),
	levelTopic: join(headerKeys, addressKeys, payloadKeys, []key{
		{"retain", kindFlag, "The router keeps the last event for those who subscribe later."},
		{"acknowledge", kindFlag, "Publishing returns when the router has the event."},
		{"disclose", kindPublisher, "publisher: handlers learn who publishes."},
	}),
	levelPayload: payloadKeys,
	levelComponent: join(headerKeys, []key{
		{"provides", kindPrefixed, "What it handles: interfaces, or single procedures (Devices.get)."},
		{"publishes", kindPrefixed, "What it publishes: interfaces, or single topics."},
		{"calls", kindPrefixed, "What it calls: interfaces, or single procedures."},
		{"subscribes", kindPrefixed, "What it subscribes to: interfaces, or single topics."},
		{"serial", kindFlag, "One invocation or event at a time; without it invocations run concurrently."},
		{"extra", kindExtra, "The typed configuration in the node file."},
	}),
	levelReference: {
		{"interface", kindText, "The interface."},
		{"prefix", kindText, "What the names of its members begin with in the component."},
	},
}

// names returns the names of keys, sorted.
func names(keys []key) []string {
	var list []string
	for _, k := range keys {
		list = append(list, k.name)
	}
	slices.Sort(list)
	return list
}

func join(lists ...[]key) (all []key) {
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}
