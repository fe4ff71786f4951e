package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wampgen/wampgen/gen"
	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/golang"
)

func newExplain() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "explain [NAME...]",
		Short: "Print everything that is derived from the schemas",
		Long: "explain prints what is not written in the schemas of the current directory's\n" +
			"application and follows from them: URIs and patterns, the names and signatures in Go,\n" +
			"options. With names, such as devices, devices.Devices or devices.Devices.get, it\n" +
			"prints these and what is in them.",
		Example: "  wampgen explain\n  wampgen explain devices.Devices.get",

		ValidArgsFunction: declarations(&dir),
		RunE: func(cmd *cobra.Command, names []string) error {
			return failed(inUnit([]string{dir}, func(unit gen.Unit, root *os.Root) error {
				list, sources, faults := gen.Explain(root.FS(), unit.ImportPath, gen.ModuleImporter(unit.Root))
				r := reporter{format: formatText, out: cmd.OutOrStdout(), err: cmd.ErrOrStderr()}
				if err := r.report(unit, faults, sources); err != nil {
					return err
				}
				return explain(cmd.OutOrStdout(), list, names)
			}))
		},
	}
	cmd.Flags().StringVarP(&dir, "directory", "C", ".", "a `DIR` of the application")
	completeFlag(cmd, "directory", directories)
	return cmd
}

// explain prints the explanations of the names, or all if there are none.
func explain(w io.Writer, list []golang.Explanation, names []string) error {
	found := make(map[string]bool)
	var text strings.Builder
	for _, x := range list {
		if !named(x.Name, names, found) {
			continue
		}
		if text.Len() > 0 {
			text.WriteByte('\n')
		}
		fmt.Fprintf(&text, "%s %s (%s)\n", x.What, x.Name, x.Pos)
		for _, f := range x.Facts {
			fmt.Fprintf(&text, "  %-11s %s\n", f.Name, f.Text)
		}
	}
	for _, name := range names {
		if !found[name] {
			return fmt.Errorf("nothing is declared as %q; %s", name, likely(list, name))
		}
	}
	_, err := io.WriteString(w, text.String())
	return err
}

// likely tells what a name that nothing has was probably meant to be.
func likely(list []golang.Explanation, name string) string {
	var all []string
	for _, x := range list {
		all = append(all, x.Name, x.Name[:strings.LastIndexByte(x.Name, '.')])
		if strings.HasSuffix(x.Name, "."+name) {
			return fmt.Sprintf("did you mean %q?", x.Name)
		}
	}
	if near := diag.Suggest(name, all); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return "names are like devices.Devices.get"
}

// named reports whether one of the names is that of a declaration or what it is in.
func named(declaration string, names []string, found map[string]bool) bool {
	match := len(names) == 0
	for _, name := range names {
		if declaration == name || strings.HasPrefix(declaration, name+".") {
			match, found[name] = true, true
		}
	}
	return match
}
