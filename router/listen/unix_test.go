//go:build unix

package listen

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestUnixSocket(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	listen := func() (*Listener, error) { return Listen(Config{Network: "unix", Address: path}) }
	l, err := listen()
	if err != nil {
		t.Fatal(err)
	}
	if other, err := listen(); err == nil || !strings.Contains(err.Error(), "another process listens") {
		t.Errorf("a socket that is in use: %v, %v", other, err)
	}
	closeListener(t, l)
	if _, err := os.Lstat(path); !os.IsNotExist(err) {
		t.Errorf("the file is left behind: %v", err)
	}
}

// The socket of a process that was killed is replaced, and nothing else is.
func TestStaleUnixSocket(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	fd, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Bind(fd, &syscall.SockaddrUnix{Name: path}); err != nil {
		t.Fatal(err)
	}
	syscall.Close(fd)
	l, err := Listen(Config{Network: "unix", Address: path})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := net.Dial("unix", path); err != nil {
		t.Error(err)
	}
	closeListener(t, l)

	if err := os.WriteFile(path, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	if l, err := Listen(Config{Network: "unix", Address: path}); err == nil || !strings.Contains(err.Error(), "no socket") {
		t.Errorf("a file in the way: %v, %v", l, err)
	}
	if data, err := os.ReadFile(path); string(data) != "precious" {
		t.Errorf("the file has become %q, %v", data, err)
	}
}
