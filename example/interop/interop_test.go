package main

import (
	"bufio"
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/example/apptest"
)

// clients are the columns of the tables in docs/interop.md: the client libraries, each with
// its command but for the script.
var clients = []struct {
	name   string
	peer   string   // its name among peers
	run    []string // goes through the behaviours
	serve  []string // serves the others; nil: does not
	serves string   // in this serialization
}{
	{"autobahn-js", "autobahn", []string{"node", "run.mjs", "autobahn"}, []string{"node", "peer.mjs", "autobahn"}, "msgpack"},
	{"autobahn-js in Chromium", "chromium", []string{"node", "chromium.mjs"}, nil, ""},
	{"wampy", "wampy", []string{"node", "run.mjs", "wampy"}, []string{"node", "peer.mjs", "wampy"}, "json"},
	{"autobahn-python", "python", []string{"python3", "run.py"}, []string{"python3", "peer.py"}, "cbor"},
	{"autobahn-cpp", "cpp", []string{"cpp"}, nil, ""},
}

// TestInterop has each client library go through all that the tables in docs/interop.md say
// of it, over each transport and serialization: with the hosted component, with
// itself, and with the other libraries, of which each serves in another serialization. A
// script has to report each of these behaviours, and nothing else.
func TestInterop(t *testing.T) {
	node, noNode := apptest.Tool("node")
	chromium, noChromium := apptest.Tool("chromium")
	python, noPython := apptest.Python("autobahn", "msgpack", "cbor2")
	apptest.Require(t, noNode, noChromium, noPython)
	for _, name := range []string{"autobahn", "autobahn-browser", "playwright-core", "wampy"} {
		apptest.Require(t, apptest.NPM("..", name))
	}
	buildCPP := sync.OnceValues(buildCPP)
	programs := map[string]string{"node": node, "python3": python}
	does, speaks := documented(t, "behaviour"), documented(t, "transport")

	dir := socketDir(t)
	authority := secure(t, dir)
	addresses := serveAll(t, dir, "tls.yaml")
	env := append(os.Environ(), "NODE_EXTRA_CA_CERTS="+authority, "INTEROP_AUTHORITY="+authority, "CHROMIUM="+chromium)
	command := func(t *testing.T, script []string, args ...string) *exec.Cmd {
		program := programs[script[0]]
		if script[0] == "cpp" { // the others need one another
			var fault error
			program, fault = buildCPP()
			apptest.Require(t, fault)
		}
		cmd := exec.Command(program, slices.Concat(script[1:], args)...)
		cmd.Dir, cmd.Env = "clients", env
		return cmd
	}
	for _, c := range clients {
		if c.serve != nil {
			serve(t, command(t, c.serve, addresses["WebSocket"], c.serves))
		}
	}
	t.Run("clients", func(t *testing.T) {
		for _, c := range clients {
			var peers []string
			for _, other := range clients {
				if other.name != c.name && other.serve != nil {
					peers = append(peers, other.peer)
				}
			}
			for _, spoken := range speaks[c.name] {
				transport, serialization, _ := strings.Cut(spoken, ", ")
				t.Run(c.name+" "+spoken, func(t *testing.T) {
					t.Parallel()
					name := strings.ToLower(separators.ReplaceAllString(c.peer+"_"+spoken, "_"))
					if addresses[transport] == "" {
						t.Fatalf("the application serves no %s: %q", transport, addresses)
					}
					client := command(t, c.run, slices.Concat([]string{addresses[transport], serialization, name, strings.Join(peers, ",")}, does[c.name])...)
					if diff := cmp.Diff(does[c.name], behave(t, client)); diff != "" {
						t.Errorf("behaviours that hold (-want +got):\n%s", diff)
					}
				})
			}
		}
	})
}

// TestPagesThatPoll has Chromium close, reload and cut off pages that poll.
func TestPagesThatPoll(t *testing.T) {
	node, noNode := apptest.Tool("node")
	chromium, noChromium := apptest.Tool("chromium")
	apptest.Require(t, noNode, noChromium, apptest.NPM("..", "autobahn"), apptest.NPM("..", "autobahn-browser"), apptest.NPM("..", "playwright-core"))
	addresses := serveAll(t, socketDir(t), "poll.yaml")
	client := exec.Command(node, "polling.mjs", addresses["pages"], addresses["WebSocket"])
	client.Dir, client.Env = "clients", append(os.Environ(), "CHROMIUM="+chromium)
	want := []string{"reload", "close", "slow network", "offline, and back", "pages of other hosts"}
	if diff := cmp.Diff(want, behave(t, client)); diff != "" {
		t.Errorf("behaviours that hold (-want +got):\n%s", diff)
	}
}

var separators = regexp.MustCompile(`\W+`)

// secure gives a directory a certificate that vouches for itself, and its key. It returns
// the file of the certificate.
func secure(t *testing.T, dir string) (authority string) {
	t.Helper()
	server := httptest.NewTLSServer(http.NotFoundHandler())
	server.Close()
	pair := server.TLS.Certificates[0]
	key, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]pem.Block{
		"server.pem": {Type: "CERTIFICATE", Bytes: pair.Certificate[0]},
		"key.pem":    {Type: "PRIVATE KEY", Bytes: key},
	} {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(&block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "server.pem")
}

// serveAll starts the application, with one more transport, and returns its addresses by
// transport.
func serveAll(t *testing.T, dir, more string) map[string]string {
	t.Helper()
	var config []byte
	for _, part := range []string{"node.yaml", filepath.Join("testdata", more)} { // the transports are the end of the file
		text, err := os.ReadFile(part)
		if err != nil {
			t.Fatal(err)
		}
		config = append(config, text...)
	}
	if err := os.WriteFile(filepath.Join(dir, "node.yaml"), config, 0o600); err != nil {
		t.Fatal(err)
	}
	names := map[string]string{
		"ws": "WebSocket", "rs": "RawSocket", "rs unix": "RawSocket over a Unix socket",
		"wss": "WebSocket over TLS", "rss": "RawSocket over TLS", "http poll": "HTTP long-poll", "http pages": "pages",
	}
	addresses := map[string]string{}
	for _, address := range apptest.Serve(t, apptest.Build(t), "start", "--config", filepath.Join(dir, "node.yaml")) {
		scheme, host, _ := strings.Cut(address, "://")
		if strings.HasPrefix(host, "unix:") {
			scheme += " unix"
		} else if _, path, _ := strings.Cut(host, "/"); path == "poll" || path == "pages" {
			scheme += " " + path
		}
		if name := names[scheme]; name != "" {
			addresses[name] = address
		}
	}
	return addresses
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
func behave(t *testing.T, client *exec.Cmd) (hold []string) {
	t.Helper()
	giveUp := time.AfterFunc(2*time.Minute, func() { client.Process.Kill() })
	defer giveUp.Stop()
	out, err := client.CombinedOutput()
	if err != nil {
		t.Errorf("%s: %v\n%s", client, err, out)
	}
	for line := range strings.Lines(string(out)) {
		if behaviour, ok := strings.CutPrefix(line, "ok  "); ok {
			hold = append(hold, strings.TrimSpace(behaviour))
		}
	}
	return hold
}

// serve runs a peer until the test ends, and returns when it is ready.
func serve(t *testing.T, peer *exec.Cmd) {
	t.Helper()
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
				t.Fatalf("%s ends before it is ready\n%s", peer, trouble.String())
			}
		case <-late:
			t.Fatalf("%s does not get ready", peer)
		}
	}
}

var table = regexp.MustCompile(`(?m)(?:^\|.*\n)+`)

// documented returns what a table in docs/interop.md says yes to, by client. The table is
// known by the head of its first column.
func documented(t *testing.T, head string) map[string][]string {
	t.Helper()
	doc, err := os.ReadFile("../../docs/interop.md")
	if err != nil {
		t.Fatal(err)
	}
	says := map[string][]string{}
	for _, text := range table.FindAllString(string(doc), -1) {
		var rows [][]string
		for line := range strings.Lines(text) {
			rows = append(rows, strings.Split(strings.Trim(line, "| \n"), " | "))
		}
		if rows[0][0] != head {
			continue
		}
		for _, cells := range rows[2:] {
			if len(cells) != len(rows[0]) {
				t.Fatalf("docs/interop.md: the row of %s has %d cells", cells[0], len(cells))
			}
			for i, client := range rows[0][1:] {
				switch cell := cells[i+1]; {
				case cell == "yes":
					says[client] = append(says[client], cells[0])
				case !strings.HasPrefix(cell, "no"):
					t.Errorf("docs/interop.md, %s, %s: %q is neither yes nor no", cells[0], client, cell)
				}
			}
		}
	}
	least := map[string]int{"behaviour": 16, "transport": 3}[head]
	for _, c := range clients {
		if len(says[c.name]) < least {
			t.Errorf("docs/interop.md says little of %s, by %s: %q", c.name, head, says[c.name])
		}
	}
	return says
}
