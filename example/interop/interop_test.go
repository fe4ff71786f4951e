package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/x509"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/example/apptest"
)

// clients are the columns of the tables in docs/interop.md: the client libraries, each with
// its command but for the script.
var clients = []struct {
	name    string
	peer    string // its name among peers
	library string // of run.mjs; "": run.py
	serves  string // the serialization in which it serves the others
}{
	{"autobahn-js", "autobahn", "autobahn", "msgpack"},
	{"wampy", "wampy", "wampy", "json"},
	{"autobahn-python", "python", "", "cbor"},
}

// TestInterop has each client library go through all that the tables in docs/interop.md say
// of it, over each transport and serialization: with the hosted component, with
// itself, and with the other libraries, of which each serves in another serialization. A
// script has to report each of these behaviours, and nothing else.
func TestInterop(t *testing.T) {
	node, noNode := apptest.Tool("node")
	python, noPython := apptest.Python("autobahn", "msgpack", "cbor2")
	apptest.Require(t, noNode, noPython, apptest.NPM("..", "autobahn"), apptest.NPM("..", "wampy"))
	does, speaks := documented(t, "behaviour"), documented(t, "transport")

	dir := socketDir(t)
	authority := secure(t, dir)
	addresses := serveAll(t, dir)
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
			for _, spoken := range speaks[c.name] {
				transport, serialization, _ := strings.Cut(spoken, ", ")
				t.Run(c.name+" "+spoken, func(t *testing.T) {
					t.Parallel()
					name := strings.ToLower(separators.ReplaceAllString(c.peer+"_"+spoken, "_"))
					command := append(script(c.library, "run"), addresses[transport], serialization, name, strings.Join(peers, ","))
					if diff := cmp.Diff(does[c.name], behave(t, authority, append(command, does[c.name]...))); diff != "" {
						t.Errorf("behaviours that hold (-want +got):\n%s", diff)
					}
				})
			}
		}
	})
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

// serveAll starts the application, with a second port that has TLS, and returns its
// addresses by transport.
func serveAll(t *testing.T, dir string) map[string]string {
	t.Helper()
	var config []byte
	for _, part := range []string{"node.yaml", "testdata/tls.yaml"} { // the transports are the end of the file
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
		"wss": "WebSocket over TLS", "rss": "RawSocket over TLS",
	}
	addresses := map[string]string{}
	for _, address := range apptest.Serve(t, apptest.Build(t), "start", "--config", filepath.Join(dir, "node.yaml")) {
		scheme, host, _ := strings.Cut(address, "://")
		if strings.HasPrefix(host, "unix:") {
			scheme += " unix"
		}
		if name := names[scheme]; name != "" {
			addresses[name] = address
		}
	}
	if len(addresses) != len(names) {
		t.Fatalf("the application serves %q", addresses)
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

// behave runs a client that trusts an authority, and returns the behaviours that it reports
// to hold.
func behave(t *testing.T, authority string, command []string) (hold []string) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
	defer stop()
	client := exec.CommandContext(ctx, command[0], command[1:]...)
	client.Dir = "clients"
	client.Env = append(os.Environ(), "NODE_EXTRA_CA_CERTS="+authority, "INTEROP_AUTHORITY="+authority)
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
