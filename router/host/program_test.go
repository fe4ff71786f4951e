//go:build unix

package host

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// record is the messages and streams of a log.
type record struct {
	slog.Handler
	mu    *sync.Mutex
	lines *[]string
}

func newRecord() record { return record{slog.DiscardHandler, new(sync.Mutex), new([]string)} }

func (r record) Enabled(context.Context, slog.Level) bool { return true }
func (r record) WithGroup(string) slog.Handler            { return r }

func (r record) WithAttrs(attrs []slog.Attr) slog.Handler {
	for _, a := range attrs {
		if a.Key == "stream" {
			return stream{r, a.Value.String()}
		}
	}
	return r
}

type stream struct {
	record
	name string
}

func (s stream) Handle(_ context.Context, r slog.Record) error {
	s.note(s.name + ": " + r.Message)
	return nil
}

func (r record) Handle(_ context.Context, line slog.Record) error {
	r.note(line.Message)
	return nil
}

func (r record) note(line string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	*r.lines = append(*r.lines, line)
}

func (r record) read() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), *r.lines...)
}

// shell is a program that runs a script.
func shell(script string) *Program {
	return &Program{Path: "/bin/sh", Args: []string{"-c", script}, Env: os.Environ(), LogStdout: true, LogStderr: true}
}

func guest(p *Program, log record, restart Restart) *Component {
	return New(Spec{ID: "guest", Program: p, Restart: restart, Logger: slog.New(log)})
}

// until waits for a state.
func until(t *testing.T, c *Component, want State) Status {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(time.Millisecond) {
		status := c.Status()
		if status.State == want {
			return status
		}
		if time.Now().After(deadline) {
			t.Fatalf("state is %s (%v), want %s", status.State, status.Err, want)
		}
	}
}

func TestProgramOutputIsLogged(t *testing.T) {
	log := newRecord()
	p := shell(`printf 'one\ntwo\r\n\nbad \377\nlast'; head -c 20000 /dev/zero | tr '\0' x >&2`)
	c := guest(p, log, Restart{Policy: Never})
	if err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	until(t, c, Stopped)
	stop(t, c)
	var stdout, stderr []string
	for _, line := range log.read() {
		if text, ok := strings.CutPrefix(line, "stdout: "); ok {
			stdout = append(stdout, text)
		}
		if text, ok := strings.CutPrefix(line, "stderr: "); ok {
			stderr = append(stderr, strconv.Itoa(len(text)))
		}
	}
	if diff := cmp.Diff([]string{"one", "two", "bad \uFFFD", "last"}, stdout); diff != "" {
		t.Errorf("stdout (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"16384", "3616"}, stderr); diff != "" {
		t.Errorf("lengths of stderr's lines (-want +got):\n%s", diff)
	}
}

// TestProgramEnds has a program end in each way, for each policy.
func TestProgramEnds(t *testing.T) {
	for _, c := range []struct {
		script string
		policy Policy
		want   State
		err    string
	}{
		{"exit 0", Never, Stopped, ""},
		{"exit 0", OnFailure, Stopped, ""},
		{"exit 0", Always, Backoff, ""},
		{"exit 3", Never, Failed, "exit status 3"},
		{"exit 3", OnFailure, Backoff, "exit status 3"},
		{"kill -KILL $$", OnFailure, Backoff, "signal: killed"},
	} {
		t.Run(fmt.Sprint(c.script, c.policy), func(t *testing.T) {
			g := guest(shell(c.script), newRecord(), Restart{Policy: c.policy, First: time.Hour, Longest: time.Hour})
			if err := g.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			status := until(t, g, c.want)
			got := ""
			if status.Err != nil {
				got = status.Err.Error()
			}
			if got != c.err || status.PID != 0 {
				t.Errorf("error %q, process %d, want %q", got, status.PID, c.err)
			}
			stop(t, g)
		})
	}
}

func TestProgramRestartsAreUsedUp(t *testing.T) {
	log := newRecord()
	g := guest(shell("echo again; exit 1"), log, Restart{Policy: OnFailure, First: time.Millisecond, Limit: 2})
	if err := g.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	until(t, g, Failed)
	stop(t, g)
	runs := 0
	for _, line := range log.read() {
		if line == "stdout: again" {
			runs++
		}
	}
	if runs != 3 {
		t.Errorf("it ran %d times", runs)
	}
}

func TestProgramThatIsNotThere(t *testing.T) {
	g := guest(&Program{Path: filepath.Join(t.TempDir(), "nothing")}, newRecord(), Restart{})
	if err := g.Start(t.Context()); err == nil || !strings.Contains(err.Error(), `"guest"`) || g.Status().State != Failed {
		t.Errorf("error is %v, state %s", err, g.Status().State)
	}
}

// TestProgramGroupIsStopped stops a program that has started others, of which one
// takes no notice of SIGTERM.
func TestProgramGroupIsStopped(t *testing.T) {
	log := newRecord()
	g := guest(shell(`sh -c 'trap "" TERM; echo $$; while :; do sleep 1; done' & trap 'echo ending; exit 0' TERM; echo up; while :; do sleep 0.01; done`), log, Restart{})
	if err := g.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	var child int
	for child == 0 {
		lines := log.read()
		if !strings.Contains(strings.Join(lines, "\n"), "stdout: up") {
			continue
		}
		for _, line := range lines {
			if pid, err := strconv.Atoi(strings.TrimPrefix(line, "stdout: ")); err == nil {
				child = pid
			}
		}
		time.Sleep(time.Millisecond)
	}
	if pid := g.Status().PID; pid <= 0 || syscall.Kill(pid, 0) != nil {
		t.Errorf("process %d does not run", pid)
	}
	stop(t, g)
	if !strings.Contains(strings.Join(log.read(), "\n"), "stdout: ending") {
		t.Errorf("it was not told: %q", log.read())
	}
	for deadline := time.Now().Add(20 * time.Second); syscall.Kill(child, 0) == nil && !zombie(child); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("process %d is left", child)
		}
	}
}

// zombie reports whether a process has ended and only its parent has not looked.
func zombie(pid int) bool {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && strings.Contains(string(data), ") Z ")
}

func TestProgramIsKilledWhenTimeIsUp(t *testing.T) {
	log := newRecord()
	g := guest(shell(`trap '' TERM; echo up; while :; do sleep 0.01; done`), log, Restart{})
	if err := g.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	for !strings.Contains(strings.Join(log.read(), "\n"), "stdout: up") {
		time.Sleep(time.Millisecond)
	}
	pid := g.Status().PID
	p := g.run
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p.cancel()
	<-p.done
	if err := p.instance.Stop(ctx, wamp.CloseNormal); err != nil {
		t.Error(err)
	}
	if syscall.Kill(pid, 0) == nil {
		t.Errorf("process %d is left", pid)
	}
}

func TestProgramReadsItsInput(t *testing.T) {
	log := newRecord()
	p := shell(`read line; echo "got $line"; cat; echo end`)
	p.Stdin = []byte("{\"a\":1}\nmore\n")
	g := guest(p, log, Restart{Policy: Never})
	if err := g.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	until(t, g, Stopped)
	want := []string{"stdout: got {\"a\":1}", "stdout: more", "stdout: end"}
	var got []string
	for _, line := range log.read() {
		if strings.HasPrefix(line, "stdout: ") {
			got = append(got, line)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
	stop(t, g)

	p = shell(`read line; echo "got $line"; if read -t 1 more; then echo more; else echo "open $?"; fi; exec sleep 1000`)
	p.Path, p.Stdin, p.KeepStdin = "/bin/bash", []byte("x\n"), true
	log = newRecord()
	g = guest(p, log, Restart{Policy: Never})
	if err := g.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	for !strings.Contains(strings.Join(log.read(), "\n"), "stdout: open") {
		time.Sleep(time.Millisecond)
	}
	if text := strings.Join(log.read(), "\n"); !strings.Contains(text, "stdout: open 142") {
		t.Errorf("its input has ended: %s", text)
	}
	stop(t, g)
}

// TestProgramIsRestartedForItsFiles changes a file in a directory that is watched.
func TestProgramIsRestartedForItsFiles(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "version")
	if err := os.WriteFile(file, []byte("one\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	log := newRecord()
	p := shell(`cat ` + file + `; exec sleep 1000`)
	p.Watch = []string{dir}
	g := guest(p, log, Restart{Policy: Never})
	if err := g.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(20 * time.Second); !strings.Contains(strings.Join(log.read(), "\n"), "stdout: two"); {
		if time.Now().After(deadline) {
			t.Fatalf("it was not restarted: %q", log.read())
		}
		if err := os.WriteFile(file, []byte("two\n"), 0o600); err != nil { // it may not be watched yet
			t.Fatal(err)
		}
		time.Sleep(3 * settle)
	}
	until(t, g, Ready)
	stop(t, g)
}
