//go:build unix

package node

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/router/config"
	"github.com/wampgen/wampgen/router/host"
	"github.com/wampgen/wampgen/runtime"
)

// planIn makes the plan of a node file in a directory.
func planIn(t *testing.T, dir, source string, classes ...runtime.Class) (*Plan, string) {
	t.Helper()
	cfg, faults := config.Load("node.yaml", []byte(source), os.LookupEnv)
	plan, more := NewPlan(cfg, registryOf(t, classes...), Disk(dir))
	faults.Add(more...)
	return plan, faults.Text(diag.Sources{"node.yaml": []byte(source)})
}

// startIn starts a node whose file is in a directory, and stops it at the end of the test.
func startIn(t *testing.T, dir, source string, opts ...Option) (*Node, *logBuffer) {
	t.Helper()
	plan, said := planIn(t, dir, source)
	if plan == nil {
		t.Fatal(said)
	}
	log := &logBuffer{}
	n, err := Start(t.Context(), plan, textLogger(log), opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, n) })
	return n, log
}

func TestGuest(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "work"), 0o700); err != nil {
		t.Fatal(err)
	}
	script := "#!/bin/sh\nread line\necho $line in $(basename $(pwd)) of $NAME, not $HOME or $NOTIFY_SOCKET, with $*\necho no >&2\nexec sleep 1000\n"
	if err := os.WriteFile(filepath.Join(dir, "guest.sh"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("NOTIFY_SOCKET", "secret")
	source := `version: 2
workers:
  - type: guest
    id: visitor
    executable: ./guest.sh
    arguments: [a b, c]
    options:
      workdir: work
      env: {inherit: [PATH], vars: {NAME: mine}}
      stdin: {type: json, value: {a: 1}}
      stderr: drop
`
	n, log := startIn(t, dir, source)
	for !strings.Contains(log.String(), "with a b c") {
		time.Sleep(time.Millisecond)
	}
	want := `msg="{\"a\":1} in work of mine, not or , with a b c" worker=visitor component=visitor`
	if !strings.Contains(log.String(), want) || strings.Contains(log.String(), "msg=no") {
		t.Errorf("want %s in\n%s", want, log)
	}
	status := n.List()[0]
	if status.Worker != "visitor" || status.ID != "visitor" || status.State != host.Ready || syscall.Kill(status.PID, 0) != nil {
		t.Errorf("status is %+v", status)
	}

	// A reload that changes nothing leaves it alone; one without it ends it.
	plan, said := planIn(t, dir, source)
	if changes, err := n.Reload(t.Context(), plan); err != nil || changes != nil {
		t.Errorf("changes %v, %v %s", changes, err, said)
	}
	plan, _ = planIn(t, dir, "version: 2\nworkers: []\n")
	changes, err := n.Reload(t.Context(), plan)
	if diff := cmp.Diff([]Change{{Removed, ComponentPart, "visitor", "visitor"}}, changes); diff != "" || err != nil {
		t.Errorf("%v, changes (-want +got):\n%s", err, diff)
	}
	if syscall.Kill(status.PID, 0) == nil {
		t.Errorf("process %d is left", status.PID)
	}
}

func TestGuestFaults(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for worker, want := range map[string]string{
		"executable: no_such_program_here":                        `workers[0].executable: find program "no_such_program_here": executable file not found`,
		"executable: ./nothing":                                   "nothing",
		"executable: ./file":                                      "permission denied",
		"executable: sh, options: {workdir: nowhere}":             `workers[0].options.workdir: there is no directory "nowhere"`,
		"executable: sh, options: {watch: {directories: [file]}}": `2:73: error: workers[0].options.watch.directories[0]: there is no directory "file"`,
		`executable: sh, options: {env: {vars: {"A=B": x}}}`:      `"A=B" can not be an environment variable`,
		"executable: sh, options: {stdin: open}":                  `workers[0].options.stdin: want "close", got "open"`,
		"executable: sh, options: {stdin: 7}":                     `want "close" or a map, got`,
		"executable: sh, backoff: {first: 2s, longest: 1s}":       "want at least the first pause",
		"executable: sh, options: {stdout: file}":                 `one of "log", "drop", "close"`,
		"executable: sh, options: {stdin: {type: json}}":          `missing key "value"`,
		"executable: sh, options: {env: {inherit: [1]}}":          "want a string",
		"executable: sh, realms: []":                              `unknown key "realms"`,
	} {
		plan, said := planIn(t, dir, "version: 2\nworkers: [{type: guest, "+worker+"}]\n")
		if plan != nil && !strings.Contains(said, "error") || !strings.Contains(said, want) {
			t.Errorf("%s: want %q in\n%s", worker, want, said)
		}
	}
}

// TestGuestThatCanNotStart is not required, or it is.
func TestGuestThatCanNotStart(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "guest")
	source := "version: 2\nworkers: [{type: guest, executable: ./guest, restart: never}]\n"
	start := func(source string) (*Node, error) {
		if err := os.WriteFile(path, []byte("\x7fELF no program"), 0o700); err != nil {
			t.Fatal(err)
		}
		plan, said := planIn(t, dir, source)
		if plan == nil {
			t.Fatal(said)
		}
		return Start(t.Context(), plan, nil)
	}
	n, err := start(source)
	if err != nil {
		t.Fatal(err)
	}
	if s := n.List()[0]; s.State != host.Failed || s.Err == nil {
		t.Errorf("status is %+v", s)
	}
	stop(t, n)
	if _, err := start(strings.Replace(source, "restart: never", "required: true", 1)); err == nil || !strings.Contains(err.Error(), `"worker001"`) {
		t.Errorf("error is %v", err)
	}
}

// TestShutdownModes has workers end by themselves.
func TestShutdownModes(t *testing.T) {
	guest := func(script string) string {
		return `{type: guest, executable: sh, arguments: ["-c", "` + script + `"], restart: never}`
	}
	for _, c := range []struct {
		mode, workers string
		stops         bool
	}{
		{"shutdown_on_worker_exit", guest("exit 0"), true},
		{"[shutdown_on_shutdown_requested, shutdown_on_worker_exit]", guest("exit 1") + ", " + guest("exec sleep 1000"), true},
		{"shutdown_on_worker_exit_with_error", guest("exit 1"), true},
		{"shutdown_on_worker_exit_with_error", guest("exit 0"), false},
		{"shutdown_on_last_worker_exit", guest("exit 0") + ", " + guest("exit 3"), true},
		{"shutdown_on_last_worker_exit", guest("exit 0") + ", " + guest("exec sleep 1000"), false},
		{"shutdown_on_last_worker_exit", guest("exit 0") + ", {type: router}", false},
		{"shutdown_on_shutdown_requested", guest("exit 1"), false},
	} {
		t.Run(c.mode+" "+c.workers, func(t *testing.T) {
			o := stopper{make(chan struct{}, 10)}
			n, _ := startIn(t, t.TempDir(), "version: 2\ncontroller: {options: {shutdown: "+c.mode+"}}\nworkers: ["+c.workers+"]\n", WithOperator(o))
			if c.stops {
				<-o.told
				return
			}
			for n.List()[0].Left == false {
				time.Sleep(time.Millisecond)
			}
			stop(t, n) // it waits for what has been begun
			if len(o.told) > 0 {
				t.Error("the node is told to stop")
			}
		})
	}
}
