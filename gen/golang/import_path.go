package golang

import (
	"path"
	"strings"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/model"
)

// importable reports whether the go command takes an import path: elements of ASCII
// letters, digits and -._~+, none of which begins or ends with a dot.
func importable(importPath string) bool {
	for element := range strings.SplitSeq(importPath, "/") {
		if element == "" || element[0] == '.' || element[len(element)-1] == '.' {
			return false
		}
		for _, r := range element {
			letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
			if !letter && !strings.ContainsRune("-._~+", r) {
				return false
			}
		}
	}
	return true
}

// checkImports finds the packages that nobody could import, though the registry has to.
func checkImports(unit *model.Unit, options Options) diag.List {
	var faults diag.List
	for _, pkg := range unit.Packages {
		components := 0
		for _, file := range pkg.Files {
			components += len(file.Components)
		}
		pos := diag.Position{File: pkg.Files[0].Path}
		switch importPath := path.Join(options.ImportPath, pkg.Dir); {
		case !importable(importPath):
			faults.Errorf(pos, ruleImportPath, "%q can not be a Go import path", importPath).
				Hint = "name the directories with ASCII letters, digits, -, ., _, ~ and +"
		case pkg.Name == "main" && components > 0 && pkg.Dir != options.Registry.Dir:
			faults.Errorf(pos, ruleImportPath, "the registry can not import the components of package main").
				Hint = "move the schema to a directory of its own, or the registry to this one"
		}
	}
	return faults
}
