package config

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/wampgen/wampgen/gen/diag"
)

// place is a key of the tables with the file around it.
type place struct {
	path  string
	shape shape
	read  bool
	file  func(value any) any // a whole node file with the value at the path
	keys  func(more string, value any) any
}

// places lists every key of every table. Blocks that hold blocks of their own
// kind are entered once.
func places() []place {
	root := func(value any) any { return value }
	return blockPlaces("", nodeTable().entries(), nil, root, 0)
}

// blockPlaces lists the keys of a block; around puts the block into a file.
func blockPlaces(path string, keys []entry, given map[string]any, around func(any) any, depth int) []place {
	var list []place
	for _, e := range keys {
		within := func(name string, value any) any {
			block := map[string]any{name: value}
			for k, v := range given {
				if k != name {
					block[k] = v
				}
			}
			return around(block)
		}
		file := func(value any) any { return within(e.name, value) }
		list = append(list, place{join(path, e.name), e.shape, e.read, file, within})
		list = append(list, shapePlaces(join(path, e.name), e.shape, file, depth)...)
	}
	return list
}

// shapePlaces lists the keys within a value of a shape.
func shapePlaces(path string, s shape, file func(any) any, depth int) []place {
	switch {
	case depth > 12 || s.unsupported != "" || s.ignored != "":
		return nil
	case s.kind == block:
		return blockPlaces(path, s.keys(), nil, file, depth+1)
	case s.kind == variant:
		var list []place
		for _, t := range s.types() {
			if !t.unsupported {
				list = append(list, blockPlaces(path, t.keys(), map[string]any{"type": t.name}, file, depth+1)...)
			}
		}
		return list
	case s.kind == either:
		var list []place
		for _, one := range s.of {
			list = append(list, shapePlaces(path, one, file, depth)...)
		}
		return list
	case s.kind == list && !s.item.scalar():
		return shapePlaces(joinIndex(path, 0), *s.item, func(v any) any { return file([]any{v}) }, depth+1)
	case s.kind == dictionary && !s.item.scalar():
		return shapePlaces(join(path, "name"), *s.item, func(v any) any { return file(map[string]any{"name": v}) }, depth+3)
	}
	return nil
}

// about returns what Load says about a path of a file.
func about(t *testing.T, file any, path string) diag.List {
	t.Helper()
	data, err := json.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	_, faults := Load("node.json", data, noVariables)
	var said diag.List
	for _, d := range faults {
		if strings.HasPrefix(d.Message, path+":") {
			if d.Pos.Line == 0 || d.Pos.Column == 0 {
				t.Errorf("%s has no place", d.Error())
			}
			said.Add(d)
		}
	}
	return said
}

func noVariables(string) (string, bool) { return "", false }

func TestPlacesAreAllKeys(t *testing.T) {
	for _, want := range []string{
		"version", "controller.options.title", "workers[0].type", "workers[0].realms[0].roles[0].permissions[0].allow.call",
		"workers[0].components[0].classname", "workers[0].transports[0].endpoint.port", "workers[0].transports[0].options.allowed_origins",
		"workers[0].transports[0].paths.name.directory", "workers[0].transports[0].paths.name.paths.name.type",
		"controller.management.roles[0].name", "controller.management.transports[0].endpoint.port", "workers[0].executable",
		"workers[0].options.stdin.value", "workers[0].components[0].transport.endpoint.host",
		"workers[0].transports[0].auth.anonymous.role", "workers[0].limits.uri_components", "workers[0].transports[0].limits.depth",
	} {
		found := false
		for _, p := range places() {
			found = found || p.path == want
		}
		if !found {
			t.Errorf("%s is not among the keys that are tested", want)
		}
	}
}

func TestEveryKeyTakesGoodValues(t *testing.T) {
	for _, p := range places() {
		for _, value := range goodValues(p.shape) {
			said := about(t, p.file(value), p.path)
			switch {
			case p.shape.unsupported != "" && (p.shape.kind != boolean || value == true):
				if len(said) != 1 || said[0].Rule != "unsupported" {
					t.Errorf("%s = %v: want one error [unsupported], got %v", p.path, value, said)
				}
			case p.shape.ignored != "":
				if len(said) != 1 || said[0].Rule != "ignored" || said[0].Severity != diag.Warning {
					t.Errorf("%s = %v: want one warning [ignored], got %v", p.path, value, said)
				}
			case len(said) > 0 && said[0].Rule != "missing-key" && said[0].Rule != "unsupported":
				t.Errorf("%s = %v: %v", p.path, value, said)
			}
		}
	}
}

func TestEveryKeyRefusesWrongTypes(t *testing.T) {
	for _, p := range places() {
		if p.shape.unsupported != "" || p.shape.kind == anything {
			continue
		}
		for _, value := range []any{nil, true, "text that is no value of any key # 1", 3.5, []any{map[string]any{}}, map[string]any{"no such": 1}} {
			if accepts(p.shape, value) {
				continue
			}
			said := about(t, p.file(value), p.path)
			switch p.shape.kind {
			case list, dictionary, either:
				said = append(said, about(t, p.file(value), joinIndex(p.path, 0))...)
				said = append(said, about(t, p.file(value), join(p.path, "no such"))...)
			}
			if !said.HasErrors() {
				t.Errorf("%s = %v: no error", p.path, value)
			}
		}
	}
}

func TestEveryNumberHasItsRange(t *testing.T) {
	for _, p := range places() {
		if p.shape.kind != integer || len(p.shape.choices) > 0 || p.shape.unsupported != "" {
			continue
		}
		outside := []int64{p.shape.min - 1}
		if p.shape.max > 0 {
			outside = append(outside, p.shape.max+1)
		}
		for _, value := range outside {
			if said := about(t, p.file(value), p.path); len(said) != 1 || said[0].Rule != "range" {
				t.Errorf("%s = %d: want one error [range], got %v", p.path, value, said)
			}
		}
	}
}

func TestEveryDurationHasItsRange(t *testing.T) {
	for _, p := range places() {
		if p.shape.kind != duration {
			continue
		}
		for _, value := range []any{"0s", "-1s", "10000h"} {
			if said := about(t, p.file(value), p.path); len(said) != 1 || said[0].Rule != "range" {
				t.Errorf("%s = %s: want one error [range], got %v", p.path, value, said)
			}
		}
		said := about(t, p.file(30), p.path)
		if len(said) != 1 || !strings.Contains(said[0].Hint, `"30s"`) {
			t.Errorf("%s = 30: want a hint about units, got %v", p.path, said)
		}
	}
}

func TestEveryBlockRefusesUnknownKeys(t *testing.T) {
	for _, p := range places() {
		name := p.path[strings.LastIndex(p.path, ".")+1:]
		block := strings.TrimSuffix(strings.TrimSuffix(p.path, name), ".")
		if len(name) < 4 || p.shape.unsupported != "" || strings.Contains(name, "[") {
			continue
		}
		misspelt := name[:2] + name[3:]
		data, err := json.Marshal(p.keys(misspelt, 1))
		if err != nil {
			t.Fatal(err)
		}
		_, faults := Load("node.json", data, noVariables)
		want := fmt.Sprintf("unknown key %q", misspelt)
		if block != "" {
			want = block + ": " + want
		}
		found := false
		for _, d := range faults {
			if d.Rule == "unknown-key" && d.Message == want {
				found = true
				if !strings.Contains(d.Hint, strconv.Quote(name)) && !strings.Contains(d.Hint, "did you mean") {
					t.Errorf("%s: hint %q does not suggest %q", want, d.Hint, name)
				}
			}
		}
		if !found {
			t.Errorf("no %q in %v", want, faults)
		}
	}
}

// goodValues are values of a shape, without what blocks hold.
func goodValues(s shape) []any {
	switch s.kind {
	case text:
		if len(s.choices) > 0 {
			return anyOf(s.choices)
		}
		if s.pattern == pathName.pattern {
			return []any{"name", "/"}
		}
		if s.pattern == identifier.pattern || s.pattern == realmName.pattern {
			return []any{"abc", "a_b_1"}
		}
		if s.pattern == roleName.pattern {
			return []any{"name", "7"}
		}
		for _, sample := range []string{"some text", "name", "10.0.0.0/8", strings.Repeat("ab", 32), strings.Repeat("AB:", 31) + "AB", strings.Repeat("AB:", 19) + "AB"} {
			if s.pattern == nil || s.pattern.MatchString(sample) {
				return []any{sample}
			}
		}
		return []any{"no sample matches " + s.pattern.String()}
	case boolean:
		return []any{true, false}
	case integer:
		if len(s.choices) > 0 {
			n, _ := strconv.Atoi(s.choices[0])
			return []any{n}
		}
		if s.max > 0 {
			return []any{s.min, s.max}
		}
		return []any{s.min, s.min + 1000}
	case duration:
		return []any{"1s", "500ms"}
	case list:
		if s.item.scalar() {
			return []any{[]any{}, goodValues(*s.item)}
		}
		return []any{[]any{}}
	case either:
		var values []any
		for _, one := range s.of {
			values = append(values, goodValues(one)...)
		}
		return values
	case anything:
		return []any{nil, 1, "x", []any{}, map[string]any{"a": 1}}
	case dictionary:
		return []any{map[string]any{}}
	default:
		return []any{map[string]any{}}
	}
}

func anyOf(names []string) []any {
	var list []any
	for _, n := range names {
		list = append(list, n)
	}
	return list
}

// accepts reports whether one of the wrong values is right for a shape.
func accepts(s shape, value any) bool {
	if s.kind == either {
		return slices.ContainsFunc(s.of, func(one shape) bool { return accepts(one, value) })
	}
	switch value := value.(type) {
	case nil:
		return s.null
	case bool:
		return s.kind == boolean
	case string:
		return s.kind == text && len(s.choices) == 0 && (s.pattern == nil || s.pattern.MatchString(value))
	case map[string]any:
		return s.kind == dictionary && s.item.kind == anything
	case []any:
		return s.kind == list && s.item.kind == anything
	default:
		return false
	}
}
