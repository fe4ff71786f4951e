package app

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wampgen/wampgen/runtime/contract"
)

// classes lists the classes that are linked in, with what they do and take.
func (a *application) classes(*cobra.Command, []string) error {
	names := a.registry.Names()
	if len(names)+len(a.resources) == 0 {
		fmt.Fprintln(a.stdout, "no class is linked in")
	}
	for _, name := range names {
		class, _ := a.registry.Class(name)
		fmt.Fprintln(a.stdout, name)
		if class.Contract != nil {
			a.contract(class.Contract)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(a.resources)) {
		fmt.Fprintf(a.stdout, "%s\n  a resource of web paths\n", name)
	}
	return nil
}

func (a *application) contract(c *contract.Component) {
	for _, p := range c.Provides {
		fmt.Fprintf(a.stdout, "  provides    %s(%s)\n", p.URI, parameters(p.Args, p.Kwargs))
	}
	for _, t := range c.Publishes {
		fmt.Fprintf(a.stdout, "  publishes   %s(%s)\n", t.URI, parameters(t.Args, t.Kwargs))
	}
	for _, p := range c.Calls {
		fmt.Fprintf(a.stdout, "  calls       %s(%s)\n", p.URI, parameters(p.Args, p.Kwargs))
	}
	for _, t := range c.Subscribes {
		fmt.Fprintf(a.stdout, "  subscribes  %s(%s)\n", t.URI, parameters(t.Args, t.Kwargs))
	}
	for _, f := range c.Extra {
		fmt.Fprintf(a.stdout, "  extra       %s\n", parameter(f))
	}
}

// parameters lists positional arguments, then keyword arguments behind a star.
func parameters(args, kwargs []contract.Field) string {
	var list []string
	for _, f := range args {
		list = append(list, parameter(f))
	}
	if len(kwargs) > 0 {
		list = append(list, "*")
	}
	for _, f := range kwargs {
		list = append(list, parameter(f))
	}
	return strings.Join(list, ", ")
}

// parameter is a field with its type and default; of a secret not even that is shown.
func parameter(f contract.Field) string {
	switch text := f.Name + " " + f.Type; {
	case f.Secret:
		return text + " (secret)"
	case f.Default != "":
		return text + " = " + f.Default
	default:
		return text
	}
}
