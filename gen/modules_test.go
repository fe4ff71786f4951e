package gen

import (
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestParseModules(t *testing.T) {
	m := parseModules(`module example.com/app // ours
go 1.26
require example.com/one v1.0.0
require (
	github.com/Acme/common/v2 v2.1.0-Beta // indirect
	example.com/near v0.0.0
	"example.com/far" v1.0.0
)
replace example.com/near => ../near
replace (
	example.com/far v1.0.0 => example.com/fork v1.2.3
	example.com/abs => /somewhere
)
`, "/src/app", "/cache")
	for importPath, want := range map[string]string{
		"example.com/app/x/y":            "/src/app/x/y",
		"example.com/one":                "/cache/example.com/one@v1.0.0",
		"github.com/Acme/common/v2/user": "/cache/github.com/!acme/common/v2@v2.1.0-!beta/user",
		"example.com/near/x":             "/src/near/x",
		"example.com/far":                "/cache/example.com/fork@v1.2.3",
		"example.com/abs":                "/somewhere",
		"example.com":                    "",
		"example.com/application":        "",
	} {
		got, err := m.find(importPath)
		if diff := cmp.Diff(filepath.FromSlash(want), got); diff != "" || (err == nil) != (want != "") {
			t.Errorf("%s: %v (-want +got)\n%s", importPath, err, diff)
		}
	}
}

// TestGenerateImportsModules imports a package of this module into a unit outside of it.
func TestGenerateImportsModules(t *testing.T) {
	const golden = "github.com/wampgen/wampgen/golden/imports/"
	fsys := fstest.MapFS{"hello/hello.wamp.yaml": {Data: []byte(`wampgen: 1
package: hello
uri: com.example.hello
imports: {things: ` + golden + `devices, common: ` + golden + `common}
types: {Mine: {fields: {device: things.Device, role: {type: common.Role, default: user}}}}
interfaces: {I: {procedures: {p: {args: {mine: Mine}, result: common.Subject, errors: [common.NoUser]}}}}
components:
  K: {provides: [I, common.Users], calls: [things.Devices], subscribes: [common.Users.removed], publishes: [things.Devices.given]}
`)}}
	result, faults := GenerateWith(fsys, "example.com/app", ModuleImporter("."))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	for _, f := range result.Files {
		if strings.Contains(f.Path, "golden") {
			t.Errorf("%s is generated", f.Path)
		}
	}
	if err := newCompiler(t).check("example.com/app", result.Files); err != nil {
		t.Error(err)
	}
}

func TestGenerateImportFaults(t *testing.T) {
	importer := func(importPath string) (fs.FS, error) {
		return map[string]fstest.MapFS{
			"example.com/sound":  {"a.wamp.yaml": {Data: []byte("wampgen: 1\npackage: sound\nimports: {next: ../broken}\ntypes: {T: int}")}},
			"example.com/broken": {"b.wamp.yaml": {Data: []byte("wampgen: 1\npackage: broken\ntypes: {T: itn}")}},
		}[importPath], nil
	}
	for importPath, want := range map[string]string{
		"example.com/broken": `unknown type "itn"`,
		"example.com/sound":  `unknown type "itn"`,
		"example.com/none":   `import "example.com/none": the package has no schemas`,
		"example.com/../x":   `"example.com/../x" is neither a relative directory nor a Go import path`,
		"/etc":               `"/etc" is neither a relative directory nor a Go import path`,
	} {
		_, faults := GenerateWith(fstest.MapFS{"p/p.wamp.yaml": {Data: []byte(
			"wampgen: 1\npackage: p\nimports: {o: " + importPath + "}\ntypes: {A: {fields: {t: o.T}}}")}}, "example.com/app", importer)
		if len(faults) != 1 || faults[0].Message != want {
			t.Errorf("%s: %v, want %s", importPath, faults, want)
		}
	}
	_, err := ModuleImporter(".")("example.com/unknown")
	if err == nil || err.Error() != "no module of go.mod has it" {
		t.Errorf("error = %v", err)
	}
}
