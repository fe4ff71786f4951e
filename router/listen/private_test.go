//go:build unix

package listen

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPrivateSocket(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	for _, name := range []string{path, path + "~"} { // as a process that was killed leaves them
		dead, err := net.ListenUnix("unix", &net.UnixAddr{Name: name, Net: "unix"})
		if err != nil {
			t.Fatal(err)
		}
		dead.SetUnlinkOnClose(false)
		if err := dead.Close(); err != nil {
			t.Fatal(err)
		}
	}
	cfg := Config{Network: "unix", Address: path, Private: true}
	l, err := Listen(cfg)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode is %v, %v", info.Mode(), err)
	}
	if got := l.Addr().String(); got != path {
		t.Errorf("address is %q", got)
	}
	if _, err := Listen(cfg); err == nil || !strings.Contains(err.Error(), "another process listens") {
		t.Errorf("a second socket: %v", err)
	}
	closeListener(t, l)
	if files, err := os.ReadDir(filepath.Dir(path)); err != nil || len(files) > 0 {
		t.Errorf("left are %v, %v", files, err)
	}
}
