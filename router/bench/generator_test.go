//go:build unix

package bench

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// generation is what the command "wampgen generate" costs.
type generation struct {
	cold, unchanged time.Duration // elapsed
	memory          int64         // most that was resident, in bytes
	lines           int           // of all generated code
}

// generate runs the command on an application of so many procedures, each with
// two types of its own, in files of a hundred.
func generate(b testing.TB, procedures, rounds int) generation {
	b.Helper()
	dir := b.TempDir()
	command := filepath.Join(dir, "wampgen")
	if out, err := exec.Command("go", "build", "-o", command, "github.com/wampgen/wampgen/cmd/wampgen").CombinedOutput(); err != nil {
		b.Fatalf("build the generator: %v\n%s", err, out)
	}
	var g generation
	var cold, unchanged []time.Duration
	for round := range rounds {
		application := filepath.Join(dir, fmt.Sprint("application", round))
		writeSchemas(b, application, procedures)
		run := func() time.Duration {
			cmd := exec.Command(command, "generate", application)
			start := time.Now()
			if out, err := cmd.CombinedOutput(); err != nil {
				b.Fatalf("generate: %v\n%s", err, out)
			}
			took := time.Since(start)
			if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
				g.memory = max(g.memory, residentBytes(usage))
			}
			return took
		}
		cold = append(cold, run())
		unchanged = append(unchanged, run())
		g.lines = countLines(b, application)
	}
	g.cold, g.unchanged = median(cold), median(unchanged)
	return g
}

// residentBytes translates the unit: kilobytes but on one system.
func residentBytes(usage *syscall.Rusage) int64 {
	if runtime.GOOS == "darwin" {
		return int64(usage.Maxrss)
	}
	return int64(usage.Maxrss) << 10
}

func writeSchemas(b testing.TB, dir string, procedures int) {
	b.Helper()
	write := func(path, content string) {
		path = filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	write("go.mod", "module example.com/application\n\ngo 1.26\n")
	const perFile = 100
	for first := 0; first < procedures; first += perFile {
		name := fmt.Sprintf("part%d", first/perFile)
		var types, calls strings.Builder
		for i := first; i < min(first+perFile, procedures); i++ {
			fmt.Fprintf(&types, "  Request%d: {fields: {id: string, count: {type: int, min: 0}, tags: list(string), mode: optional(string)}}\n", i)
			fmt.Fprintf(&types, "  Reply%d: {fields: {id: string, values: list(float), note: nullable(string)}}\n", i)
			fmt.Fprintf(&calls, "      do%d: {args: {request: Request%d}, result: Reply%d}\n", i, i, i)
		}
		write(filepath.Join(name, name+".wamp.yaml"), fmt.Sprintf(
			"wampgen: 1\npackage: %s\nuri: com.example.%s\ntypes:\n%sinterfaces:\n  Service:\n    procedures:\n%s", name, name, &types, &calls))
	}
}

func countLines(b testing.TB, dir string) (lines int) {
	b.Helper()
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") {
			return err
		}
		code, err := os.ReadFile(path)
		lines += bytes.Count(code, []byte("\n"))
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return lines
}
