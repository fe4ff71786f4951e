package app

import (
	"github.com/spf13/cobra"

	"github.com/wampgen/wampgen/router/config"
)

// schema prints the JSON Schema of node files.
func (a *application) schema(*cobra.Command, []string) error {
	if _, err := a.stdout.Write(config.Schema()); err != nil {
		return fault{err}
	}
	return nil
}
