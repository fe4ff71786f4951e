//go:build !unix

package host

import "os/exec"

// Without process groups only the process itself is ended, and at once.

func inGroup(*exec.Cmd)       {}
func endGroup(cmd *exec.Cmd)  { killGroup(cmd) }
func killGroup(cmd *exec.Cmd) { _ = cmd.Process.Kill() } // it may have ended
