package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// longAgo is the time of files that nobody has written since.
var longAgo = time.Unix(1_000_000_000, 0)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"wampgen": main})
}

// TestStories runs the stories in testdata: what people do with the command, and
// what they see.
func TestStories(t *testing.T) {
	repository, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	caches, err := exec.Command("go", "env", "GOCACHE", "GOMODCACHE", "GOPATH").Output()
	if err != nil {
		t.Fatal(err)
	}
	dirs := strings.Fields(string(caches))
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			env.Setenv("REPOSITORY", repository)
			env.Setenv("GOCACHE", dirs[0])
			env.Setenv("GOMODCACHE", dirs[1])
			env.Setenv("GOPATH", dirs[2])
			env.Setenv("GOFLAGS", "-mod=mod")
			env.Setenv("GOPROXY", "off")
			env.Setenv("GOTOOLCHAIN", "local")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			// keep FILE... gives files a time that no later write has; kept FILE...
			// checks that they still have it.
			"keep": func(ts *testscript.TestScript, _ bool, files []string) {
				for _, file := range files {
					ts.Check(os.Chtimes(ts.MkAbs(file), longAgo, longAgo))
				}
			},
			"kept": func(ts *testscript.TestScript, neg bool, files []string) {
				for _, file := range files {
					info, err := os.Stat(ts.MkAbs(file))
					ts.Check(err)
					if info.ModTime().Equal(longAgo) == neg {
						ts.Fatalf("%s was written at %v", file, info.ModTime())
					}
				}
			},
		},
	})
}
