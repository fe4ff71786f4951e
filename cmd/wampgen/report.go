package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/wampgen/wampgen/gen"
	"github.com/wampgen/wampgen/gen/diag"
)

// reporter prints diagnostics: text to err, for people, other formats to out.
type reporter struct {
	format   reportFormat
	out, err io.Writer
}

// report prints diagnostics; errors among them are a failure.
func (r *reporter) report(unit gen.Unit, faults diag.List, sources diag.Sources) error {
	faults.Sort()
	shown := make(diag.Sources, len(sources))
	for name, text := range sources {
		shown[display(unit, name)] = text
	}
	for i := range faults {
		faults[i].Pos.File = display(unit, faults[i].Pos.File)
	}
	return r.print(faults, shown)
}

// print prints diagnostics whose files have the names that people know; errors among
// them are a failure.
func (r *reporter) print(faults diag.List, shown diag.Sources) error {
	var err error
	switch r.format {
	case formatJSON:
		err = faults.WriteJSON(r.out)
	case formatGitHub:
		err = faults.WriteGitHub(r.out)
	default:
		err = faults.WriteText(r.err, shown)
	}
	if err == nil && faults.HasErrors() {
		return errReported
	}
	return err
}

// display returns a path of a unit as seen from the current directory.
func display(unit gen.Unit, path string) string {
	full := filepath.Join(unit.Root, filepath.FromSlash(path))
	wd, err := os.Getwd()
	if err != nil {
		return full
	}
	rel, err := filepath.Rel(wd, full)
	if err != nil {
		return full
	}
	return filepath.ToSlash(rel)
}

// reportFormat is the value of the flag --format.
type reportFormat string

// The formats of diagnostics.
const (
	formatText   reportFormat = "text"
	formatJSON   reportFormat = "json"
	formatGitHub reportFormat = "github"
)

// String returns the format's name.
func (f *reportFormat) String() string { return string(*f) }

// Set chooses a format by its name.
func (f *reportFormat) Set(name string) error {
	switch format := reportFormat(name); format {
	case formatText, formatJSON, formatGitHub:
		*f = format
		return nil
	}
	return fmt.Errorf("want text, json or github")
}

// Type names the kind of value in the help.
func (f *reportFormat) Type() string { return "format" }
