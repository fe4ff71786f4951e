//go:build !unix

package app

import "os"

// alive reports whether a process runs.
func alive(pid int) bool {
	process, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	_ = process.Release() // it was only looked for
	return true
}
