// Package golang writes the Go code of a checked model: for each schema file one Go
// file beside it, the registry of the unit's component classes, and, once, a file to
// fill in for each class that nobody has written yet.
//
// What is generated is names, types, codecs and bindings; behaviour lives in package
// runtime. Everything is built in memory, its names are checked for collisions before
// anything is rendered, and what was rendered is parsed again and compared with what
// was meant, so that no text of a schema can become code.
package golang
