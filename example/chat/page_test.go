package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/wampgen/wampgen/example/apptest"
)

// modules is where the browser's driver is installed.
const modules = ".."

// TestPage uses the page as two people would.
func TestPage(t *testing.T) {
	node, noNode := apptest.Tool("node")
	browser, noBrowser := apptest.Tool("chromium")
	apptest.Require(t, noNode, noBrowser, apptest.NPM(modules, "playwright-core"))

	page := apptest.Start(t, apptest.Build(t))
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
	defer stop()
	script := exec.CommandContext(ctx, node, "page.mjs", browser, page.String())
	script.Env = append(os.Environ(), "TMPDIR="+t.ArtifactDir()) // go test -artifacts keeps the screenshots
	out, err := script.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(out, []byte("ok  no error in the console")) {
		t.Fatal("the script has checked nothing")
	}
}

// The examples' pages have one WAMP client: each application is complete in itself.
func TestPageClientIsThatOfHello(t *testing.T) {
	ours, err := os.ReadFile("web/wamp.js")
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := os.ReadFile("../hello/web/wamp.js")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(ours, theirs) {
		t.Error("web/wamp.js differs from that of example/hello: copy the newer one")
	}
}
