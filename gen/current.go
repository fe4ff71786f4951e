package gen

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/wampgen/wampgen/gen/config"
	"github.com/wampgen/wampgen/gen/output"
)

// Record says that a unit was current: what went in, and what came out. A unit whose
// record still holds needs no run: a run would read the same and write the same.
type Record struct {
	// Inputs is a digest of everything that a run depends on: the generator, the
	// import path, the configuration, all schemas, and what people have written in
	// their directories.
	Inputs string
	// Files are the digests of the generated files by their paths.
	Files map[string]string
}

// NewRecord returns the record of a unit of which a run has found all current, or nil: what
// a unit imports from others may change without it, and a file that was to be written once
// is an input now. The generator is told by a text that differs for different builds.
func NewRecord(fsys fs.FS, importPath, generator string, result Result) *Record {
	s, ok := look(fsys, importPath, generator)
	if !ok || result.Imports {
		return nil
	}
	r := &Record{Inputs: s.inputs, Files: make(map[string]string)}
	for _, f := range result.Files {
		r.Files[f.Path] = digest(f.Data)
	}
	if !s.holds(r) {
		return nil
	}
	return r
}

// Holds reports whether nothing has changed since a record was made.
func (r *Record) Holds(fsys fs.FS, importPath, generator string) bool {
	s, ok := look(fsys, importPath, generator)
	return ok && s.inputs == r.Inputs && s.holds(r)
}

// sight is what a look at a unit's directory shows.
type sight struct {
	inputs    string
	generated map[string]string // digests of generated files by their paths
}

// holds reports whether the generated files are exactly those of a record.
func (s sight) holds(r *Record) bool {
	for p, sum := range r.Files {
		if s.generated[p] != sum {
			return false
		}
	}
	return len(s.generated) == len(r.Files)
}

// look reads a unit without understanding it. It reports false where something can not be
// read.
func look(fsys fs.FS, importPath, generator string) (sight, bool) {
	s := sight{generated: make(map[string]string)}
	t, faults := scan(fsys)
	if len(faults) > 0 {
		return s, false
	}
	h := sha256.New()
	note(h, "generator", generator)
	note(h, "import path", importPath)
	cfg := config.Default()
	if _, err := fs.Stat(fsys, config.FileName); err == nil {
		p := newPipeline(fsys)
		cfg = p.config()
		if len(p.faults) > 0 {
			return s, false
		}
		note(h, config.FileName, string(p.sources[config.FileName]))
	}
	dirs := map[string]bool{cfg.Registry.Dir: true}
	for _, name := range t.schemas {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return s, false
		}
		note(h, name, string(text))
		dirs[path.Dir(name)] = true
	}
	for _, name := range t.generated {
		dirs[path.Dir(name)] = true
	}
	for _, dir := range slices.Sorted(maps.Keys(dirs)) {
		if !s.dir(fsys, dir, h) {
			return s, false
		}
	}
	s.inputs = hex.EncodeToString(h.Sum(nil))
	return s, true
}

// dir notes the names in a directory and what people have written there, and keeps the
// digests of generated files.
func (s *sight) dir(fsys fs.FS, dir string, h hash.Hash) bool {
	for above := dir; above != "."; above = path.Dir(above) {
		if info, err := fs.Lstat(fsys, above); err == nil && !info.IsDir() {
			return false // a link, which a run refuses
		}
	}
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return errors.Is(err, fs.ErrNotExist) // of the registry, without classes
	}
	for _, entry := range entries {
		name := path.Join(dir, entry.Name())
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || entry.IsDir() {
			note(h, name, "")
			continue
		}
		if !entry.Type().IsRegular() {
			return false
		}
		text, err := fs.ReadFile(fsys, name)
		switch {
		case err != nil:
			return false
		case output.Generated(text):
			s.generated[name] = digest(text)
		default:
			note(h, name, string(text))
		}
	}
	return true
}

// note adds a text to a digest so that no two lists of texts give the same.
func note(h hash.Hash, name, text string) {
	fmt.Fprintf(h, "%d %d\n%s%s", len(name), len(text), name, text)
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
