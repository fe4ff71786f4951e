package breaking

import "github.com/wampgen/wampgen/gen/diag"

// The rules about values, which stand behind the level: wire-required, config-required.
const (
	required    = "required"
	absent      = "absent"
	null        = "null"
	kind        = "type"
	bounds      = "bounds"
	pattern     = "pattern"
	enumValue   = "enum-value"
	unionTag    = "union-tag"
	unionMember = "union-member"
	unknownKey  = "unknown-key"
	defaults    = "default"
)

// The other rules; RuleTable tells what they mean.
const (
	ruleProcedure    = "wire-procedure"
	ruleTopic        = "wire-topic"
	ruleURI          = "wire-uri"
	ruleOrder        = "wire-order"
	ruleProgress     = "wire-progress"
	ruleInput        = "wire-input"
	ruleError        = "wire-error"
	ruleInvoke       = "wire-invoke"
	ruleRetain       = "wire-retain"
	ruleDisclose     = "wire-disclose"
	ruleNotProvided  = "wire-not-provided"
	ruleNotPublished = "wire-not-published"

	rulePackage = "go-import"
	ruleGone    = "go-gone"
	ruleChanged = "go-changed"

	ruleClass  = "config-class"
	ruleSecret = "config-secret"
)

// rule returns the name of a rule about values at a level.
func (l Level) rule(name string) string { return string(l) + "-" + name }

// RuleTable returns the rules of this package, by level.
func RuleTable() []diag.Rule {
	return []diag.Rule{
		{Name: ruleProcedure, Doc: "Procedures stay: callers find each under its URI (breaking)."},
		{Name: ruleTopic, Doc: "Topics stay: subscribers find each under its URI (breaking)."},
		{Name: ruleURI, Doc: "A procedure or topic keeps its URI, its pattern and its way to match (breaking)."},
		{Name: ruleNotProvided, Doc: "A procedure that a component of the unit provided is provided by one (breaking)."},
		{Name: ruleNotPublished, Doc: "A topic that a component of the unit published is published by one (breaking)."},
		{Name: Wire.rule(required), Doc: "What may be left out, or was not known, does not become required of those who send it (breaking)."},
		{Name: Wire.rule(absent), Doc: "What was always there does not become optional, or vanish, for those who read it (breaking)."},
		{Name: Wire.rule(null), Doc: "Senders may send null where they could, and readers get null only where they could (breaking)."},
		{Name: Wire.rule(kind), Doc: "A value keeps its type, or gets one that holds all old values for who sends it, and no others for who reads it (breaking)."},
		{Name: Wire.rule(bounds), Doc: "min and max are not tightened for who sends, nor loosened for who reads (breaking)."},
		{Name: Wire.rule(pattern), Doc: "A pattern does not change, appears only for who reads, and goes only for who sends (breaking)."},
		{Name: Wire.rule(enumValue), Doc: "An enum loses no value that is sent, and gains none that is read (breaking)."},
		{Name: Wire.rule(unionTag), Doc: "A union keeps its tag (breaking)."},
		{Name: Wire.rule(unionMember), Doc: "A union loses no member that is sent, and gains none that is read (breaking)."},
		{Name: Wire.rule(unknownKey), Doc: "A type that refuses unknown keys gets none that old readers do not know, loses none that is sent, and refused them before (breaking)."},
		{Name: Wire.rule(defaults), Doc: "What is left out means the same: a default does not change or go (breaking)."},
		{Name: ruleOrder, Doc: "Positional values keep their places (breaking)."},
		{Name: ruleProgress, Doc: "Progressive results that callers wait for still come (breaking)."},
		{Name: ruleInput, Doc: "Progressive inputs that callers send are still taken (breaking)."},
		{Name: ruleError, Doc: "An error that callers know of a procedure stays, under its URI (breaking)."},
		{Name: ruleInvoke, Doc: "A shared registration keeps its invocation policy, so that old and new callees can share it (breaking)."},
		{Name: ruleRetain, Doc: "A topic that retains its last event goes on doing so (breaking)."},
		{Name: ruleDisclose, Doc: "A topic that discloses its publishers goes on doing so (breaking)."},

		{Name: rulePackage, Doc: "A Go package keeps its import path and its name (breaking)."},
		{Name: ruleGone, Doc: "Exported names of generated Go packages stay (breaking)."},
		{Name: ruleChanged, Doc: "Exported names of generated Go packages keep their types and signatures (breaking)."},

		{Name: ruleClass, Doc: "Component classes keep their names, which node files write (breaking)."},
		{Name: Config.rule(required), Doc: "No field of an extra becomes required, and no new one is (breaking)."},
		{Name: Config.rule(unknownKey), Doc: "Fields of an extra stay: unknown keys are refused (breaking)."},
		{Name: Config.rule(kind), Doc: "A field of an extra keeps its type, or gets one that holds all old values (breaking)."},
		{Name: Config.rule(null), Doc: "What may be null in an extra stays so (breaking)."},
		{Name: Config.rule(bounds), Doc: "min and max in an extra are not tightened (breaking)."},
		{Name: Config.rule(pattern), Doc: "A pattern in an extra does not change and does not appear (breaking)."},
		{Name: Config.rule(enumValue), Doc: "An enum in an extra loses no value (breaking)."},
		{Name: Config.rule(unionTag), Doc: "A union in an extra keeps its tag (breaking)."},
		{Name: Config.rule(unionMember), Doc: "A union in an extra loses no member (breaking)."},
		{Name: Config.rule(defaults), Doc: "What a node file leaves out means the same: a default does not change or go (breaking)."},
		{Name: ruleSecret, Doc: "What was secret in an extra stays secret: node files trust in it (breaking)."},
	}
}
