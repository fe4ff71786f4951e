package gen

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/gen/breaking"
)

// A break that is known is ignored by its rule, or by the rule and a name; what else breaks is
// still said, and an Ignore that had nothing to do, too.
func TestBreakingIgnored(t *testing.T) {
	unit := func(device, procedures, extra string) fstest.MapFS {
		return fstest.MapFS{"home/home.wamp.yaml": {Data: []byte(`wampgen: 1
package: home
uri: com.home
types:
  Device: {fields: {mode: ` + device + `}}
  Name: {type: string, max: ` + map[bool]string{true: "9", false: "8"}[procedures != ""] + `}
interfaces:
  I:
    procedures:
      get: {result: Device}
      all: {result: list(Device)}
      put: {args: {n: Name}}
` + procedures + `components:
  Hall: {provides: [I], extra: {token: {type: ` + extra + `}}}
`)}}
	}
	old := unit("{type: string, max: 9}", "      gone: {args: {n: int}}\n      left: {}\n", "optional(string)")
	now := unit("string", "", "string")
	const (
		mode  = `field "mode" of Device has no bounds now, had max 9: callers of com.home.`
		typed = `type Name has max 8 now, had max 9: callers of com.home.put may send what is refused`
		gone  = `procedure "gone" is gone: callers of com.home.gone find nobody`
		left  = `procedure "left" is gone: callers of com.home.left find nobody`
		token = `extra field "token" is required now: node files of class home.Hall may leave it out, which is refused`
	)
	all := []string{mode + "get and 1 more refuse what is beyond", typed, gone, left, token}
	for name, test := range map[string]struct {
		ignore  string // with blanks between
		want    []string
		ignored int
		unused  string
	}{
		"nothing":                  {"", all, 0, ""},
		"a rule":                   {"wire-procedure", []string{all[0], typed, token}, 2, ""},
		"a procedure":              {"wire-procedure@com.home.gone", []string{all[0], typed, left, token}, 1, ""},
		"one of two procedures":    {"wire-bounds@com.home.get", []string{mode + "all refuse what is beyond", typed, gone, left, token}, 0, ""},
		"both procedures":          {"wire-bounds@com.home.get wire-bounds@com.home.all", all[1:], 1, ""},
		"a type":                   {"wire-bounds@Device", all[1:], 1, ""},
		"a scalar type":            {"wire-bounds@Name", []string{all[0], gone, left, token}, 1, ""},
		"a class":                  {"config-required@home.Hall", all[:4], 1, ""},
		"another rule":             {"wire-pattern@Device wire-procedure@com.home.got", all, 0, "wire-pattern@Device wire-procedure@com.home.got"},
		"a rule and a name":        {"wire-procedure wire-procedure@com.home.gone", []string{all[0], typed, token}, 2, ""},
		"another level's":          {"go-gone", all, 0, ""},
		"everything":               {"wire-bounds wire-procedure config-required", nil, 5, ""},
		"a class under wire's own": {"wire-bounds@home.Hall", all, 0, "wire-bounds@home.Hall"},
	} {
		t.Run(name, func(t *testing.T) {
			c := breakingOf(old, now, []breaking.Level{breaking.Wire, breaking.Config}, ignores(t, test.ignore)...)
			var said, unused []string
			for _, f := range c.Findings {
				said = append(said, f.Message)
			}
			for _, i := range c.Unused {
				unused = append(unused, i.String())
			}
			if diff := cmp.Diff(slices.Sorted(slices.Values(test.want)), slices.Sorted(slices.Values(said))); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
			if c.Ignored != test.ignored || strings.Join(unused, " ") != test.unused {
				t.Errorf("%d ignored, unused %q, want %d and %q", c.Ignored, unused, test.ignored, test.unused)
			}
		})
	}
}

// Go names are ignored as they are written with their package, or without, and by the package;
// what goes together is ignored together.
func TestBreakingIgnoredGo(t *testing.T) {
	unit := func(procedure string) fstest.MapFS {
		return fstest.MapFS{"home/home.wamp.yaml": {Data: []byte("wampgen: 1\npackage: home\nuri: com.home\ninterfaces: {I: {procedures: {" + procedure + ": {}, stays: {}}}}\n")}}
	}
	for ignore, want := range map[string]int{
		"":                              1,
		"go-gone":                       0,
		"go-gone@IClient.Old":           0,
		"go-gone@home.IClient.Old":      0,
		"go-gone@example.com/unit/home": 0,
		"go-gone@IClient.New":           1,
		"go-changed@IClient.Old":        1,
	} {
		c := breakingOf(unit("old"), unit("new"), []breaking.Level{breaking.Go}, ignores(t, ignore)...)
		if len(c.Findings) != want {
			t.Errorf("--ignore %q leaves %v, want %d", ignore, c.Findings, want)
		}
	}
}

func TestParseIgnore(t *testing.T) {
	for text, want := range map[string]string{
		"wire-bounds":            "",
		" go-gone@home.X":        "",
		"wire-procedure@a.b@c":   "",
		"wire-bound":             `there is no rule "wire-bound": did you mean wire-bounds?`,
		"Wire-Procedure@com.x":   `there is no rule "Wire-Procedure": did you mean wire-procedure?`,
		"":                       `there is no rule ""`,
		"nothing of the kind":    "rules stand behind findings in brackets",
		"@com.example":           `there is no rule ""`,
		"wire-bounds@":           "names nothing behind the @",
		strings.Repeat("x", 500): "there is no rule",
	} {
		i, err := breaking.ParseIgnore(text)
		switch {
		case want == "" && (err != nil || i.String() != strings.TrimSpace(text)):
			t.Errorf("ParseIgnore(%q) = %q, %v", text, i, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("ParseIgnore(%q): error %v, want %s", text, err, want)
		}
	}
}

func ignores(t *testing.T, texts string) (list []breaking.Ignore) {
	t.Helper()
	for text := range strings.FieldsSeq(texts) {
		i, err := breaking.ParseIgnore(text)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, i)
	}
	return list
}
