package schema

import "github.com/wampgen/wampgen/gen/diag"

// The rules of this package; RuleTable tells what they mean.
const (
	ruleVersion    = "version"
	ruleUnknownKey = "unknown-key"
	ruleMissingKey = "missing-key"
	ruleKind       = "value-kind"
	ruleAmbiguous  = "ambiguous-text"
	ruleTypeSyntax = "type-syntax"
	ruleSecret     = "secret-extra"
	ruleChoice     = "unknown-choice"
	ruleRange      = "number-range"
	ruleDuration   = "duration"
)

// RuleTable returns the rules about the shape of a schema file.
func RuleTable() []diag.Rule {
	return []diag.Rule{
		{Name: ruleVersion, Doc: "A schema begins with wampgen: 1, the version of the language."},
		{Name: ruleUnknownKey, Doc: "Every key is one that the language knows at its place."},
		{Name: ruleMissingKey, Doc: "What a declaration needs is there."},
		{Name: ruleKind, Doc: "Every value is of the kind that its key wants: text, number, true or false, list, map."},
		{Name: ruleAmbiguous, Doc: "Text that a version of YAML reads as something else is quoted."},
		{Name: ruleTypeSyntax, Doc: "Types are written as words and calls: string, list(T), map(T), optional(T), nullable(T)."},
		{Name: ruleSecret, Doc: "Only fields of a component's extra are secret."},
		{Name: ruleChoice, Doc: "A key with a fixed set of values has one of them."},
		{Name: ruleRange, Doc: "Numbers are within what their key allows."},
		{Name: ruleDuration, Doc: "Durations are positive and have units, as 30s or 1h30m."},
	}
}
