// Package config reads the node file: JSON or YAML of the format that
// Crossbar.io's node configuration has (format version 2), as far as wampgen
// knows it, into plain data.
//
// Each block of the file is a Go struct beside the table of its keys. Load makes
// all checks that need nothing but the file itself from those tables, and
// reports all faults at once. What refers to something else (a realm, a role, a
// class, a directory) is checked by router/node, which reports it at the place
// that a block's Source remembers.
//
// A key that Crossbar.io knows is never called unknown: it has an effect, or it is
// accepted with a warning that says why it has none, or it is refused as
// unsupported.
package config
