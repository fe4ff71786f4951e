package model

import "github.com/wampgen/wampgen/gen/diag"

// The rules of this package; RuleTable tells what they mean.
const (
	rulePackage       = "package-name"
	ruleOneDoc        = "one-doc"
	ruleName          = "name-form"
	ruleGoName        = "go-name"
	ruleDuplicate     = "duplicate-name"
	ruleClass         = "duplicate-class"
	ruleImport        = "import"
	ruleImportCycle   = "import-cycle"
	ruleUnusedImport  = "unused-import"
	ruleUnknownType   = "unknown-type"
	ruleTypeNesting   = "type-nesting"
	ruleScalar        = "named-scalar"
	ruleRecursion     = "recursive-type"
	ruleEnum          = "enum-values"
	ruleUnion         = "union"
	ruleBounds        = "bounds"
	rulePattern       = "pattern"
	ruleDefault       = "default"
	ruleOptionalLast  = "optional-last"
	ruleURI           = "uri-form"
	ruleURIPart       = "uri-part"
	ruleMissingURI    = "missing-uri"
	ruleDuplicateURI  = "duplicate-uri"
	ruleReserved      = "reserved-uri"
	ruleUUID          = "interface-uuid"
	ruleUnknownError  = "unknown-error"
	ruleMessage       = "error-message"
	ruleReference     = "duplicate-reference"
	ruleUnknownMember = "unknown-member"
	ruleMemberClash   = "member-clash"
)

// RuleTable returns the rules about what schemas mean together.
func RuleTable() []diag.Rule {
	return []diag.Rule{
		{Name: rulePackage, Doc: "All schemas of a directory have one package, named like the directory."},
		{Name: ruleOneDoc, Doc: "The doc of a package stands in one of its files."},
		{Name: ruleName, Doc: "Types, errors, interfaces and components are named like Device, members like get_all, fields by letters, digits and underscores."},
		{Name: ruleGoName, Doc: "A go_name is an exported name of Go."},
		{Name: ruleDuplicate, Doc: "A package declares a name once, and a payload has a field once."},
		{Name: ruleClass, Doc: "A class, package.Component, is declared once in a unit."},
		{Name: ruleImport, Doc: "An import names a directory of the unit with schemas, or a Go package with schemas that go.mod finds; names of another package begin with its name."},
		{Name: ruleUnusedImport, Doc: "Of every import a name is used (a warning)."},
		{Name: ruleImportCycle, Doc: "Packages do not import each other in a circle."},
		{Name: ruleUnknownType, Doc: "Every type is builtin or declared, in the package or in one that it imports."},
		{Name: ruleTypeNesting, Doc: "optional stands outermost, around a field's type; nullable is not nested; elements are never optional."},
		{Name: ruleScalar, Doc: "A named scalar is made of a builtin type other than any."},
		{Name: ruleRecursion, Doc: "A struct contains itself only through optional, nullable, list or map, and of every type there are values that have an end."},
		{Name: ruleEnum, Doc: "An enum has values, each once, each with a name in Go."},
		{Name: ruleUnion, Doc: "The members of a union are different structs of the package, without a field that is named like the tag."},
		{Name: ruleBounds, Doc: "min and max stand on numbers, durations, texts, bytes, lists and maps, within the type, and min is not above max."},
		{Name: rulePattern, Doc: "A pattern stands on text, and Go and ECMAScript read it alike."},
		{Name: ruleDefault, Doc: "A default stands on a scalar or an enum, is a value of the type and keeps its rules."},
		{Name: ruleOptionalLast, Doc: "Positional values that may be absent come last."},
		{Name: ruleURI, Doc: "A URI has components divided by dots, none of them empty, without white space and #."},
		{Name: ruleURIPart, Doc: "A part of a URI, {name} or at the end {name...}, is a whole component, of a scalar with a text without dots, and named like nothing else there."},
		{Name: ruleMissingURI, Doc: "A URI is written, or derived from the uri of the file or interface."},
		{Name: ruleDuplicateURI, Doc: "Two procedures, two topics, or two errors of a package do not share a URI."},
		{Name: ruleReserved, Doc: "URIs under wamp. are the protocol's: a component does not provide or publish them."},
		{Name: ruleUUID, Doc: "The uuid of an interface is a UUID that no other interface of the unit has."},
		{Name: ruleUnknownError, Doc: "A procedure's errors are declared, in the package or in one that it imports."},
		{Name: ruleMessage, Doc: "An error's message names its own scalar fields in braces."},
		{Name: ruleReference, Doc: "A list names an error, a procedure or a topic once."},
		{Name: ruleUnknownMember, Doc: "Components refer to interfaces and members that exist: to procedures in provides and calls, to topics in publishes and subscribes."},
		{Name: ruleMemberClash, Doc: "Within a list of a component no two members have one name."},
	}
}
