package wampgen_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestReadme builds the application of the README from its text, runs it and
// calls it with the README's command.
func TestReadme(t *testing.T) {
	if testing.Short() {
		t.Skip("builds an application")
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	files := regexp.MustCompile("(?s)```(?:go|yaml)\n(?:#|//) (\\S+)\n(.*?)```").FindAllSubmatch(readme, -1)
	if len(files) != 5 {
		t.Fatalf("the README shows %d files, want 5", len(files))
	}
	for _, f := range files {
		name := filepath.Join(dir, filepath.FromSlash(string(f[1])))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f[2], 0o644); err != nil {
			t.Fatal(err)
		}
	}
	useThisRepository(t, dir)

	port := freePort(t)
	env := append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off", "PORT="+port)
	run := func(name string, args ...string) string {
		t.Helper()
		cmd := exec.Command(name, args...)
		cmd.Dir, cmd.Env = dir, env
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
		}
		return string(out)
	}
	run("go", "generate", "./...")
	run("go", "vet", "./...")
	run("go", "build", "-o", "app", ".")

	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	var log bytes.Buffer
	app := exec.CommandContext(ctx, filepath.Join(dir, "app"))
	app.Dir, app.Env, app.Stdout, app.Stderr = dir, env, &log, &log
	app.Cancel = func() error { return app.Process.Signal(os.Interrupt) }
	if err := app.Start(); err != nil {
		t.Fatal(err)
	}
	waitForPort(ctx, t, port)

	command := regexp.MustCompile(`(?m)^go (tool wampgen call .*)\n(.*)$`).FindSubmatch(readme)
	if command == nil {
		t.Fatal("the README shows no call")
	}
	args := strings.Fields(strings.Replace(string(command[1]), "8080", port, 1))
	if got, want := strings.TrimSpace(run("go", args...)), string(command[2]); got != want {
		t.Errorf("go %s: got %s, want %s", strings.Join(args, " "), got, want)
	}
	if err := app.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := app.Wait(); err != nil {
		t.Errorf("the application ended with %v:\n%s", err, log.String())
	}
}

// useThisRepository makes dir the module example.com/greeter, with this
// checkout in the place of the published module and nothing from the network.
func useThisRepository(t *testing.T, dir string) {
	t.Helper()
	root, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	mod, err := os.Open("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	defer mod.Close()
	var text strings.Builder
	fmt.Fprintf(&text, "module example.com/greeter\n\ntool %scmd/wampgen\n\nreplace %s => %s\n\nrequire %s v0.0.0\n",
		module, strings.TrimSuffix(module, "/"), root, strings.TrimSuffix(module, "/"))
	for lines := bufio.NewScanner(mod); lines.Scan(); { // the same go line and requirements
		if line := lines.Text(); !strings.HasPrefix(line, "module") {
			text.WriteString(line + "\n")
		}
	}
	sum, err := os.ReadFile("go.sum")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte(text.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "go.sum"), sum, 0o644); err != nil {
		t.Fatal(err)
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

func waitForPort(ctx context.Context, t *testing.T, port string) {
	t.Helper()
	for ctx.Err() == nil {
		if c, err := net.Dial("tcp", "127.0.0.1:"+port); err == nil {
			c.Close()
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("the application does not listen")
}
