package gen

import (
	"slices"

	"github.com/wampgen/wampgen/gen/breaking"
	"github.com/wampgen/wampgen/gen/config"
	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/golang"
	"github.com/wampgen/wampgen/gen/lint"
	"github.com/wampgen/wampgen/gen/model"
	"github.com/wampgen/wampgen/gen/output"
	"github.com/wampgen/wampgen/gen/schema"
	"github.com/wampgen/wampgen/gen/syntax"
)

// The rules of this package itself.
const (
	ruleUnreadable = "unreadable"
	ruleNotRead    = "not-read"
	rulePackage    = "go-package"

	ruleStrayHandler = "lint-handler"
)

// RuleTable returns the rules of all stages, in their order.
func RuleTable() []diag.Rule {
	own := []diag.Rule{
		{Name: ruleUnreadable, Doc: "The files and directories of a unit can be read, and schemas are no links."},
		{Name: ruleNotRead, Doc: "Files that look like schemas have the name of schemas (a warning)."},
		{Name: rulePackage, Doc: "The Go files beside schemas are of their package."},
		{Name: ruleStrayHandler, Doc: "A method On... of a component class is a hook or handles a topic (a finding of lint)."},
	}
	return slices.Concat(own, config.RuleTable(), syntax.RuleTable(), schema.RuleTable(), model.RuleTable(),
		golang.RuleTable(), output.RuleTable(), lint.RuleTable(), breaking.RuleTable())
}
