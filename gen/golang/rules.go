package golang

import "github.com/wampgen/wampgen/gen/diag"

// The rules of this package; RuleTable tells what they mean.
const (
	ruleNoName     = "go-name-missing"
	ruleCollision  = "go-name-collision"
	ruleImportPath = "import-path"
	ruleFileName   = "go-file-name"
	ruleNoClass    = "go-class-missing"
	ruleInternal   = "internal"
)

// RuleTable returns the rules about what Go makes of a schema.
func RuleTable() []diag.Rule {
	return []diag.Rule{
		{Name: ruleNoName, Doc: "Everything that is named in Go has a letter or digit to be named by, or a go_name."},
		{Name: ruleCollision, Doc: "No two declarations of a Go package, and no two members of a Go type, have one name."},
		{Name: ruleImportPath, Doc: "Every package can be imported: by its path, and because it is not main."},
		{Name: ruleFileName, Doc: "Every schema gives a Go file that is built everywhere, whatever its system thinks of upper and lower case."},
		{Name: ruleNoClass, Doc: "Every component has its type in Go, or room for the file where generate writes it."},
		{Name: ruleInternal, Doc: "What is generated is exactly what the schema asks for; anything else is a fault of wampgen."},
	}
}
