package app

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"
)

// terminal opens a pseudo terminal: what has hold of the first file is the window, the
// second file is for the program in it.
func terminal(t *testing.T) (window, inside *os.File) {
	t.Helper()
	window, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no pseudo terminals here: %v", err)
	}
	var number, lock uint32
	control(t, window, syscall.TIOCGPTN, &number)
	control(t, window, syscall.TIOCSPTLCK, &lock)
	inside, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	return window, inside
}

// control is ioctl(2) with a pointer.
func control(t *testing.T, f *os.File, request uintptr, argument *uint32) {
	t.Helper()
	if _, _, err := syscall.Syscall(syscall.SYS_IOCTL, f.Fd(), request, uintptr(unsafe.Pointer(argument))); err != 0 {
		t.Fatal(err)
	}
}

// TestTerminalIsClosed starts a node in a terminal, has it reload, and closes the window.
func TestTerminalIsClosed(t *testing.T) {
	window, inside := terminal(t)
	dir := t.TempDir()
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	if err := os.WriteFile(filepath.Join(dir, "node.yaml"), []byte("version: 2\nworkers: [{type: router}]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// Tests that run under nohup ignore the signal, and what they start would, too.
	heard := make(chan os.Signal, 1)
	signal.Notify(heard, syscall.SIGHUP)
	defer signal.Stop(heard)
	cmd := exec.Command(program)
	cmd.Args, cmd.Dir = []string{"plain"}, dir
	cmd.Stdin, cmd.Stdout, cmd.Stderr = inside, log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = cmd.Process.Kill() }() // if it has not ended
	inside.Close()
	says := func(text string) {
		t.Helper()
		for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(time.Millisecond) {
			data, err := os.ReadFile(log.Name())
			if strings.Contains(string(data), text) {
				return
			}
			if time.Now().After(deadline) {
				t.Fatalf("log does not say %q: %v\n%s", text, err, data)
			}
		}
	}
	says("Ctrl-C")
	if err := cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	says("node reloaded")
	if err := window.Close(); err != nil {
		t.Fatal(err)
	}
	says(errTerminal.Error())
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
}
