package main

import (
	"embed"
	"fmt"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wampgen/wampgen/gen"
	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/output"
)

// project holds the files of a new application. NAME stands for its package, and the
// files end in .txt so that nobody takes them for a part of this one.
//
//go:embed project
var project embed.FS

// projectFiles are the files of a new application by the templates they come from.
var projectFiles = []struct{ template, path string }{
	{"wampgen.yaml.txt", "wampgen.yaml"},
	{"NAME.wamp.yaml.txt", "NAME/NAME.wamp.yaml"},
	{"my_session.go.txt", "NAME/my_session.go"},
	{"main.go.txt", "main.go"},
	{"node.yaml.txt", "node.yaml"},
}

// nextSteps is what is left to do.
const nextSteps = `next:
  go get -tool github.com/wampgen/wampgen/cmd/wampgen
  go generate ./...
  go run .
  go tool wampgen call ws://127.0.0.1:8080/ com.example.%s.greet Ada
`

func newInit() *cobra.Command {
	return &cobra.Command{
		Use:   "init [NAME]",
		Short: "Begin an application in the current directory",
		Long: "init writes what an application begins with into the current directory, which has a\n" +
			"go.mod: a schema and a component in the package NAME (hello, if it is not given),\n" +
			"wampgen.yaml, main.go and node.yaml. It overwrites nothing: if one of the files\n" +
			"exists it writes none.",
		Example: "  go mod init example.com/app\n  wampgen init thermostats",
		Args:    wants(cobra.MaximumNArgs(1)),

		ValidArgsFunction: nothing(),
		RunE: func(cmd *cobra.Command, args []string) error {
			name := "hello"
			if len(args) == 1 {
				name = args[0]
			}
			if !packageName.MatchString(name) || token.IsKeyword(name) || name == "main" {
				return fmt.Errorf("%q can not be the name of a package: it has lower case letters and digits", name)
			}
			return failed(begin(cmd, name))
		},
	}
}

// packageName are the names that serve as a directory, a package and part of a URI.
var packageName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// begin writes the files of a new application.
func begin(cmd *cobra.Command, name string) error {
	unit, err := gen.FindUnit(".")
	if err != nil {
		return fmt.Errorf("%w (go mod init MODULE makes one)", err)
	}
	here, err := filepath.Abs(".")
	if err != nil {
		return fmt.Errorf("find the current directory: %w", err)
	}
	unit.Root = here // whatever it was part of: wampgen.yaml makes it a unit
	root, err := os.OpenRoot(here)
	if err != nil {
		return fmt.Errorf("open the current directory: %w", err)
	}
	defer root.Close()
	var files []output.File
	for _, f := range projectFiles {
		text, err := project.ReadFile(path.Join("project", f.template))
		if err != nil {
			return fmt.Errorf("read template: %w", err)
		}
		files = append(files, output.File{
			Path: strings.ReplaceAll(f.path, "NAME", name),
			Data: []byte(strings.ReplaceAll(string(text), "NAME", name)),
			Once: true,
		})
	}
	changes, faults := output.Plan(root.FS(), files, nil)
	for i := range faults {
		faults[i].Hint = ""
	}
	r := reporter{format: formatText, out: cmd.OutOrStdout(), err: cmd.ErrOrStderr()}
	if err := r.report(unit, faults, diag.Sources{}); err != nil {
		return err
	}
	if err := output.Apply(root, changes); err != nil {
		return fmt.Errorf("write the application: %w", err)
	}
	for _, c := range changes {
		fmt.Fprintf(cmd.OutOrStdout(), "%s %s\n", c.Action, c.Path)
	}
	fmt.Fprintf(cmd.ErrOrStderr(), nextSteps, name)
	return nil
}
