package app

import (
	"os"
	"strings"
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
		// The first time it may not be watched yet.
		made := ts.MkAbs(args[1] + "~")
		ts.Check(os.WriteFile(made, []byte(ts.ReadFile(args[0])), 0o600))
		ts.Check(os.Rename(made, ts.MkAbs(args[1])))
	}
}
