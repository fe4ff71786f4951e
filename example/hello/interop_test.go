package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wampgen/wampgen/example/apptest"
)

// TestClients starts the application as its users do and runs the clients of
// other languages against it. A client whose tools are missing is skipped, unless
// CI=true or WAMPGEN_INTEROP=require in the environment say that they are there.
func TestClients(t *testing.T) {
	required := os.Getenv("CI") == "true" || os.Getenv("WAMPGEN_INTEROP") == "require"
	binary := filepath.Join(t.TempDir(), "hello")
	build := sync.OnceValue(func() error {
		out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput()
		if err != nil {
			return fmt.Errorf("build the application: %w\n%s", err, out)
		}
		return nil
	})
	for _, c := range clients() {
		t.Run(strings.TrimSpace(c.name+" "+c.transport), func(t *testing.T) {
			if c.missing != nil && required {
				t.Fatal(c.missing)
			}
			if c.missing != nil {
				t.Skip(c.missing)
			}
			if err := build(); err != nil {
				t.Fatal(err)
			}
			var args []string
			dir := t.TempDir()
			if c.file != "" {
				name := filepath.Join(dir, "node.yaml")
				if err := os.WriteFile(name, []byte(c.file), 0o600); err != nil {
					t.Fatal(err)
				}
				args = []string{"start", "--config", name}
			}
			page := apptest.Start(t, binary, args...)
			page.RawQuery = url.Values{"socket": {filepath.Join(dir, "router.sock")}}.Encode()
			ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
			defer stop()
			client := exec.CommandContext(ctx, c.command[0], slices.Insert(slices.Clone(c.command[1:]), c.at, c.address(page))...)
			client.Dir = "clients"
			client.Env = append(os.Environ(), "TMPDIR="+t.ArtifactDir()) // go test -artifacts keeps the screenshots
			out, err := client.CombinedOutput()
			t.Logf("%s\n%s", strings.Join(client.Args, " "), out)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Contains(out, []byte("ok  "+c.name)) {
				t.Fatal("the client has checked nothing")
			}
		})
	}
}

// client is a program that checks the application at an address.
type client struct {
	name      string
	transport string   // "" is WebSocket
	command   []string // the address is inserted
	at        int      // behind so many arguments
	address   func(page *url.URL) string
	missing   error  // what the command needs and this machine does not have
	file      string // a node file in place of that in the binary; "": none
}

func clients() []client {
	webSocket := func(page *url.URL) string { return "ws://" + page.Host + "/ws" }

	node, noNode := exec.LookPath("node")
	chromium, noChromium := exec.LookPath("chromium")
	python, noPython := apptest.Python("autobahn", "msgpack", "cbor2")
	noAutobahn := errors.Join(noNode, apptest.NPM("..", "autobahn"))
	list := []client{
		{name: "node", command: []string{node, "node.mjs"}, at: 1, address: webSocket, missing: noAutobahn},
		{name: "python", command: []string{python, "python.py"}, at: 1, address: webSocket, missing: noPython},
		{name: "chromium", command: []string{node, "chromium.mjs", chromium}, at: 2, address: func(page *url.URL) string { return "http://" + page.Host + "/" },
			missing: errors.Join(noNode, noChromium, apptest.NPM("..", "autobahn-browser"), apptest.NPM("..", "playwright-core"))},
	}
	for name, address := range map[string]func(page *url.URL) string{
		"RawSocket":   func(page *url.URL) string { return "rs://" + page.Host },
		"Unix socket": func(page *url.URL) string { return "rs://unix:" + page.Query().Get("socket") },
	} {
		list = append(list, client{name: "node", transport: name, command: []string{node, "node.mjs", "json"}, at: 1,
			address: address, missing: noAutobahn, file: universal})
		list = append(list, client{name: "python", transport: name, command: []string{python, "python.py"}, at: 1,
			address: address, missing: noPython, file: universal})
	}
	return list
}

// universal is a node with the component and every transport.
const universal = `
version: 2
workers:
  - type: router
    realms:
      - name: realm1
        roles:
          - name: anonymous
            permissions:
              - {uri: com.example.hello., match: prefix, allow: {call: true, subscribe: true}}
              - {uri: com.example.hello.translate, allow: {call: true, register: true}}
          - name: greeter
            permissions: [{uri: com.example.hello., match: prefix, allow: {call: true, register: true, publish: true}}]
    components:
      - {type: class, classname: hello.MySession, realm: realm1, role: greeter, extra: {greeting: Hello, unwelcome: [Voldemort]}}
    transports:
      - type: universal
        endpoint: {type: tcp, interface: 127.0.0.1, port: "${PORT:-8080}"}
        rawsocket: {}
        websocket: {ws: {type: websocket}}
        web: {paths: {/: {type: nodeinfo}}}
      - type: rawsocket
        endpoint: {type: unix, path: router.sock}
`
