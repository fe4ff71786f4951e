package host

import (
	"os/exec"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestProcessIsBuriedBeforeItsIDIsFree has the group of a process killed while the process is a
// zombie, which keeps its id, and never signaled after that.
func TestProcessIsBuriedBeforeItsIDIsFree(t *testing.T) {
	cmd := exec.Command("/bin/sh", "-c", "exit 3")
	inGroup(cmd)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	pid := cmd.Process.Pid
	if !awaitEnd(pid) || !zombie(pid) {
		t.Error("the process is not a zombie")
	}
	r := &process{cmd: cmd, done: make(chan struct{})}
	var signals []string
	note := func(what string) { r.signal(func(*exec.Cmd) { signals = append(signals, what) }) }
	note("before")
	r.wait(nil)
	if got := cmd.ProcessState.ExitCode(); got != 3 {
		t.Errorf("exit code %d", got)
	}
	note("after")
	if diff := cmp.Diff([]string{"before"}, signals); diff != "" {
		t.Errorf("signals (-want +got):\n%s", diff)
	}
	if awaitEnd(pid) {
		t.Error("a process that was waited for can be waited for")
	}
	if err := syscall.Kill(-pid, 0); err != syscall.ESRCH {
		t.Errorf("its group is there: %v", err)
	}
}
