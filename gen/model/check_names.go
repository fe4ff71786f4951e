package model

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/schema"
)

// declared is a name that a package declares.
type declared struct {
	what  string // a type, an error, ...
	pos   diag.Position
	twice bool // which is said: then nobody knows what a use of it means
}

// The scopes of declarations are what they become and what they are made from.
type (
	typeScope struct {
		*TypeDecl
		schema *schema.Type
	}
	errorScope struct {
		*Error
		schema *schema.Error
	}
	interfaceScope struct {
		*Interface
		schema     *schema.Interface
		procedures map[string]*Procedure
		topics     map[string]*Topic
	}
	componentScope struct {
		*Component
		schema *schema.Component
	}
)

// declare collects the names of a package, so that they can be used before and
// beside their declaration. They stay declared however faulty they are.
func (c *checker) declare(s *scope) {
	for _, f := range s.files {
		for _, d := range f.Types {
			if c.name(s, d.Name, "a type") {
				m := &TypeDecl{Header: c.header(d.Header), Package: s.pkg}
				s.types[m.Name] = m
				f.types = append(f.types, &typeScope{m, d})
				f.model.Types = append(f.model.Types, m)
			}
		}
		for _, d := range f.Errors {
			if c.name(s, d.Name, "an error") {
				m := &Error{Header: c.header(d.Header), Package: s.pkg}
				s.errors[m.Name] = m
				f.errors = append(f.errors, &errorScope{m, d})
				f.model.Errors = append(f.model.Errors, m)
			}
		}
		for _, d := range f.Interfaces {
			if c.name(s, d.Name, "an interface") {
				m := &interfaceScope{Interface: &Interface{Header: c.header(d.Header), Package: s.pkg}, schema: d}
				s.interfaces[m.Name] = m
				f.interfaces = append(f.interfaces, m)
				f.model.Interfaces = append(f.model.Interfaces, m.Interface)
			}
		}
		for _, d := range f.Components {
			if c.name(s, d.Name, "a component") {
				m := &Component{Header: c.header(d.Header), Package: s.pkg}
				c.class(s, m)
				f.components = append(f.components, &componentScope{m, d})
				f.model.Components = append(f.model.Components, m)
			}
		}
	}
}

var (
	declName   = regexp.MustCompile(`^[A-Z][A-Za-z0-9]*$`)
	memberName = regexp.MustCompile(`^[a-z][A-Za-z0-9_]*$`)
	fieldName  = regexp.MustCompile(`^_*[A-Za-z][A-Za-z0-9_]*$`)
)

// name declares a name of the package. It reports whether the name is new: of
// two declarations the first one counts.
func (c *checker) name(s *scope, name schema.Text, what string) bool {
	if !declName.MatchString(name.Value) {
		d := c.list.Errorf(name.Pos, ruleName, "%q cannot name %s", name.Value, what)
		d.Hint = "names of types, errors, interfaces and components are like Device"
		if better := camel(name.Value); declName.MatchString(better) {
			d.Hint = fmt.Sprintf("write %s", better)
		} else if odd := diag.NotASCII(name.Value); odd != "" {
			d.Hint = odd
		}
	}
	if first := s.names[name.Value]; first != nil {
		first.twice = true
		c.list.Errorf(name.Pos, ruleDuplicate, "%q is declared already", name.Value).Hint =
			fmt.Sprintf("%s in %s has this name", first.what, first.pos)
		return false
	}
	s.names[name.Value] = &declared{what: what, pos: name.Pos}
	return true
}

// otherwise reports whether a name that is used as one thing is declared as
// another, and says so.
func (c *checker) otherwise(s *scope, name string, pos diag.Position, rule, want string) bool {
	d := s.names[name]
	if d != nil && !d.twice {
		c.list.Errorf(pos, rule, "%q is %s, not %s", name, d.what, want)
	}
	return d != nil
}

// class makes sure that the class of a component is the only one of its name.
func (c *checker) class(s *scope, d *Component) {
	if s.pkg.Name == "" {
		return
	}
	class := s.pkg.Name + "." + d.Name
	if first, ok := c.classes[class]; ok {
		c.list.Errorf(d.Pos, ruleClass, "the class %s is declared already", class).Hint = fmt.Sprintf("by the package in %s", first)
		return
	}
	c.classes[class] = d.Pos
}

var goName = regexp.MustCompile(`^[A-Z][A-Za-z0-9_]*$`)

// header converts what every declaration has.
func (c *checker) header(h schema.Header) Header {
	m := Header{Name: h.Name.Value, Pos: h.Name.Pos}
	if h.Doc != nil {
		m.Doc = strings.TrimSpace(h.Doc.Value)
	}
	if h.Deprecated != nil {
		m.Deprecated = strings.TrimSpace(h.Deprecated.Value)
	}
	if h.GoName != nil {
		m.GoName = h.GoName.Value
		if !goName.MatchString(m.GoName) {
			c.list.Errorf(h.GoName.Pos, ruleGoName, "%q is not an exported name of Go", m.GoName)
		}
	}
	return m
}

// typeNames returns all names that are types in a package.
func (s *scope) typeNames() []string {
	return append(slices.Sorted(maps.Keys(s.types)), builtinNames()...)
}

// place says where a name is declared, as seen from a file.
func place(pos diag.Position, from string) string {
	if pos.File == from {
		return fmt.Sprintf("line %d", pos.Line)
	}
	return pos.String()
}
