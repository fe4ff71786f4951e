package main

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// keyword is an argument of the form name=value.
var keyword = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*=`)

// keywordFlag adds the flag --kwarg to a command.
func keywordFlag(cmd *cobra.Command, kwargs *[]string) {
	cmd.Flags().StringArrayVar(kwargs, "kwarg", nil, "keyword argument `NAME=VALUE`; may be repeated")
}

// arguments writes the arguments of the command line as a payload, which w owns.
func arguments(w *codec.Writer, args, kwargs []string) (wamp.Payload, error) {
	var positional, keywords []string
	for _, arg := range args {
		if keyword.MatchString(arg) {
			keywords = append(keywords, arg)
		} else {
			positional = append(positional, arg)
		}
	}
	for _, arg := range kwargs {
		if !keyword.MatchString(arg) {
			return wamp.Payload{}, fmt.Errorf("read keyword argument %q: want NAME=VALUE", arg)
		}
		keywords = append(keywords, arg)
	}
	if len(positional) > 0 {
		w.Args(len(positional))
		for _, arg := range positional {
			writeArgument(w, arg)
		}
		w.End()
	}
	if len(keywords) > 0 {
		w.Kwargs(len(keywords))
		seen := make(map[string]bool, len(keywords))
		for _, arg := range keywords {
			name, value, _ := strings.Cut(arg, "=")
			if seen[name] {
				return wamp.Payload{}, fmt.Errorf("read keyword argument %q: %s is given twice", arg, name)
			}
			seen[name] = true
			w.Key(name)
			writeArgument(w, value)
		}
		w.End()
	}
	return w.Payload()
}

// writeArgument writes what is JSON as that, and anything else as a string.
func writeArgument(w *codec.Writer, arg string) {
	if json.Valid([]byte(arg)) && codec.CheckValue(wamp.JSON, []byte(arg), codec.Limits{}) == nil {
		w.Raw(codec.Raw{Format: wamp.JSON, Bytes: []byte(arg)})
		return
	}
	w.String(arg)
}
