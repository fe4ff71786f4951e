package app

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
)

// command returns the commands of the application.
func (a *application) command() *cobra.Command {
	root := &cobra.Command{
		Use:           programName(),
		Short:         "A WAMP router with components in it",
		Long:          "A WAMP router that hosts the component classes of this program as its node file says.\nWithout a command it starts.",
		Args:          cobra.NoArgs,
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE:          a.start,
	}
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.PersistentFlags().StringVarP(&a.config, "config", "c", "",
		"the node file (default "+strings.Join(nodeFiles, ", ")+", or the one in this program)")
	check := &cobra.Command{
		Use:   "check",
		Short: "Check the node file and say everything that is wrong with it",
		Args:  cobra.NoArgs,
		RunE:  a.check,
	}
	check.Flags().BoolVar(&a.explain, "explain", false, "also say what the node is made of, and what lets each component do what it does")
	start := &cobra.Command{
		Use:   "start [COMPONENT]",
		Short: "Start the node and run it until SIGINT or SIGTERM; SIGHUP reloads the node file. With a component, start that of the running node",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				return a.startComponent(args[0])
			}
			return a.start(cmd, args)
		},
	}
	for _, c := range []*cobra.Command{root, start} {
		c.Flags().BoolVar(&a.watch, "watch", false, "reload the node file when it has changed; one with errors changes nothing")
		a.log.add(c.Flags())
		c.Flags().StringVar(&a.pidFile, "pid-file", "", "write the process id to a file while the node runs")
	}
	root.AddCommand(
		start,
		check,
		&cobra.Command{
			Use:   "classes",
			Short: "List the component classes that are linked in",
			Args:  cobra.NoArgs,
			RunE:  a.classes,
		},
		&cobra.Command{
			Use:   "schema",
			Short: "Print the JSON Schema of node files, for editors",
			Args:  cobra.NoArgs,
			RunE:  a.schema,
		},
		&cobra.Command{
			Use:   "version",
			Short: "Print the versions of this program and of wampgen",
			Args:  cobra.NoArgs,
			RunE:  a.version,
		},
	)
	root.AddCommand(a.operatorCommands()...)
	return root
}

// programName is what the program was called by.
func programName() string {
	if len(os.Args) == 0 {
		return "node"
	}
	return strings.TrimSuffix(filepath.Base(os.Args[0]), ".exe")
}
