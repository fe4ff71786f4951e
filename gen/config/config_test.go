package config

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/gen/syntax"
)

// parse reads a text as the file.
func parse(t testing.TB, text []byte) (Config, []string) {
	t.Helper()
	root, faults := syntax.LoadYAML(FileName, text, syntax.Limits{})
	if root == nil {
		t.Skip("no YAML: ", faults)
	}
	cfg, more := Parse(root)
	faults.Add(more...)
	var said []string
	for _, f := range faults {
		said = append(said, f.Pos.String()+" "+f.Rule)
	}
	return cfg, said
}

func TestParse(t *testing.T) {
	with := func(change func(*Config)) Config {
		c := Default()
		change(&c)
		return c
	}
	tests := []struct {
		name, text string
		want       Config
		faults     []string
	}{
		{name: "empty", text: "", want: Default()},
		{name: "comment", text: "# nothing\n", want: Default()},
		{name: "main", text: "registry: {dir: ., package: main}", want: with(func(c *Config) { c.Registry = Registry{".", "main"} })},
		{name: "root", text: "registry: {dir: .}", want: with(func(c *Config) { c.Registry = Registry{".", "main"} })},
		{name: "directory", text: "registry: {dir: internal/classes/}", want: with(func(c *Config) { c.Registry = Registry{"internal/classes", "classes"} })},
		{name: "package", text: "registry: {package: classes}", want: with(func(c *Config) { c.Registry = Registry{"registry", "classes"} })},
		{name: "packages", text: "packages: {a/b: c, .: main}", want: with(func(c *Config) { c.Packages = map[string]string{"a/b": "c", ".": "main"} })},
		{name: "reserved", text: "reserved: provide", want: with(func(c *Config) { c.ProvideReserved = true })},

		{name: "list", text: "[]", want: Default(), faults: []string{"wampgen.yaml:1:1 config-kind"}},
		{name: "unknown", text: "a: 1\nregistry: {b: 2}", want: Default(), faults: []string{"wampgen.yaml:1:1 unknown-key", "wampgen.yaml:2:12 unknown-key"}},
		{name: "outside", text: "registry: {dir: ../x}", want: Default(), faults: []string{"wampgen.yaml:1:17 config-directory"}},
		{name: "absolute", text: "registry: {dir: /x}", want: Default(), faults: []string{"wampgen.yaml:1:17 config-directory"}},
		{name: "backslash", text: `registry: {dir: a\b}`, want: Default(), faults: []string{"wampgen.yaml:1:17 config-directory"}},
		{name: "number", text: "registry: {dir: 1}", want: Default(), faults: []string{"wampgen.yaml:1:17 config-kind"}},
		{name: "map", text: "registry: {dir: {}}", want: Default(), faults: []string{"wampgen.yaml:1:17 config-kind"}},
		{name: "not a map", text: "registry: x", want: Default(), faults: []string{"wampgen.yaml:1:11 config-kind"}},
		{name: "keyword", text: "registry: {package: func}", want: Default(), faults: []string{"wampgen.yaml:1:21 config-package"}},
		{name: "directory without a name", text: "registry: {dir: a-b}", want: Default(), faults: []string{"wampgen.yaml:1:17 config-package"}},
		{name: "bad package", text: "packages: {a: b-c, ../d: e, f: 1}", want: with(func(c *Config) { c.Packages = map[string]string{} }),
			faults: []string{"wampgen.yaml:1:15 config-package", "wampgen.yaml:1:20 config-directory", "wampgen.yaml:1:32 config-kind"}},
		{name: "packages are no map", text: "packages: []", want: Default(), faults: []string{"wampgen.yaml:1:11 config-kind"}},
		{name: "reserved otherwise", text: "reserved: true", want: Default(), faults: []string{"wampgen.yaml:1:11 config-value"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, faults := parse(t, []byte(test.text))
			if len(test.faults) == 0 {
				if diff := cmp.Diff(test.want, got); diff != "" {
					t.Errorf("configuration differs (-want +got)\n%s", diff)
				}
			}
			if diff := cmp.Diff(test.faults, faults); diff != "" {
				t.Errorf("diagnostics differ (-want +got)\n%s", diff)
			}
		})
	}
}

// FuzzParse reads anything: what is accepted stays inside the unit.
func FuzzParse(f *testing.F) {
	f.Add([]byte("registry: {dir: a/b, package: c}\npackages: {d: e}\nreserved: provide\n"))
	f.Add([]byte("registry: {dir: ../a}"))
	f.Add([]byte("registry: [1]"))
	f.Fuzz(func(t *testing.T, text []byte) {
		cfg, faults := parse(t, text)
		if len(faults) == 0 && (cfg.Registry.Dir == "" || cfg.Registry.Dir[0] == '/' || cfg.Registry.Package == "") {
			t.Errorf("accepted %+v", cfg.Registry)
		}
	})
}
