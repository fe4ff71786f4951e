package main

import (
	"fmt"
	"io"
	"os"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/wampgen/wampgen/gen"
	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/output"
)

func newGenerate() *cobra.Command {
	var check bool
	format := formatText
	cmd := &cobra.Command{
		Use:   "generate [DIR]",
		Short: "Bring the generated code of an application up to date",
		Long: "generate reads all schemas (*.wamp.yaml) of the application that DIR, or the current\n" +
			"directory, belongs to: the nearest directory upward with a wampgen.yaml, else with a\n" +
			"go.mod. It writes what has changed, all or nothing, and prints the paths; if a schema\n" +
			"is broken it names every fault and leaves all files as they are.",
		Example: "  wampgen generate\n  wampgen generate --check ./example/hello",
		Args:    wants(cobra.MaximumNArgs(1)),

		ValidArgsFunction: directories,
		RunE: func(cmd *cobra.Command, args []string) error {
			relaxCollector()
			dir := "."
			if len(args) == 1 {
				dir = args[0]
			}
			g := generation{check: check, format: format, out: cmd.OutOrStdout(), err: cmd.ErrOrStderr()}
			return failed(g.run(dir))
		},
	}
	cmd.Flags().BoolVar(&check, "check", false, "write nothing; list what is not current and exit with 1")
	cmd.Flags().Var(&format, "format", "how to print diagnostics: text, json (one object a line) or github (workflow commands)")
	completeFormat(cmd)
	return cmd
}

// relaxCollector lets the heap grow to five times what is live before it is collected,
// as long as all memory stays below a bound. A run is short and builds large trees once:
// at the usual 100 percent a third of its time is collection. Who has set GOGC or
// GOMEMLIMIT has chosen for himself.
func relaxCollector() {
	const bound = 150 << 20
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetGCPercent(400)
		debug.SetMemoryLimit(bound)
	}
}

// generation is one run of the command.
type generation struct {
	check    bool
	format   reportFormat
	out, err io.Writer
}

func (g *generation) run(dir string) error {
	unit, err := gen.FindUnit(dir)
	if err != nil {
		return err
	}
	root, err := os.OpenRoot(unit.Root)
	if err != nil {
		return fmt.Errorf("open unit: %w", err)
	}
	defer root.Close()

	records := openRecords(unit)
	if records.hold(unit, root) {
		return nil
	}
	result, faults := gen.GenerateWith(root.FS(), unit.ImportPath, gen.ModuleImporter(unit.Root))
	var changes []output.Change
	if !faults.HasErrors() {
		var conflicts diag.List
		changes, conflicts = output.Plan(root.FS(), result.Files, result.Existing)
		faults.Add(conflicts...)
	}
	if g.check {
		for _, c := range changes {
			faults.Errorf(diag.Position{File: c.Path}, "not-current", "file is not current: generate would %s it", c.Action).
				Hint = "run wampgen generate"
		}
	}
	r := reporter{format: g.format, out: g.out, err: g.err}
	if err := r.report(unit, faults, result.Sources); err != nil {
		return err
	}
	if len(result.Files) == 0 && len(changes) == 0 {
		fmt.Fprintf(g.err, "wampgen: there are no schemas (*.wamp.yaml) in %s; wampgen init begins an application\n", unit.Root)
	}
	if err := output.Apply(root, changes); err != nil {
		return fmt.Errorf("write generated code: %w", err)
	}
	if len(faults) == 0 {
		records.keep(unit, root, result)
	}
	for _, c := range changes {
		if _, err := fmt.Fprintf(g.out, "%s %s\n", c.Action, display(unit, c.Path)); err != nil {
			return err
		}
	}
	return nil
}
