package schema

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/syntax"
)

// TypeExpr is a use of a type: a name, or list, map, optional or nullable of
// another one.
type TypeExpr struct {
	Name string
	Elem *TypeExpr     // nil for a name alone
	Pos  diag.Position // of the name
}

// maxTypeDepth bounds nested types.
const maxTypeDepth = 16

// typeExpr reads a type, or returns nil.
func (p *parser) typeExpr(n *syntax.Node) *TypeExpr {
	if n.Kind == syntax.List && len(n.Items) == 1 && n.Items[0].Kind == syntax.Scalar {
		p.list.Errorf(n.Pos, ruleTypeSyntax, "brackets do not make a list type").Hint = fmt.Sprintf("write list(%s)", n.Items[0].Text)
		return nil
	}
	if n.Kind == syntax.Scalar && n.Tag != syntax.String {
		p.list.Errorf(n.Pos, ruleTypeSyntax, "a type is expected, not %s", n.Tag)
		return nil
	}
	text := p.text(n, "type")
	if text == nil {
		return nil
	}
	r := typeReader{text: *text}
	t := r.read(1)
	if r.fault == "" && r.next < len(r.text.Value) {
		r.fail(r.next, len(r.text.Value), fmt.Sprintf("unexpected %q after the type", r.text.Value[r.next:]))
	}
	if r.fault == "" {
		return t
	}
	d := p.list.Errorf(r.faultPos, ruleTypeSyntax, "%s", r.fault)
	if d.Hint = r.hint; d.Hint == "" {
		d.Hint = diag.NotASCII(text.Value)
	}
	if strings.Contains(text.Value, "=") {
		d.Hint = "a default is written {type: T, default: value}"
	}
	if intKeys.MatchString(text.Value) {
		d.Pos, d.Message, d.Hint = text.Pos, fmt.Sprintf("%q is not a type", text.Value), "the keys of a map are strings: write map(T)"
		return nil
	}
	if other := translate(text.Value, 1); other != strings.TrimSpace(text.Value) {
		d.Pos, d.Message, d.Hint = text.Pos, fmt.Sprintf("%q is not a type", text.Value), "write "+other
	}
	return nil
}

// typeReader reads an expression from left to right up to the first fault.
type typeReader struct {
	text     Text
	next     int
	fault    string
	faultPos diag.Position
	hint     string
}

func (r *typeReader) fail(from, to int, message string) {
	if r.fault == "" {
		r.fault, r.faultPos = message, r.text.Inside(from, to)
	}
}

// typeName is wider than names are, so that a fault is about the whole name.
var typeName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]*(\.[A-Za-z_][A-Za-z0-9_-]*)*`)

func (r *typeReader) read(depth int) *TypeExpr {
	r.space()
	start := r.next
	name := typeName.FindString(r.text.Value[start:])
	r.next += len(name)
	t := &TypeExpr{Name: name, Pos: r.text.Inside(start, r.next)}
	r.space()
	open := strings.HasPrefix(r.text.Value[r.next:], "(")
	switch takes := takesElement(name); {
	case name == "":
		r.fail(start, min(start+1, len(r.text.Value)), "a type is expected")
	case depth > maxTypeDepth:
		r.fail(start, r.next, fmt.Sprintf("types are nested more than %d deep", maxTypeDepth))
	case takes && !open:
		r.fail(start, start+len(name), name+" needs an element type")
		r.hint = fmt.Sprintf("write %s(T)", name)
	case !takes && open:
		r.fail(start, start+len(name), fmt.Sprintf("%s takes no other type", name))
		r.hint = elementHint(name, r.text.Value[r.next:])
	case open:
		r.next++
		t.Elem = r.read(depth + 1)
		if r.fault == "" && !strings.HasPrefix(r.text.Value[r.next:], ")") {
			r.fail(r.next, len(r.text.Value), `")" is missing`)
		}
		r.next++
		r.space()
	}
	if r.fault != "" {
		return nil
	}
	return t
}

func (r *typeReader) space() {
	for r.next < len(r.text.Value) && r.text.Value[r.next] == ' ' {
		r.next++
	}
}

// constructors are the words that make a type of another one.
var constructors = []string{"list", "map", "optional", "nullable"}

func takesElement(name string) bool { return slices.Contains(constructors, name) }

// elementHint tells what to write for a name with something in parentheses.
func elementHint(name, rest string) string {
	if m := lengthInBrackets.FindStringSubmatch(rest); m != nil {
		return fmt.Sprintf("write {type: %s, max: %s}", name, m[1])
	}
	if near := diag.Suggest(name, constructors); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	if name == "enum" || name == "union" || name == "struct" || name == "oneof" {
		return "declare a type under types, and write its name here"
	}
	return "list(T), map(T), optional(T) and nullable(T) do"
}

// intKeys is a map with other keys than strings.
var intKeys = regexp.MustCompile(`^(?i:map|dict|record)[<\[(] *(?:u?int[0-9]*|integer|float|bool|uuid|any)(?: *,|\]).*`)

// lengthInBrackets is the length of a type as SQL writes it.
var lengthInBrackets = regexp.MustCompile(`^\( *([0-9]+) *\)$`)

// translations are the notations of other languages.
var translations = []struct {
	pattern *regexp.Regexp
	ours    string
}{
	{regexp.MustCompile(`^(.+)\?$`), "optional"},
	{regexp.MustCompile(`^\*(.+)$`), "optional"},
	{regexp.MustCompile(`^(.+?) *\| *(?:null|None|nil|undefined)$`), "nullable"},
	{regexp.MustCompile(`^\[\](.+)$`), "list"},
	{regexp.MustCompile(`^(.+)\[\]$`), "list"},
	{regexp.MustCompile(`^\[(.+)\]$`), "list"},
	{regexp.MustCompile(`^map\[string\](.+)$`), "map"},
	{regexp.MustCompile(`^(?i:list|array|vec|vector|seq|sequence|set|slice)[<\[(](.+)[>\])]$`), "list"},
	{regexp.MustCompile(`^(?i:map|dict|record|object)[<\[(](?:str|string) *, *(.+)[>\])]$`), "map"},
	{regexp.MustCompile(`^(?i:map|dict|record|object)[<\[(](.+)[>\])]$`), "map"},
	{regexp.MustCompile(`^(?i:list|array) +(?:of +)?(.+)$`), "list"},
	{regexp.MustCompile(`^(?i:map|dict) +(?:of +)?(.+)$`), "map"},
	{regexp.MustCompile(`^optional +(.+)$`), "optional"},
	{regexp.MustCompile(`^nullable +(.+)$`), "nullable"},
	{regexp.MustCompile(`^(.+) +optional$`), "optional"},
	{regexp.MustCompile(`^(?i:optional|option|maybe)[<\[(](.+)[>\])]$`), "optional"},
	{regexp.MustCompile(`^(?i:nullable)[<\[(](.+)[>\])]$`), "nullable"},
}

// translate returns a type of another language in ours, as far as it can.
func translate(text string, depth int) string {
	text = strings.TrimSpace(text)
	if depth > maxTypeDepth || len(text) > 200 {
		return text
	}
	for _, t := range translations {
		if m := t.pattern.FindStringSubmatch(text); m != nil {
			ours := t.ours
			if ours == "optional" && depth > 1 {
				ours = "nullable" // an element is there, or null
			}
			return ours + "(" + translate(m[1], depth+1) + ")"
		}
	}
	return text
}
