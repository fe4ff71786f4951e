package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/wampgen/wampgen/gen"
)

func newLint() *cobra.Command {
	format := formatText
	cmd := &cobra.Command{
		Use:   "lint [DIR]",
		Short: "Find what is right and likely to hurt",
		Long: "lint reads the schemas of the application that DIR, or the current directory, belongs to,\n" +
			"and names what is right by the language and yet likely to hurt: integers and timestamps\n" +
			"that JavaScript can not hold, methods that look like handlers and are none. It exits\n" +
			"with 1 if there is anything to say.",
		Example: "  wampgen lint\n  wampgen lint --format github ./example/hello",
		Args:    wants(cobra.MaximumNArgs(1)),

		ValidArgsFunction: directories,
		RunE: func(cmd *cobra.Command, args []string) error {
			return failed(inUnit(args, func(unit gen.Unit, root *os.Root) error {
				sources, findings := gen.Lint(root.FS(), unit.ImportPath, gen.ModuleImporter(unit.Root))
				r := reporter{format: format, out: cmd.OutOrStdout(), err: cmd.ErrOrStderr()}
				if err := r.report(unit, findings, sources); err != nil || len(findings) == 0 {
					return err
				}
				return errReported
			}))
		},
	}
	cmd.Flags().Var(&format, "format", "how to print findings: text, json (one object a line) or github (workflow commands)")
	completeFormat(cmd)
	return cmd
}

// inUnit calls do with the unit of the directory that the first argument names, or of
// the current one.
func inUnit(args []string, do func(gen.Unit, *os.Root) error) error {
	dir := "."
	if len(args) > 0 {
		dir = args[0]
	}
	unit, err := gen.FindUnit(dir)
	if err != nil {
		return err
	}
	root, err := os.OpenRoot(unit.Root)
	if err != nil {
		return fmt.Errorf("open unit: %w", err)
	}
	defer root.Close()
	return do(unit, root)
}
