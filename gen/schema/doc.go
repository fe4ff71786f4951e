// Package schema gives the tree of one schema file its shape: which keys stand
// where, with what kind of value. Every text keeps its position. What names
// mean, across files, is the business of package model.
package schema
