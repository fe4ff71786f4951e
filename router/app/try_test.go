package app

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// What the banner says to try works where it is said: with the command that is installed, or
// as a tool of the module.
func TestLineNamesTheCommandThereIs(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PATH", dir)
	if got, want := line("call", "realm1", "ws://localhost/", []string{"a.b"}), "go tool wampgen call ws://localhost/ a.b"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	name := "wampgen"
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	if err := os.WriteFile(filepath.Join(dir, name), nil, 0o755); err != nil {
		t.Fatal(err)
	}
	if got := line("call", "realm1", "ws://localhost/", nil); !strings.HasPrefix(got, "wampgen call ") {
		t.Errorf("%q", got)
	}
}
