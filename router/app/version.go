package app

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// wampgen is the module that the router is part of.
const wampgen = "github.com/wampgen/wampgen"

// version prints what the program was built from.
func (a *application) version(cmd *cobra.Command, _ []string) error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		fmt.Fprintf(a.stdout, "%s (no build information)\n", cmd.Root().Name())
		return nil
	}
	fmt.Fprintf(a.stdout, "%s %s%s\n", cmd.Root().Name(), info.Main.Version, revision(info))
	for _, m := range info.Deps {
		if m.Path == wampgen {
			fmt.Fprintf(a.stdout, "wampgen %s\n", m.Version)
		}
	}
	fmt.Fprintln(a.stdout, info.GoVersion)
	return nil
}

func revision(info *debug.BuildInfo) string {
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return " (" + s.Value[:12] + ")"
		}
	}
	return ""
}
