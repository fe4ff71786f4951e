package config

import "github.com/wampgen/wampgen/gen/diag"

// The rules of this package; RuleTable tells what they mean.
const (
	ruleUnknownKey = "unknown-key"
	ruleKind       = "config-kind"
	ruleValue      = "config-value"
	ruleDirectory  = "config-directory"
	rulePackage    = "config-package"
	ruleGoType     = "config-go-type"
)

// RuleTable returns the rules about wampgen.yaml.
func RuleTable() []diag.Rule {
	return []diag.Rule{
		{Name: ruleUnknownKey, Doc: "A map has only the keys that the language knows."},
		{Name: ruleKind, Doc: "A value is a string or a map, as its key wants."},
		{Name: ruleValue, Doc: "A key that takes a word takes one of its words."},
		{Name: ruleDirectory, Doc: "A directory lies inside the unit and is written with slashes."},
		{Name: ruleGoType, Doc: "A scalar is mapped to a Go type by its import path and exported name."},
		{Name: rulePackage, Doc: "A package has the name of a Go package."},
	}
}
