package main

import (
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wampgen/wampgen/gen"
	"github.com/wampgen/wampgen/gen/gittree"
)

// completion proposes what can stand at a place of the command line.
type completion = func(cmd *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective)

// words proposes words.
func words(list ...cobra.Completion) completion {
	return cobra.FixedCompletions(list, cobra.ShellCompDirectiveNoFileComp)
}

// nothing proposes nothing, no files either.
func nothing() completion { return words() }

// directories proposes directories, as the only argument.
func directories(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return nil, cobra.ShellCompDirectiveFilterDirs
}

// completeFlag has a flag completed. That fails where there is no such flag, which the
// tests would see.
func completeFlag(cmd *cobra.Command, flag string, c completion) {
	_ = cmd.RegisterFlagCompletionFunc(flag, c)
}

// completeFormat has the flag --format completed.
func completeFormat(cmd *cobra.Command) {
	completeFlag(cmd, "format", words("text\tfor people", "json\tone object a line", "github\tworkflow commands"))
}

// listed proposes words that stand one after the other, with commas between.
func listed(all ...string) completion {
	return func(_ *cobra.Command, _ []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
		before := begun[:strings.LastIndexByte(begun, ',')+1]
		var list []cobra.Completion
		for _, word := range all {
			if !strings.Contains(","+before, ","+word+",") {
				list = append(list, before+word)
			}
		}
		return list, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	}
}

// revisions proposes branches and tags of the current directory's repository, beside files.
func revisions(cmd *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	repository, err := gittree.Open(cmd.Context(), ".")
	if err != nil {
		return nil, cobra.ShellCompDirectiveFilterDirs
	}
	list, err := repository.References(cmd.Context())
	if err != nil {
		return nil, cobra.ShellCompDirectiveFilterDirs
	}
	return list, cobra.ShellCompDirectiveDefault
}

// declarations proposes what the schemas of the directory that a flag names declare.
func declarations(dir *string) completion {
	return func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		var list []cobra.Completion
		_ = inUnit([]string{*dir}, func(unit gen.Unit, root *os.Root) error { // what can not be read has no names
			all, _, _ := gen.Explain(root.FS(), unit.ImportPath, gen.ModuleImporter(unit.Root))
			for _, x := range all {
				list = append(list, cobra.CompletionWithDesc(x.Name, x.What))
			}
			return nil
		})
		return list, cobra.ShellCompDirectiveNoFileComp
	}
}
