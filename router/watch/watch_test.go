package watch

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// begin watches a directory until the end of the test.
func begin(t *testing.T, dir string, settle time.Duration) <-chan struct{} {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	changed, begun, ended := make(chan struct{}, 100), make(chan struct{}), make(chan error)
	go func() {
		ended <- Directories(ctx, []string{dir}, settle, func() { close(begun) }, func() { changed <- struct{}{} })
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	<-begun // from here on nothing is missed
	return changed
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestChangesAreSeen(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "file")
	write(t, filepath.Join(dir, "old"), "x")
	changed := begin(t, dir, 5*time.Millisecond)
	for what, change := range map[string]func() error{
		"created": func() error { return os.WriteFile(filepath.Join(dir, "new"), nil, 0o600) },
		"replaced": func() error {
			if err := os.WriteFile(name+"~", []byte("x"), 0o600); err != nil {
				return err
			}
			return os.Rename(name+"~", name)
		},
		"removed": func() error { return os.Remove(filepath.Join(dir, "old")) },
	} {
		if err := change(); err != nil {
			t.Fatal(err)
		}
		select {
		case <-changed:
		case <-time.After(20 * time.Second):
			t.Errorf("%s: not seen", what)
		}
	}
}

// TestManyChangesAreOne writes again and again, faster than things settle.
func TestManyChangesAreOne(t *testing.T) {
	dir := t.TempDir()
	changed := begin(t, dir, 300*time.Millisecond)
	for range 20 {
		write(t, filepath.Join(dir, "file"), "x")
		time.Sleep(time.Millisecond)
	}
	<-changed
	if n := len(changed); n > 0 {
		t.Errorf("%d more changes", n)
	}
}

func TestNoDirectory(t *testing.T) {
	err := Directories(t.Context(), []string{filepath.Join(t.TempDir(), "nothing")}, time.Second, nil, func() {})
	if err == nil || !strings.Contains(err.Error(), "nothing") {
		t.Errorf("error is %v", err)
	}
}
