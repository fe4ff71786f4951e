// Package wampgen_test checks what holds for the repository as a whole.
package wampgen_test

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
)

const module = "github.com/wampgen/wampgen/"

// A room is a package, or with a trailing slash a package and all below it, and
// the only packages of this module that it may import. Outside dependencies
// that have just one home are listed the same way. The last room that fits counts.
var house = []struct {
	room string
	may  []string
}{
	{"cmd/wampgen", []string{"gen", "gen/breaking", "gen/diag", "gen/gittree", "gen/golang", "gen/output", "runtime", "runtime/auth", "runtime/client", "runtime/codec", "runtime/wamp"}},

	{"gen", []string{"gen/config", "gen/diag", "gen/syntax", "gen/schema", "gen/model", "gen/golang", "gen/lint", "gen/breaking", "gen/output"}},
	{"gen/lint", []string{"gen/diag", "gen/model"}},
	{"gen/breaking", []string{"gen/diag", "gen/model"}},
	{"gen/gittree", nil},
	{"gen/diag", nil},
	{"gen/syntax", []string{"gen/diag", "gopkg.in/yaml.v3"}},
	{"gen/config", []string{"gen/diag", "gen/syntax"}},
	{"gen/schema", []string{"gen/diag", "gen/syntax"}},
	{"gen/model", []string{"gen/diag", "gen/schema", "gen/syntax"}},
	{"gen/golang", []string{"gen/diag", "gen/model", "gen/output", "github.com/dave/jennifer"}},
	{"gen/output", []string{"gen/diag"}},

	{"runtime", []string{"runtime/wamp", "runtime/codec", "runtime/contract"}},
	{"runtime/wamp", nil},
	{"runtime/codec", []string{"runtime/wamp"}},
	{"runtime/codec/codecbench", []string{"runtime", "runtime/codec", "runtime/wamp"}},
	{"runtime/contract", []string{"runtime/wamp"}},
	{"runtime/transport", []string{"runtime/wamp", "runtime/codec"}},
	{"runtime/transport/stream", []string{"runtime/transport"}},
	{"runtime/transport/longpoll", []string{"runtime/transport", "runtime/wamp", "runtime/codec"}},
	{"runtime/transport/rawsocket", []string{"runtime/transport", "runtime/transport/stream", "runtime/wamp"}},
	{"runtime/transport/websocket", []string{"runtime/transport", "runtime/transport/stream", "runtime/wamp", "runtime/codec", "github.com/gorilla/websocket"}},
	{"runtime/auth", []string{"runtime", "runtime/wamp"}},
	{"runtime/client", []string{"runtime", "runtime/auth", "runtime/transport/", "runtime/codec", "runtime/wamp"}},

	{"router/app", []string{"router/", "runtime/", "schemas/management", "gen/diag"}},
	{"router/config", []string{"gen/diag", "gen/syntax"}},
	{"router/node", []string{"router/config", "router/history/disk", "router/host", "router/listen", "router/web", "router/realm", "router/meta", "router/proxy", "router/session", "router/strangers", "router/tally", "router/authn", "router/authz", "router/typecheck", "router/urimatch", "runtime/", "schemas/management", "gen/diag", "gen/syntax"}},
	{"router/watch", []string{"github.com/fsnotify/fsnotify"}},
	{"router/host", []string{"router/watch", "router/session", "runtime", "runtime/wamp"}},
	{"router/listen", []string{"router/proxy", "router/session", "router/strangers", "router/tally", "runtime/transport/"}},
	{"router/web", []string{"router/proxy", "router/session", "router/tally", "runtime/transport/", "runtime/wamp"}},
	{"router/session", []string{"router/strangers", "runtime", "runtime/codec", "runtime/contract", "runtime/transport", "runtime/wamp"}},
	{"router/realm", []string{"schemas/metaapi", "router/authz", "router/broker", "router/dealer", "router/history", "router/meta", "router/session", "router/tally", "router/urimatch", "runtime/codec", "runtime/contract", "runtime/wamp"}},
	{"router/typecheck", []string{"router/urimatch", "runtime", "runtime/codec", "runtime/contract", "runtime/wamp"}},
	{"router/tally", []string{"runtime/wamp"}},
	{"router/broker", []string{"router/history", "router/session", "router/tally", "router/urimatch", "runtime/codec", "runtime/wamp"}},
	{"router/dealer", []string{"router/session", "router/tally", "router/urimatch", "runtime/codec", "runtime/wamp"}},
	{"router/session/peertest", []string{"router/session", "runtime/codec", "runtime/transport", "runtime/wamp"}},
	{"router/meta", []string{"schemas/metaapi", "router/broker", "router/dealer", "router/session", "router/urimatch", "runtime", "runtime/codec", "runtime/contract", "runtime/wamp"}},
	{"router/history", []string{"router/broker", "router/session", "router/tally", "router/urimatch", "runtime/wamp"}},
	{"router/history/disk", []string{"router/broker", "router/history", "router/session", "router/tally", "router/urimatch", "runtime/wamp", "go.etcd.io/bbolt"}},
	{"router/urimatch", []string{"runtime/wamp"}},
	{"router/routertest", []string{"router/authz", "router/listen", "router/realm", "router/session", "router/web", "runtime", "runtime/codec", "runtime/contract", "runtime/wamp"}},
	{"router/strangers", nil},
	{"router/proxy", []string{"runtime/transport"}},
	{"router/authn", []string{"router/proxy", "router/session", "router/strangers", "runtime/auth", "runtime/codec", "runtime/transport", "runtime/wamp"}},
	{"router/authz", []string{"router/urimatch", "runtime/contract", "runtime/wamp"}},

	// Applications: what a generated package may import is the promise that a
	// component links no socket.
	{"example/", []string{"router/app", "runtime", "runtime/codec", "runtime/contract", "runtime/wamp", "schemas/", "example/"}},
	{"example/fleet/fleetctl", []string{"example/fleet/fleet", "runtime", "runtime/client", "runtime/wamp"}},
	{"schemas/", []string{"runtime", "runtime/codec", "runtime/contract", "runtime/wamp"}},
	{"golden/", []string{"runtime", "runtime/codec", "runtime/contract", "runtime/wamp", "golden/"}},
}

// oneHome are modules that only the rooms that name them above may import.
var oneHome = []string{"gopkg.in/yaml.v3", "github.com/dave/jennifer", "github.com/gorilla/websocket", "github.com/fsnotify/fsnotify", "go.etcd.io/bbolt"}

func TestImportDirections(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatalf("list packages: %v", err)
	}
	rooms := 0
	for dec := json.NewDecoder(strings.NewReader(string(out))); dec.More(); {
		var pkg struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&pkg); err != nil {
			t.Fatalf("read list of packages: %v", err)
		}
		room, inside := strings.CutPrefix(pkg.ImportPath, module)
		if !inside {
			continue
		}
		may, ok := allowed(room)
		if !ok && len(pkg.Imports) > 0 && room != "router" {
			t.Errorf("package %s has no room in the house: add it to the table", room)
			continue
		}
		rooms++
		for _, imp := range pkg.Imports {
			path, ours := strings.CutPrefix(imp, module)
			if (ours || confined(imp)) && !within(path, may) {
				t.Errorf("package %s must not import %s", room, path)
			}
		}
	}
	if rooms < 20 {
		t.Errorf("only %d packages were looked at", rooms)
	}
}

func TestGeneratedCodeLinksNoSockets(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "./runtime").Output()
	if err != nil {
		t.Fatalf("list dependencies of runtime: %v", err)
	}
	for dep := range strings.FieldsSeq(string(out)) {
		if dep == "net" || strings.HasPrefix(dep, "net/") && dep != "net/url" && dep != "net/netip" {
			t.Errorf("package runtime links %s", dep)
		}
	}
}

func allowed(room string) (may []string, ok bool) {
	for _, h := range house {
		if within(room, []string{h.room}) {
			may, ok = h.may, true
		}
	}
	return may, ok
}

func confined(path string) bool {
	for _, m := range oneHome {
		if path == m || strings.HasPrefix(path, m+"/") {
			return true
		}
	}
	return false
}

func within(path string, rooms []string) bool {
	for _, r := range rooms {
		if path == strings.TrimSuffix(r, "/") ||
			strings.HasSuffix(r, "/") && strings.HasPrefix(path, r) ||
			confined(r) && strings.HasPrefix(path, r+"/") {
			return true
		}
	}
	return false
}
