package apptest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
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
		return fmt.Errorf("find the npm package %s (npm install in %s installs it): %w", name, dir, err)
	}
	return nil
}

// Python finds a Python that has the modules: the first one of the path, or that of the
// system, for which distributions package autobahn.
func Python(modules ...string) (path string, missing error) {
	var faults []error
	for _, python := range []string{"python3", "/usr/bin/python3"} {
		out, err := exec.Command(python, "-c", "import "+strings.Join(modules, ", ")).CombinedOutput()
		if err == nil {
			return python, nil
		}
		faults = append(faults, fmt.Errorf("import %s in %s: %w\n%s", strings.Join(modules, ", "), python, err, out))
	}
	return "", errors.Join(faults...)
}
