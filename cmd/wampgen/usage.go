package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
)

// wants has a wrong number of arguments answered with those that the command takes.
func wants(number cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if number(cmd, args) == nil {
			return nil
		}
		_, usage, _ := strings.Cut(cmd.Use, " ")
		usage = strings.TrimPrefix(usage, "[flags] ")
		switch {
		case usage == "":
			return fmt.Errorf("%s wants no arguments, got %q", cmd.Name(), args[0])
		case len(args) == 1:
			return fmt.Errorf("%s wants %s, got 1 argument", cmd.Name(), usage)
		default:
			return fmt.Errorf("%s wants %s, got %d arguments", cmd.Name(), usage, len(args))
		}
	}
}

// knownCommand refuses what is no command, with the one that was probably meant.
func knownCommand(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if info, err := os.Stat(args[0]); err == nil && info.IsDir() {
		return fmt.Errorf("unknown command %q: for a directory, it is wampgen generate %s", args[0], args[0])
	}
	if near := root.SuggestionsFor(args[0]); len(near) > 0 {
		return fmt.Errorf("unknown command %q; did you mean %s?", args[0], strings.Join(near, " or "))
	}
	return fmt.Errorf("unknown command %q", args[0])
}
