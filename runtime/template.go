package runtime

import (
	"fmt"
	"strings"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Template builds and parses the URIs of a procedure or topic with parts, such as
// com.example.device.{id}.set or com.example.files.{path...}.
type Template struct {
	uri   string
	fixed []string // what stands before each part, and behind the last
	names []string
	rest  bool // the last part takes all components that are left
}

// NewTemplate returns the template of a URI with its parts in braces, as a schema
// writes it.
func NewTemplate(uri string) *Template {
	t := &Template{uri: uri}
	for text := uri; ; {
		fixed, part, found := strings.Cut(text, "{")
		t.fixed = append(t.fixed, fixed)
		if !found {
			return t
		}
		part, text, _ = strings.Cut(part, "}")
		part, t.rest = strings.CutSuffix(part, "...")
		t.names = append(t.names, part)
	}
}

// Build returns the URI with these texts, one for each part. A part that is empty or
// holds a dot, white space or # would be another URI: that is an error, and nothing is
// escaped. Only a rest may have dots, between components that are not empty.
func (t *Template) Build(parts ...string) (wamp.URI, error) {
	if len(parts) != len(t.names) {
		return "", fmt.Errorf("build URI %s: %d parts, want %d", t.uri, len(parts), len(t.names))
	}
	var b strings.Builder
	for i, part := range parts {
		u := wamp.URI(part)
		if !u.Valid() || u.Components() > 1 && !t.takesRest(i) {
			return "", fmt.Errorf("build URI %s: part %q cannot be %q", t.uri, t.names[i], part)
		}
		b.WriteString(t.fixed[i])
		b.WriteString(part)
	}
	b.WriteString(t.fixed[len(parts)])
	return wamp.URI(b.String()), nil
}

// takesRest reports whether the part i takes all components that are left.
func (t *Template) takesRest(i int) bool { return t.rest && i == len(t.names)-1 }

// Parse takes a URI apart. The reader hands out the parts in their order; a URI that
// does not have the form of the template is its first fault.
func (t *Template) Parse(uri wamp.URI) *URIReader {
	r := &URIReader{names: t.names, texts: make([]string, len(t.names))}
	text, matches := strings.CutPrefix(string(uri), t.fixed[0])
	for i := range t.names {
		part := text
		if t.takesRest(i) {
			text = ""
		} else if end := strings.IndexByte(text, '.'); end >= 0 {
			part, text = text[:end], text[end:]
		} else {
			text = ""
		}
		var follows bool
		text, follows = strings.CutPrefix(text, t.fixed[i+1])
		matches = matches && follows && wamp.URI(part).Valid()
		r.texts[i] = part
	}
	if !matches || text != "" {
		r.err = &codec.ValueError{Path: "uri", Rule: "format", Message: fmt.Sprintf("%q is not of the form %s", uri, t.uri)}
	}
	return r
}

// Target is where a call or publication goes, or a subscription to one topic of a
// pattern: a URI that has been built, or why there is none.
type Target struct {
	uri wamp.URI
	err error
}

// At returns the target with this URI: At(DevicesSetURI(id)).
func At(uri wamp.URI, err error) Target { return Target{uri, err} }
