package node

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/router/config"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/contract"
)

// Redact returns the text of a node file with the secrets of its principals and of its
// components' extra blotted out, so that diagnostics can show its lines. Where a class
// is not known, all values of the extra count as secrets.
func Redact(source []byte, cfg *config.Node, registry *runtime.Registry) []byte {
	if cfg == nil {
		return secretLine.ReplaceAll(source, []byte("$1***"))
	}
	lines := bytes.SplitAfter(bytes.Clone(source), []byte("\n"))
	for _, at := range cfg.Secrets() {
		blot(lines, at)
	}
	for i := range cfg.Workers {
		for j := range cfg.Workers[i].Components {
			c := &cfg.Workers[i].Components[j]
			for _, path := range secrets(c, registry) {
				for _, at := range c.Scalars("extra", path) {
					blot(lines, at)
				}
			}
		}
	}
	return bytes.Join(lines, nil)
}

// secretLine finds what may be a secret in a text that could not be read: the rest of
// the line.
var secretLine = regexp.MustCompile(`(?m)((?:ticket|secret|stored-key|server-key)["']?[ \t]*:).*$`)

// secrets returns the paths of the secrets in the extra of a component.
func secrets(c *config.Component, registry *runtime.Registry) []string {
	class, ok := registry.Class(c.Class)
	if !ok || class.Contract == nil {
		return []string{""}
	}
	var paths []string
	for _, f := range class.Contract.Extra {
		if f.Secret {
			paths = append(paths, f.Name)
		}
	}
	return paths
}

// blot covers a value; one whose end is not known to the end of its first line, which
// is the only one that diagnostics show.
func blot(lines [][]byte, at diag.Position) {
	if at.Line < 1 || at.Line > len(lines) {
		return
	}
	line := lines[at.Line-1]
	column, covered := 1, make([]byte, 0, len(line))
	if at.Line == 1 {
		if rest, ok := bytes.CutPrefix(line, []byte("\ufeff")); ok {
			covered, line = append(covered, "\ufeff"...), rest
		}
	}
	for len(line) > 0 {
		r, size := utf8.DecodeRune(line)
		switch {
		case r == '\n' || r == '\r' || column < at.Column || at.EndColumn > 0 && column >= at.EndColumn:
			covered = append(covered, line[:size]...)
		default:
			covered = append(covered, '*')
		}
		line = line[size:]
		column++
	}
	lines[at.Line-1] = covered
}

// secretField reports whether a path of an extra is or is in a secret field.
func secretField(class runtime.Class, path string) bool {
	if class.Contract == nil {
		return false
	}
	name, _, _ := strings.Cut(path, ".")
	name, _, _ = strings.Cut(name, "[")
	return slices.ContainsFunc(class.Contract.Extra, func(f contract.Field) bool { return f.Secret && f.Name == name })
}
