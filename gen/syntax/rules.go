package syntax

import "github.com/wampgen/wampgen/gen/diag"

// The rules of this package; RuleTable tells what they mean.
const (
	ruleEncoding  = "encoding"
	ruleLimit     = "file-limit"
	ruleSyntax    = "syntax"
	ruleDuplicate = "duplicate-key"
	ruleKey       = "string-key"
	ruleAlias     = "no-alias"
	ruleTag       = "no-tag"
	ruleDocument  = "one-document"
	ruleNumber    = "plain-number"
)

// RuleTable returns the rules that every file is read by.
func RuleTable() []diag.Rule {
	return []diag.Rule{
		{Name: ruleEncoding, Doc: "A file is UTF-8 text without control characters; a byte order mark is skipped."},
		{Name: ruleLimit, Doc: "Size, depth and number of values of a file are bounded."},
		{Name: ruleSyntax, Doc: "A file is well-formed YAML, or JSON where its name says so."},
		{Name: ruleDuplicate, Doc: "A key stands once in a map."},
		{Name: ruleKey, Doc: "Keys are strings; what a version of YAML reads as something else is quoted."},
		{Name: ruleAlias, Doc: "Anchors, aliases and merge keys are not used: what is written is what is meant."},
		{Name: ruleTag, Doc: "Values have no YAML tags; quotes make a string."},
		{Name: ruleDocument, Doc: "A file holds one YAML document."},
		{Name: ruleNumber, Doc: "Numbers are finite, and written so that all versions of YAML read them alike."},
	}
}
