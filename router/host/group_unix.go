//go:build unix

package host

import (
	"os/exec"
	"syscall"
)

// inGroup has a command run in a process group of its own, so that a terminal's signals
// reach the node alone, and the node's all of the group.
func inGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

func endGroup(cmd *exec.Cmd)  { signalGroup(cmd, syscall.SIGTERM) }
func killGroup(cmd *exec.Cmd) { signalGroup(cmd, syscall.SIGKILL) }

// signalGroup signals all processes of a group; that there is none any more is no fault.
func signalGroup(cmd *exec.Cmd, signal syscall.Signal) {
	_ = syscall.Kill(-cmd.Process.Pid, signal)
}
