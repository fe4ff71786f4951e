package schema

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/syntax"
)

// File is one schema file.
type File struct {
	Path       string // slash path relative to the root of the unit
	Package    *Text  // nil: missing; empty: could not be read, as with URIs
	URI        *Text  // base of derived URIs
	Doc        *Text
	Imports    []*Import
	Types      []*Type
	Errors     []*Error
	Interfaces []*Interface
	Components []*Component

	// Incomplete is set where declarations may be missing because the file
	// could not be read: names that are unknown then are nobody's fault.
	Incomplete bool
}

// Import gives another package a name.
type Import struct {
	Name Text
	Path Text // a directory relative to that of the file, or a Go import path; empty: could not be read
}

// Version is the version of the schema language.
const Version = 1

// Parse reads the tree of the schema file at path; root is nil if there is none. The
// file is as complete as its faults allow and never nil.
func Parse(path string, root *syntax.Node) (*File, diag.List) {
	return new(parser).file(path, root)
}

func (p *parser) file(path string, root *syntax.Node) (*File, diag.List) {
	f := &File{Path: path}
	if root == nil || root.Kind == syntax.Broken && !isMap(root) {
		f.Incomplete = true
		return f, nil
	}
	if isNull(root) {
		p.list.Errorf(diag.Position{File: path}, ruleMissingKey, "the file is empty").Hint = `a schema begins with "wampgen: 1"`
		f.Incomplete = true // what others need from it has perhaps been lost
		return f, p.list
	}
	version := false
	complete := p.object(levelFile, root, "the file", keys{
		"wampgen": func(_, n *syntax.Node) { version = true; p.version(n) },
		"package": func(_, n *syntax.Node) { f.Package = p.given(n, "package") },
		"uri":     func(_, n *syntax.Node) { f.URI = p.given(n, "uri") },
		"doc":     func(_, n *syntax.Node) { f.Doc = p.text(n, "doc") },
		"imports": func(_, n *syntax.Node) {
			complete := p.entries(n, "imports", func(key, value *syntax.Node) {
				i := &Import{Name: newText(key)}
				if t := p.word(value, fmt.Sprintf("import %q", key.Text)); t != nil {
					i.Path = *t
				}
				f.Imports = append(f.Imports, i)
			})
			f.Incomplete = f.Incomplete || !complete
		},
		"types": p.section(f, "a type", "Device", func(k, n *syntax.Node) {
			f.Types = append(f.Types, p.typeDecl(k, n))
		}),
		"errors": p.section(f, "an error", "NotFound", func(k, n *syntax.Node) {
			f.Errors = append(f.Errors, p.errorDecl(k, n))
		}),
		"interfaces": p.section(f, "an interface", "Devices", func(k, n *syntax.Node) {
			f.Interfaces = append(f.Interfaces, p.interfaceDecl(k, n))
		}),
		"components": p.section(f, "a component", "MySession", func(k, n *syntax.Node) {
			f.Components = append(f.Components, p.componentDecl(k, n))
		}),
	})
	f.Incomplete = f.Incomplete || !complete
	if !version && root.Kind == syntax.Map {
		p.list.Errorf(root.Pos, ruleVersion, "the version of the schema language is missing").Hint = `begin the file with "wampgen: 1"`
	}
	if f.Package == nil && root.Kind == syntax.Map {
		p.list.Errorf(root.Pos, ruleMissingKey, "the package is missing").Hint = `write "package: NAME", the name of the directory`
	}
	return f, p.list
}

// section returns what reads a map of declarations, such as a type.
func (p *parser) section(f *File, what, example string, read func(key, value *syntax.Node)) func(key, value *syntax.Node) {
	return func(key, n *syntax.Node) {
		complete := isNull(n) || p.want(n, syntax.Map, key.Text)
		for i, pair := range n.Pairs {
			if !slices.Contains(declarationKeys[key.Text], pair.Key.Text) {
				read(pair.Key, pair.Value)
				continue
			}
			complete = false
			d := p.list.Errorf(pair.Key.Pos, ruleUnknownKey, "%q is a key of %s, and cannot be the name of one", pair.Key.Text, what)
			if i > 0 && standsBelow(n.Pairs[i-1], pair.Key) {
				d.Hint = fmt.Sprintf("indent it to put it into %q", n.Pairs[i-1].Key.Text)
			} else {
				d.Hint = fmt.Sprintf("the name comes first: {%s: {%s: ...}}", example, pair.Key.Text)
			}
		}
		f.Incomplete = f.Incomplete || !complete
	}
}

// declarationKeys are the keys of declarations that people write without a name
// above them.
var declarationKeys = map[string][]string{
	"types":      {"fields", "enum", "type"},
	"errors":     {"args", "kwargs", "message"},
	"interfaces": {"procedures", "topics"},
	"components": {"provides", "publishes", "calls", "subscribes", "extra"},
}

func (p *parser) version(n *syntax.Node) {
	if n.Kind == syntax.Broken || n.Kind == syntax.Scalar && n.Tag == syntax.Int && n.Text == strconv.Itoa(Version) {
		return
	}
	d := p.list.Errorf(n.Pos, ruleVersion, "this version of the schema language is unknown")
	d.Hint = "this wampgen reads version " + strconv.Itoa(Version)
	if n.Kind == syntax.Scalar && n.Text == strconv.Itoa(Version) {
		d.Hint += ", without quotes"
	}
}
