package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wampgen/wampgen/gen"
	"github.com/wampgen/wampgen/gen/breaking"
	"github.com/wampgen/wampgen/gen/diag"
)

func newBreaking() *cobra.Command {
	var (
		against string
		ignores ignoreList
	)
	format, levels := formatText, levelSet(breaking.Levels())
	cmd := &cobra.Command{
		Use:   "breaking --against REF|DIR [DIR]",
		Short: "Find what breaks for those who know an older state of the schemas",
		Long: "breaking compares the schemas of the application that DIR, or the current directory,\n" +
			"belongs to with an older state: that of a git revision (a branch, a tag, HEAD~3), or\n" +
			"of another directory. It names the changes that break someone, and what to do instead:\n" +
			"\n" +
			"  wire    peers that know the old schemas: callers and subscribers\n" +
			"  go      Go code that uses the generated packages\n" +
			"  config  node files: names of component classes, and their extra\n" +
			"\n" +
			"It exits with 1 if there is anything to say. A break that is meant is ignored by its rule,\n" +
			"which stands behind it in brackets, and a name: the URI of the procedure or topic, the\n" +
			"class, the type, or the Go name or package. A rule alone ignores all that breaks it.\n" +
			"\n" +
			"Git is only read: nothing is checked out\n" +
			"or fetched. Where a revision and a directory have one name, write ./NAME for the\n" +
			"directory, or refs/heads/NAME for the revision.",
		Example: "  wampgen breaking --against main\n  wampgen breaking --against v1.2.0 --level wire,config ./devices\n" +
			"  wampgen breaking --against v1.2.0 --ignore wire-procedure@com.example.devices.set --ignore go-gone",
		Args: wants(cobra.MaximumNArgs(1)),

		ValidArgsFunction: directories,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case against == "":
				return errors.New(`required flag "against" is not set: name a git revision or a directory`)
			case strings.HasPrefix(against, "-"):
				return fmt.Errorf("invalid value %q for --against: want a git revision or a directory", against)
			}
			return failed(inUnit(args, func(unit gen.Unit, root *os.Root) error {
				b := comparison{
					report: reporter{format: format, out: cmd.OutOrStdout(), err: cmd.ErrOrStderr()},
					unit:   unit, against: against, levels: levels, ignores: ignores, err: cmd.ErrOrStderr(),
				}
				return b.run(cmd.Context(), root)
			}))
		},
	}
	cmd.Flags().StringVar(&against, "against", "", "the older state: a git revision or a directory, `REF|DIR` (required)")
	cmd.Flags().Var(&levels, "level", "what is looked at, with commas between")
	cmd.Flags().Var(&ignores, "ignore", "a break that is accepted; may be given more than once")
	cmd.Flags().Var(&format, "format", "how to print findings: text, json (one object a line) or github (workflow commands)")
	completeFormat(cmd)
	completeFlag(cmd, "against", revisions)
	completeFlag(cmd, "level", listed("wire", "go", "config"))
	completeFlag(cmd, "ignore", words(breaking.RuleNames()...))
	return cmd
}

// comparison is one run of the command.
type comparison struct {
	report  reporter
	unit    gen.Unit
	against string
	levels  levelSet
	ignores ignoreList
	err     io.Writer
}

func (b *comparison) run(ctx context.Context, root *os.Root) error {
	old, err := openPast(ctx, b.unit, b.against)
	if err != nil {
		return err
	}
	defer old.close()
	for _, note := range old.notes {
		fmt.Fprintf(b.err, "wampgen: %s\n", note)
	}
	c := gen.Breaking(old.State, gen.State{
		FS: root.FS(), ImportPath: b.unit.ImportPath, Importer: gen.ModuleImporter(b.unit.Root),
		Display: func(file string, imported bool) string {
			if imported {
				return file
			}
			return display(b.unit, file)
		},
	}, b.levels, b.ignores...)
	if len(c.Faults) > 0 {
		if err := b.report.print(c.Faults, c.Sources); err != nil && !errors.Is(err, errReported) {
			return err
		}
		if c.Old {
			return fmt.Errorf("compare with %s: its schemas have errors by the rules of this version", b.against)
		}
		return errReported
	}
	if c.Schemas == 0 {
		fmt.Fprintf(b.err, "wampgen: %s has no schemas of this unit: there is nothing to break\n", b.against)
	}
	for _, i := range c.Unused {
		fmt.Fprintf(b.err, "wampgen: --ignore %s: there is nothing to ignore\n", i)
	}
	err = b.report.print(c.Findings, c.Sources)
	if failed := errors.Is(err, errReported); (failed || err == nil && c.Ignored > 0) && b.report.format == formatText {
		fmt.Fprintf(b.err, "wampgen: %s against %s\n", count(c.Findings, c.Ignored), b.against)
	}
	return err
}

// count says how many findings there are of each level, and how many were ignored.
func count(findings diag.List, ignored int) string {
	n := make(map[string]int)
	for _, f := range findings {
		level, _, _ := strings.Cut(f.Rule, "-")
		n[level]++
	}
	var texts []string
	for _, level := range breaking.Levels() {
		if n := n[string(level)]; n > 0 {
			texts = append(texts, fmt.Sprintf("%d %s", n, level))
		}
	}
	changes := "breaking changes"
	if len(findings) == 1 {
		changes = "breaking change"
	}
	if ignored > 0 {
		texts = append(texts, fmt.Sprintf("%d ignored", ignored))
	}
	return fmt.Sprintf("%d %s (%s)", len(findings), changes, strings.Join(texts, ", "))
}

// levelSet is the value of the flag --level.
type levelSet []breaking.Level

// String returns the levels as they are written.
func (l *levelSet) String() string {
	var names []string
	for _, level := range *l {
		names = append(names, string(level))
	}
	return strings.Join(names, ",")
}

// Set chooses levels by their names.
func (l *levelSet) Set(text string) error {
	var set levelSet
	for name := range strings.SplitSeq(text, ",") {
		level := breaking.Level(strings.ToLower(strings.TrimSpace(name)))
		if !slices.Contains(breaking.Levels(), level) {
			return errors.New("want wire, go or config, or some of them with commas between")
		}
		if !slices.Contains(set, level) {
			set = append(set, level)
		}
	}
	*l = set
	return nil
}

// Type names the kind of value in the help.
func (l *levelSet) Type() string { return "levels" }
