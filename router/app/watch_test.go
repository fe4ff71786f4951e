package app

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// replace FILE BY TEXT LOG replaces a file as a whole until a log has one more of a text.
func replace(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 4 {
		ts.Fatalf("usage: replace BY FILE TEXT LOG")
	}
	before := strings.Count(ts.ReadFile(args[3]), args[2])
	for deadline := time.Now().Add(20 * time.Second); strings.Count(ts.ReadFile(args[3]), args[2]) <= before; time.Sleep(2 * settle) {
		if time.Now().After(deadline) {
			ts.Fatalf("%s has no more of %q: %s", args[3], args[2], ts.ReadFile(args[3]))
		}
		made := ts.MkAbs(args[1] + "~")
		ts.Check(os.WriteFile(made, []byte(ts.ReadFile(args[0])), 0o600))
		ts.Check(os.Rename(made, ts.MkAbs(args[1])))
	}
}

// TestChangeBeforeTheWatch changes the node file after it was read and before it is watched.
func TestChangeBeforeTheWatch(t *testing.T) {
	name := filepath.Join(t.TempDir(), "node.yaml")
	if err := os.WriteFile(name, []byte("version: 2"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := readFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte("version: 2\nworkers: []"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	changed, ended := make(chan struct{}, 1), make(chan error, 1)
	go func() { ended <- (&operator{file: f}).watchFile(ctx, changed) }()
	select {
	case <-changed:
	case err := <-ended:
		t.Error(err)
	case <-time.After(20 * time.Second):
		t.Error("the change is missed")
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
