package apptest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Require skips a test where one of the tools that it needs is missing, with the reason;
// with CI=true or WAMPGEN_INTEROP=require in the environment it fails.
func Require(t testing.TB, missing ...error) {
	t.Helper()
	err := errors.Join(missing...)
	switch {
	case err == nil:
	case os.Getenv("CI") == "true" || os.Getenv("WAMPGEN_INTEROP") == "require":
		t.Fatal(err)
	default:
		t.Skip(err)
	}
}

// Tool returns the path of a program.
func Tool(name string) (path string, missing error) { return exec.LookPath(name) }

// NPM reports whether a directory has an npm package.
func NPM(dir, name string) (missing error) {
	if _, err := os.Stat(filepath.Join(dir, "node_modules", name, "package.json")); err != nil {
		return fmt.Errorf("find the npm package %s (npm ci in %s installs it): %w", name, dir, err)
	}
	return nil
}
