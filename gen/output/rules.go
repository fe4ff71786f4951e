package output

import "github.com/wampgen/wampgen/gen/diag"

// The rules of this package; RuleTable tells what they mean.
const (
	ruleForeign = "output-foreign"
	ruleTwice   = "output-twice"
	rulePath    = "output-path"
	ruleSymlink = "output-symlink"
	ruleRead    = "output-read"
)

// RuleTable returns the rules about where generated files may be written.
func RuleTable() []diag.Rule {
	return []diag.Rule{
		{Name: ruleForeign, Doc: "A file that wampgen did not write is never overwritten."},
		{Name: ruleTwice, Doc: "No two outputs have one path."},
		{Name: rulePath, Doc: "Outputs stay inside the unit, and are files in directories."},
		{Name: ruleSymlink, Doc: "Outputs are not written through symbolic links."},
		{Name: ruleRead, Doc: "What stands where an output belongs can be read."},
	}
}
