package syntax

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/wampgen/wampgen/gen/diag"
)

// checkLoaded checks what holds for every file.
func checkLoaded(t *testing.T, data []byte, node *Node, list diag.List) {
	t.Helper()
	if node == nil && !list.HasErrors() {
		t.Fatal("neither a tree nor an error")
	}
	if node != nil && !json.Valid(node.JSON()) {
		t.Fatalf("JSON() is %s", node.JSON())
	}
	lines := bytes.Count(data, []byte("\n")) + 1
	for _, d := range list {
		if d.Pos.Line > lines || d.Pos.Line > 0 && d.Pos.Column < 1 || d.Pos.EndColumn != 0 && d.Pos.EndColumn <= d.Pos.Column {
			t.Fatalf("a file of %d lines has the position %+v", lines, d.Pos)
		}
		if d.Message == "" || d.Rule == "" {
			t.Fatalf("empty diagnostic %+v", d)
		}
	}
	list.Text(diag.Sources{"f": data})
}

func FuzzYAML(f *testing.F) {
	for _, seed := range []string{
		"", "a: b\n", "a: {b: float?}\n", "a: &x [*x]\n", "<<: {a: 1}\n", "- !!str 1\n", "a: |\n  x\n---\nb: 'y\n",
		"? [a]\n: b\n", "off: 010\n\"é\\x41\": 2024-01-01\n", "\ufeffa:\r\n\tb", "a: 'it''s'\nb: \"\\\"\"\n", "{a: [1, {b: .5e3}], a: 2}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		node, list := LoadYAML("f", data, Limits{Bytes: 1 << 16})
		checkLoaded(t, data, node, list)
	})
}

func FuzzJSON(f *testing.F) {
	for _, seed := range []string{
		"", `{"a": [1, -2.5e3, true, null, "x\u00e9\ud83d\ude00"]}`, `{"a": 1, "a": 2}`, `[1,]`, `{a: 'b'}`, "// x\n1", `"\ud800"`, `[[[[1]]]]`, "\ufeff1",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		node, list := LoadJSON("f", data, Limits{Bytes: 1 << 16})
		checkLoaded(t, data, node, list)
		if len(list) > 0 && (list[0].Rule == ruleLimit || list[0].Rule == ruleNumber) {
			return
		}
		// The standard library replaces what is not Unicode; we refuse it.
		text := bytes.TrimPrefix(data, []byte("\ufeff"))
		if valid := json.Valid(text); node != nil && !valid {
			t.Fatal("accepted what is no JSON")
		} else if node == nil {
			if valid && list[0].Rule == ruleSyntax && !strings.Contains(list[0].Message, "surrogate") {
				t.Fatalf("refused JSON: %s", brief(list))
			}
			return
		}
		if len(list) > 0 { // duplicate keys
			return
		}
		var want, got any
		wantErr := json.Unmarshal(text, &want)
		gotErr := json.Unmarshal(node.JSON(), &got)
		if wantErr == nil && gotErr == nil && !reflect.DeepEqual(want, got) { // both fail for 1e999
			t.Fatalf("JSON() is %s", node.JSON())
		}
	})
}
