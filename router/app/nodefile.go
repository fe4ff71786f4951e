package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/router/config"
	"github.com/wampgen/wampgen/router/node"
)

// nodeFiles are the names of node files in the order of looking for them.
var nodeFiles = []string{"node.yaml", "node.json", ".crossbar/config.json"}

// nodeFile is a node file that was found.
type nodeFile struct {
	name  string // for people
	path  string // on the disk; "" of an embedded one
	data  []byte
	files node.Files                // beside it
	again func() (*nodeFile, error) // reads it anew
}

// find reads the node file that is named, or the first that is there, or the
// embedded one.
func (a *application) find() (*nodeFile, error) {
	if a.config != "" {
		return readFile(a.config)
	}
	for _, name := range nodeFiles {
		f, err := readFile(filepath.FromSlash(name))
		if !errors.Is(err, fs.ErrNotExist) {
			return f, err
		}
	}
	if a.embedded != nil {
		for _, name := range nodeFiles {
			f, err := a.readEmbedded(name)
			if !errors.Is(err, fs.ErrNotExist) {
				return f, err
			}
		}
	}
	return nil, fmt.Errorf("find node file: there is no %s here, and none in this program; name one with --config",
		strings.Join(nodeFiles, " or "))
}

func readFile(name string) (*nodeFile, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read node file: %w", err)
	}
	again := func() (*nodeFile, error) { return readFile(name) }
	return &nodeFile{name: name, path: name, data: data, files: node.Disk(filepath.Dir(name)), again: again}, nil
}

func (a *application) readEmbedded(name string) (*nodeFile, error) {
	data, err := fs.ReadFile(a.embedded, name)
	if err != nil {
		return nil, fmt.Errorf("read embedded node file: %w", err)
	}
	beside, err := fs.Sub(a.embedded, path.Dir(name))
	if err != nil {
		return nil, fmt.Errorf("read embedded node file: %w", err)
	}
	again := func() (*nodeFile, error) { return a.readEmbedded(name) }
	return &nodeFile{name: "embedded:" + name, data: data, files: node.Embedded(beside), again: again}, nil
}

// plan makes the plan of a node file, with everything that is to be said about the
// file, and its text as it may be shown. The plan is nil if there are errors.
func (a *application) plan(f *nodeFile) (*node.Plan, diag.List, diag.Sources) {
	plan, faults, sources := a.draft(f)
	if faults.HasErrors() {
		return nil, faults, sources
	}
	return plan, faults, sources
}

// draft is plan with a plan that is there in spite of errors, unless there is nothing
// to read at all.
func (a *application) draft(f *nodeFile) (*node.Plan, diag.List, diag.Sources) {
	cfg, faults := config.Load(f.name, f.data, a.env)
	sources := diag.Sources{f.name: node.Redact(f.data, cfg, a.registry)}
	if cfg == nil {
		return nil, faults, sources
	}
	plan, more := node.Draft(cfg, a.registry, f.files, a.resources)
	faults.Add(more...)
	faults.Sort()
	return plan, faults, sources
}
