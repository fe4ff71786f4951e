package main

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/example/apptest"
)

// clients are the columns of the table in docs/interop.md: the client libraries, each with
// its command but for the script, and the transports and serializations that it has.
var clients = []struct {
	name    string
	peer    string // its name among peers
	library string // of run.mjs; "": run.py
	runs    []run
	serves  string // the serialization in which it serves the others
}{
	{"autobahn-js", "autobahn", "autobahn", append(webSocket("json", "msgpack", "cbor"), run{"RawSocket", "json"}, run{"Unix", "json"}), "msgpack"},
	{"wampy", "wampy", "wampy", webSocket("json", "msgpack", "cbor"), "json"},
	{"autobahn-python", "python", "", append(webSocket("json", "msgpack", "cbor"),
		run{"RawSocket", "json"}, run{"RawSocket", "msgpack"}, run{"RawSocket", "cbor"}, run{"Unix", "cbor"}), "cbor"},
}

// run is a transport and a serialization.
type run struct{ transport, serialization string }

func webSocket(serializations ...string) (runs []run) {
	for _, s := range serializations {
		runs = append(runs, run{"WebSocket", s})
	}
	return runs
}

// TestInterop has each client library go through all that the table in docs/interop.md says
// of it, over each transport and serialization it has: with the hosted component, with
// itself, and with the other libraries, of which each serves in another serialization. A
// script has to report each of these behaviours, and nothing else.
func TestInterop(t *testing.T) {
	node, noNode := apptest.Tool("node")
	python, noPython := apptest.Python("autobahn", "msgpack", "cbor2")
	apptest.Require(t, noNode, noPython, apptest.NPM("..", "autobahn"), apptest.NPM("..", "wampy"))
	says := documented(t)

	dir := socketDir(t)
	config, err := os.ReadFile("node.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "node.yaml"), config, 0o600); err != nil {
		t.Fatal(err)
	}
	page := apptest.Start(t, apptest.Build(t), "start", "--config", filepath.Join(dir, "node.yaml"))
	addresses := map[string]string{
		"WebSocket": "ws://" + page.Host + "/ws",
		"RawSocket": "rs://" + page.Host,
		"Unix":      "rs://unix:" + filepath.Join(dir, "router.sock"),
	}
	script := func(library, name string) []string {
		if library == "" {
			return []string{python, name + ".py"}
		}
		return []string{node, name + ".mjs", library}
	}
	for _, c := range clients {
		serve(t, append(script(c.library, "peer"), addresses["WebSocket"], c.serves))
	}
	t.Run("clients", func(t *testing.T) {
		for _, c := range clients {
			var peers []string
			for _, other := range clients {
				if other.name != c.name {
					peers = append(peers, other.peer)
				}
			}
			for _, r := range c.runs {
				t.Run(c.name+" "+r.transport+" "+r.serialization, func(t *testing.T) {
					t.Parallel()
					name := strings.ToLower(c.peer + "_" + r.transport + "_" + r.serialization)
					command := append(script(c.library, "run"), addresses[r.transport], r.serialization, name, strings.Join(peers, ","))
					if diff := cmp.Diff(says[c.name], behave(t, append(command, says[c.name]...))); diff != "" {
						t.Errorf("behaviours that hold (-want +got):\n%s", diff)
					}
				})
			}
		}
	})
}

// socketDir is a directory with a path that is short enough for a Unix socket.
func socketDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "interop")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// behave runs a client and returns the behaviours that it reports to hold.
func behave(t *testing.T, command []string) (hold []string) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
	defer stop()
	client := exec.CommandContext(ctx, command[0], command[1:]...)
	client.Dir = "clients"
	out, err := client.CombinedOutput()
	if err != nil {
		t.Errorf("%s: %v\n%s", strings.Join(command[:4], " "), err, out)
	}
	for line := range strings.Lines(string(out)) {
		if behaviour, ok := strings.CutPrefix(line, "ok  "); ok {
			hold = append(hold, strings.TrimSpace(behaviour))
		}
	}
	return hold
}

// serve runs a peer until the test ends, and returns when it is ready.
func serve(t *testing.T, command []string) {
	t.Helper()
	peer := exec.CommandContext(t.Context(), command[0], command[1:]...)
	peer.Dir = "clients"
	var trouble bytes.Buffer
	peer.Stderr = &trouble
	out, err := peer.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := peer.Start(); err != nil {
		t.Fatal(err)
	}
	lines := make(chan string)
	go func() {
		defer close(lines)
		for said := bufio.NewScanner(out); said.Scan(); {
			lines <- said.Text()
		}
	}()
	t.Cleanup(func() {
		peer.Process.Kill()
		for range lines {
		}
		peer.Wait()
	})
	late := time.After(30 * time.Second)
	for {
		select {
		case line, ok := <-lines:
			if line == "ready" {
				return
			}
			if !ok {
				peer.Wait()
				t.Fatalf("%s ends before it is ready\n%s", strings.Join(command, " "), trouble.String())
			}
		case <-late:
			t.Fatalf("%s does not get ready", strings.Join(command, " "))
		}
	}
}

var row = regexp.MustCompile(`(?m)^\| (.+) \| (.+) \| (.+) \| (.+) \|$`)

// documented returns what the table in docs/interop.md says that each client does.
func documented(t *testing.T) map[string][]string {
	t.Helper()
	doc, err := os.ReadFile("../../docs/interop.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := row.FindAllStringSubmatch(string(doc), -1)
	if len(rows) < 18 {
		t.Fatalf("the table of clients in docs/interop.md has %d rows", len(rows))
	}
	says := map[string][]string{}
	for _, cells := range rows[1:] {
		for i, client := range rows[0][2:] {
			switch cell := cells[i+2]; {
			case cell == "yes":
				says[client] = append(says[client], cells[1])
			case !strings.HasPrefix(cell, "no"):
				t.Errorf("docs/interop.md, %s, %s: %q is neither yes nor no", cells[1], client, cell)
			}
		}
	}
	for _, c := range clients {
		if len(says[c.name]) < 16 || !slices.Contains(rows[0], c.name) {
			t.Errorf("docs/interop.md says little of %s: %q", c.name, says[c.name])
		}
	}
	return says
}
