// Package config reads wampgen.yaml, which says how a repository turns schemas into
// code. It is optional; where there is none, Default holds.
package config

import (
	"cmp"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/syntax"
)

// FileName is the name of the file, which marks the root of a unit.
const FileName = "wampgen.yaml"

// Config is what the file says.
type Config struct {
	Registry Registry

	// Packages gives directories (slash paths relative to the unit's root) another
	// package name than their own.
	Packages map[string]string

	// Types gives scalars of the schema language other Go types than the runtime's. They
	// have MarshalText, and UnmarshalText by pointer.
	Types map[string]GoType

	// ProvideReserved lets components provide and publish URIs below wamp.
	ProvideReserved bool
}

// GoType is a Go type of a package: an import path and an exported name.
type GoType struct{ Path, Name string }

// Registry says where the registry of the component classes is written.
type Registry struct {
	Dir     string // slash path relative to the unit's root; "." for the root
	Package string // name of the Go package there
}

// Default returns the configuration of a unit without the file.
func Default() Config {
	return Config{Registry: Registry{Dir: "registry", Package: "registry"}}
}

// Parse reads the file's tree. Keys it does not know, and values that make no sense,
// are diagnostics.
func Parse(root *syntax.Node) (Config, diag.List) {
	p := parser{config: Default()}
	if root.Kind == syntax.Scalar && root.Tag == syntax.Null {
		return p.config, nil // an empty file marks a unit and changes nothing
	}
	p.eachKey(root, "", map[string]func(*syntax.Node){
		"registry": p.registry,
		"packages": p.packages,
		"reserved": p.reserved,
		"types":    p.types,
	})
	return p.config, p.faults
}

type parser struct {
	config Config
	faults diag.List
}

// otherNames are what people call our keys.
var otherNames = map[string]string{
	"directory": "dir", "folder": "dir", "path": "dir", "output": "dir", "out": "dir",
	"name": "package", "pkg": "package", "names": "packages",
	"classes": "registry", "components": "registry", "wamp": "reserved",
}

// eachKey passes the values of a map to the functions for its keys. The hint says what
// to write where there is no map.
func (p *parser) eachKey(n *syntax.Node, hint string, known map[string]func(*syntax.Node)) {
	keys := slices.Sorted(maps.Keys(known))
	all := "known keys: " + strings.Join(keys, ", ")
	switch n.Kind {
	case syntax.Map, syntax.Broken: // of which entries may be left; why it is broken has been said
	default:
		p.faults.Errorf(n.Pos, ruleKind, "want a map").Hint = cmp.Or(hint, all)
		return
	}
	for _, pair := range n.Pairs {
		if read, ok := known[pair.Key.Text]; ok {
			read(pair.Value)
			continue
		}
		d := p.faults.Errorf(pair.Key.Pos, ruleUnknownKey, "unknown key %q", pair.Key.Text)
		ours := otherNames[strings.ToLower(pair.Key.Text)]
		near := diag.Suggest(pair.Key.Text, keys)
		switch {
		case slices.Contains(keys, ours):
			d.Hint = "write " + ours
		case near != "":
			d.Hint = "did you mean \"" + near + "\"?"
		default:
			d.Hint = all
		}
	}
}

// text returns the text of a string.
func (p *parser) text(n *syntax.Node) string {
	if n.Kind == syntax.Broken {
		return "" // which has been said
	}
	if n.Kind != syntax.Scalar || n.Tag != syntax.String || n.Text == "" {
		p.faults.Errorf(n.Pos, ruleKind, "want a string")
		return ""
	}
	return n.Text
}

func (p *parser) registry(n *syntax.Node) {
	var (
		dir, pkg string
		dirNode  *syntax.Node
	)
	hint := "write its directory, as in registry: {dir: internal/classes}"
	if n.Kind == syntax.Scalar && n.Tag == syntax.String && n.Text != "" {
		hint = "write registry: {dir: " + n.Text + "}"
	}
	p.eachKey(n, hint, map[string]func(*syntax.Node){
		"dir": func(n *syntax.Node) { dir, dirNode = p.dir(n), n },
		"package": func(n *syntax.Node) {
			if pkg = p.text(n); pkg != "" {
				p.packageName(n)
			}
		},
	})
	p.config.Registry.Dir = cmp.Or(dir, p.config.Registry.Dir)
	switch {
	case pkg != "":
		p.config.Registry.Package = pkg
	case dir == ".":
		p.config.Registry.Package = "main"
	case dir != "":
		p.config.Registry.Package = path.Base(dir)
		if !validPackage(p.config.Registry.Package) {
			p.faults.Errorf(dirNode.Pos, rulePackage, "%q is not the name of a Go package", p.config.Registry.Package).
				Hint = "say which one with package"
		}
	}
}

func (p *parser) packages(n *syntax.Node) {
	if n.Kind != syntax.Map && n.Kind != syntax.Broken {
		p.faults.Errorf(n.Pos, ruleKind, "want a map of directories to package names").
			Hint = "write it as in packages: {internal/devices-v2: devices}"
		return
	}
	p.config.Packages = make(map[string]string, len(n.Pairs))
	for _, pair := range n.Pairs {
		dir, name := p.dir(pair.Key), p.text(pair.Value)
		if dir != "" && name != "" && p.packageName(pair.Value) {
			p.config.Packages[dir] = name
		}
	}
}

// mappable are the scalars that types can name.
var mappable = []string{"date", "decimal", "uuid"}

// goTypeForm is an import path, a dot and an exported name.
var goTypeForm = regexp.MustCompile(`^([A-Za-z0-9][A-Za-z0-9_.~/-]*[A-Za-z0-9_~])\.([A-Z][A-Za-z0-9_]*)$`)

func (p *parser) types(n *syntax.Node) {
	p.config.Types = make(map[string]GoType)
	known := make(map[string]func(*syntax.Node), len(mappable))
	for _, name := range mappable {
		known[name] = func(n *syntax.Node) {
			text := p.text(n)
			if text == "" {
				return
			}
			m := goTypeForm.FindStringSubmatch(text)
			if m == nil || !fs.ValidPath(m[1]) {
				p.faults.Errorf(n.Pos, ruleGoType, "%q is not a Go type of a package", text).Hint =
					"write its import path and name, as in github.com/google/uuid.UUID"
				return
			}
			p.config.Types[name] = GoType{Path: m[1], Name: m[2]}
		}
	}
	p.eachKey(n, "write it as in types: {uuid: github.com/google/uuid.UUID}", known)
}

func (p *parser) reserved(n *syntax.Node) {
	if n.Kind != syntax.Scalar || n.Text != "provide" {
		p.faults.Errorf(n.Pos, ruleValue, "reserved wants the word provide").
			Hint = "or leave it out: then components can not provide wamp. URIs"
		return
	}
	p.config.ProvideReserved = true
}

// dir returns a directory inside the unit, or "" after a diagnostic.
func (p *parser) dir(n *syntax.Node) string {
	text := p.text(n)
	if text == "" {
		return ""
	}
	dir := path.Clean(text)
	if !fs.ValidPath(dir) || strings.Contains(dir, `\`) {
		p.faults.Errorf(n.Pos, ruleDirectory, "%q is not a directory inside the unit", text).
			Hint = "write it relative to this file, with slashes"
		return ""
	}
	return dir
}

// packageName reports whether a text is the name of a Go package.
func (p *parser) packageName(n *syntax.Node) bool {
	if !validPackage(n.Text) {
		p.faults.Errorf(n.Pos, rulePackage, "%q is not the name of a Go package", n.Text)
		return false
	}
	return true
}

func validPackage(name string) bool { return token.IsIdentifier(name) && name != "_" }
