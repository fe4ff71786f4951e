package config

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestEveryKeyIsOnThePage looks for the keys of the tables in what docs/node.md writes as code.
func TestEveryKeyIsOnThePage(t *testing.T) {
	page, err := os.ReadFile("../../docs/node.md")
	if err != nil {
		t.Fatal(err)
	}
	written := map[string]bool{}
	word := regexp.MustCompile(`[$A-Za-z0-9_-]+`)
	for _, code := range regexp.MustCompile("(?s)```.*?```|`[^`]+`").FindAllString(string(page), -1) {
		for _, name := range word.FindAllString(code, -1) {
			written[name] = true
		}
	}
	missing := map[string]bool{}
	for _, p := range places() {
		name := p.path[strings.LastIndex(p.path, ".")+1:]
		if !written[name] && !missing[name] {
			missing[name] = true
			t.Errorf("docs/node.md has no key %q (%s)", name, p.path)
		}
	}
}

// TestExamplesOfThePage reads the YAML of docs/node.md; parts of a file are put where they belong.
func TestExamplesOfThePage(t *testing.T) {
	page, err := os.ReadFile("../../docs/node.md")
	if err != nil {
		t.Fatal(err)
	}
	around := map[string]string{
		"workers":    "version: 2\n",
		"controller": "version: 2\nworkers: []\n",
		"roles":      "version: 2\nworkers:\n- type: router\n  realms:\n  - name: realm1\n",
		"transports": "version: 2\nworkers:\n- type: router\n",
		"auth":       "version: 2\nworkers:\n- type: router\n  transports:\n  - type: websocket\n    endpoint: {type: tcp, port: 1}\n",
	}
	around["cookie"] = around["auth"]
	secret := func(string) (string, bool) { return strings.Repeat("ab", 32), true }
	examples := 0
	for _, found := range regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(string(page), -1) {
		example := found[1]
		if strings.HasPrefix(example, "#") {
			continue
		}
		examples++
		key, _, _ := strings.Cut(example, ":")
		file, ok := around[key]
		if !ok {
			t.Errorf("an example begins with %q: where does it belong?", key)
			continue
		}
		indent := strings.Repeat(" ", indentOf(file))
		for line := range strings.Lines(example) {
			file += indent + line
		}
		if _, faults := Load("node.yaml", []byte(file), secret); len(faults) > 0 {
			t.Errorf("%s\n%v", file, faults)
		}
	}
	if examples < 10 {
		t.Errorf("only %d examples", examples)
	}
}

// indentOf is where the keys of the last block stand.
func indentOf(file string) int {
	lines := strings.Split(strings.TrimRight(file, "\n"), "\n")
	last := strings.Replace(lines[len(lines)-1], "- ", "  ", 1)
	return len(last) - len(strings.TrimLeft(last, " "))
}
