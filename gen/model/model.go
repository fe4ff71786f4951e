// Package model is the checked and resolved meaning of the schemas of a unit: names,
// types, URIs and rules, as plain data that every back end reads. Nothing in it
// depends on the notation of the schemas or on the language of the output.
//
// Back links (Procedure.Interface, Type.Decl, ...) are left out of JSON, so that
// the model can be written and compared.
package model

import "github.com/wampgen/wampgen/gen/diag"

// Unit is everything that is generated together: one application.
type Unit struct {
	Packages []*Package // sorted by Dir
	Imported []*Package // of other units, from which names are used; sorted by ImportPath
}

// Package is a directory of schema files that see each other's names.
type Package struct {
	Name string // of the Go package and of class names: devices
	Dir  string // slash path relative to the root of the unit; "." for the root

	// ImportPath is the Go import path of a package of another unit, and empty
	// for those of this one.
	ImportPath string

	Doc   string
	Files []*File // sorted by Path
}

// File is one schema file with what it declares, in the order of the file.
type File struct {
	Path       string // slash path relative to the root of the unit: devices/devices.wamp.yaml
	URI        string // base of derived URIs; empty if the file has none
	Types      []*TypeDecl
	Errors     []*Error
	Interfaces []*Interface
	Components []*Component
}

// Header is what every named thing has.
type Header struct {
	Name       string // as written
	GoName     string // from go_name; empty: derived from Name by the back end
	Doc        string // may have several lines
	Deprecated string // what to use instead; empty: not deprecated
	Pos        diag.Position
}

// Component is a component class: <package>.<Name>.
type Component struct {
	Header
	Provides   []*Procedure
	Publishes  []*Topic
	Calls      []*Procedure
	Subscribes []*Topic
	Extra      []*Field
	Serial     bool     // handles one invocation or event at a time
	Package    *Package `json:"-"`

	// What the names of an interface's members, or of the client for its calls, begin
	// with in the component; "" without a prefix.
	ProvidesPrefix   map[*Interface]string `json:"-"`
	PublishesPrefix  map[*Interface]string `json:"-"`
	CallsPrefix      map[*Interface]string `json:"-"`
	SubscribesPrefix map[*Interface]string `json:"-"`
}
