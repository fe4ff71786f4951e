package app

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
)

// pidFile is a file with the id of the process, for scripts that signal it.
type pidFile string

// claim writes the file, unless it is that of a process that runs. "" is no file.
func (p pidFile) claim() error {
	if p == "" {
		return nil
	}
	data, err := os.ReadFile(string(p))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read PID file: %w", err)
	}
	if pid, err := strconv.Atoi(string(bytes.TrimSpace(data))); err == nil && pid != os.Getpid() && alive(pid) {
		return fmt.Errorf("PID file %s: process %d is running", string(p), pid)
	}
	// Whoever reads it finds all of it or nothing.
	made := string(p) + "~"
	if err := os.WriteFile(made, fmt.Appendf(nil, "%d\n", os.Getpid()), 0o644); err != nil {
		return fmt.Errorf("write PID file: %w", err)
	}
	if err := os.Rename(made, string(p)); err != nil {
		return fmt.Errorf("write PID file: %w", errors.Join(err, os.Remove(made)))
	}
	return nil
}

// release takes the file away.
func (p pidFile) release() {
	if p != "" {
		_ = os.Remove(string(p)) // it may have gone
	}
}
