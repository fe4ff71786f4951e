package config

import (
	"fmt"
	"strings"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/syntax"
)

// reading is the state of one Load: where in the tree it is, and what it found.
type reading struct {
	file   *file
	faults diag.List
	path   string
	trail  []*syntax.Node // from the root to the value that is read
}

// enter calls do with the value at a path as the current one.
func (r *reading) enter(path string, n *syntax.Node, do func()) {
	above := r.path
	r.path, r.trail = path, append(r.trail, n)
	do()
	r.path, r.trail = above, r.trail[:len(r.trail)-1]
}

// fault adds an error about n, which is the current value or a key or value in it.
func (r *reading) fault(n *syntax.Node, rule, format string, args ...any) *diag.Diagnostic {
	r.broken(n)
	return r.faults.Errorf(n.Pos, rule, "%s", r.say(format, args...))
}

func (r *reading) warn(n *syntax.Node, rule, format string, args ...any) *diag.Diagnostic {
	return r.faults.Warnf(n.Pos, rule, "%s", r.say(format, args...))
}

// say puts the path in front of a message.
func (r *reading) say(format string, args ...any) string {
	message := fmt.Sprintf(format, args...)
	if r.path == "" {
		return message
	}
	return r.path + ": " + message
}

func (r *reading) unknownKey(key *syntax.Node, known []entry) {
	var names []string
	for _, e := range known {
		if e.shape.unsupported == "" {
			names = append(names, e.name)
		}
	}
	d := r.fault(key, "unknown-key", "unknown key %q", key.Text)
	d.Hint = nearest(key.Text, names, "keys are ")
}

func (r *reading) missingKey(n *syntax.Node, name string) *diag.Diagnostic {
	return r.fault(n, "missing-key", "missing key %q", name)
}

func (r *reading) unknownChoice(n *syntax.Node, what string, names []string) {
	written := r.file.written(n)
	d := r.fault(n, "unknown-value", "unknown %s %s", what, written)
	d.Hint = nearest(n.Text, names, "known are ")
}

func (r *reading) unsupported(n *syntax.Node, feature string) {
	r.fault(n, "unsupported", "unsupported: %s", feature)
}

func (r *reading) mismatch(n *syntax.Node, s shape) *diag.Diagnostic {
	if s.secret {
		return r.fault(n, "wrong-type", "want %s", s.want())
	}
	d := r.fault(n, "wrong-type", "want %s, got %s", s.want(), n.Describe())
	if n.Kind != syntax.Scalar {
		return d
	}
	switch {
	case n.Ambiguous != "" && s.kind == boolean:
		d.Hint = "write true or false"
	case n.Quoted && (s.kind == integer || s.kind == boolean):
		d.Hint = "write it without quotes"
	case s.kind == duration && n.Tag == syntax.Int:
		d.Hint = `write a number with its unit: "500ms", "30s", "5m"`
	}
	return d
}

// broken notes that there is nothing to read at n, which the diagnostics of the
// file's syntax have said already.
func (r *reading) broken(n *syntax.Node) {
	r.file.faulty[n] = true
	for _, above := range r.trail {
		r.file.faulty[above] = true
	}
}

// nearest says which of the names was probably meant, or what they are.
func nearest(name string, names []string, all string) string {
	if hint := near(name, names); hint != "" {
		return hint
	}
	return all + strings.Join(names, ", ")
}

// near asks whether the name was meant that is most like it, if one is.
func near(name string, names []string) string {
	if n := diag.Suggest(name, names); n != "" {
		return fmt.Sprintf("did you mean %q?", n)
	}
	return ""
}
