package gen

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/wampgen/wampgen/gen/config"
)

// TestDocumentation generates the examples of docs/schema.md, which are one schema
// and a configuration.
func TestDocumentation(t *testing.T) {
	text, err := os.ReadFile("../docs/schema.md")
	if err != nil {
		t.Fatal(err)
	}
	page, _, found := strings.Cut(string(text), "## The whole example\n")
	if !found {
		t.Error("the whole example is gone")
	}
	var schema, settings strings.Builder
	for _, block := range regexp.MustCompile("(?ms)^```yaml\n(.*?)^```$").FindAllStringSubmatch(page, -1) {
		if strings.HasPrefix(block[1], "# "+config.FileName) {
			settings.WriteString(block[1])
		} else {
			schema.WriteString(block[1])
		}
	}
	result, faults := Generate(fstest.MapFS{
		config.FileName:             {Data: []byte(settings.String())},
		"devices/devices.wamp.yaml": {Data: []byte(schema.String())},
	}, "example.org/app")
	if len(faults) > 0 {
		t.Errorf("diagnostics\n%s", faults.Text(result.Sources))
	}
	want := "devices/devices.wamp.go devices/my_session.go registry/registry.wamp.go"
	var paths []string
	for _, file := range result.Files {
		paths = append(paths, file.Path)
	}
	if got := strings.Join(paths, " "); got != want {
		t.Errorf("files are %s, want %s", got, want)
	}
}
