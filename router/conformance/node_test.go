package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wampgen/wampgen/router/app"
	"github.com/wampgen/wampgen/runtime"
)

// node is a running application, with a router and without components.
type node struct {
	urls   map[string]string // of its WebSocket paths, by their names
	raw    map[string]string // addresses where RawSocket is spoken, by their networks: tcp, unix
	stop   context.CancelFunc
	log    *output
	exited chan int
}

// everything is a permission for all that there is.
var everything = dict{"uri": "", "match": "prefix", "allow": dict{"call": true, "register": true, "publish": true, "subscribe": true}}

// members are the roles of a realm that may do everything in it, and "guest" who
// may do what its permissions say.
func members(guest ...any) list {
	return list{
		dict{"name": "anonymous", "permissions": list{everything}},
		dict{"name": "staff", "permissions": list{everything}},
		dict{"name": "guest", "permissions": append(list{}, guest...)},
		dict{"name": "curious", "permissions": append(list{dict{"uri": "wamp.reflect", "match": "prefix", "allow": dict{"call": true}}}, guest...)},
		dict{"name": "heir", "permissions": append(list{dict{"uri": "wamp.session.", "match": "prefix", "allow": dict{"call": true}}}, guest...)},
	}
}

// nodeFile returns a node file: its realms, and for each role a path of that name.
func nodeFile(limits dict) dict {
	paths := dict{"onlyjson": dict{"type": "websocket", "serializers": list{"json"}}}
	for _, role := range []string{"anonymous", "staff", "guest", "heir", "curious"} {
		paths[role] = dict{"type": "websocket", "auth": dict{"anonymous": dict{"type": "static", "role": role}}}
	}
	allow := func(uri, match string, actions ...string) dict {
		allowed := dict{}
		for _, a := range actions {
			allowed[a] = true
		}
		return dict{"uri": uri, "match": match, "allow": allowed}
	}
	return dict{"version": 2, "workers": list{dict{
		"type":   "router",
		"limits": limits,
		"realms": list{
			dict{"name": "realm1", "roles": members(
				allow("com.open.", "prefix", "call", "register", "publish", "subscribe"),
				allow("com.open.secret", "prefix"),
				allow("com.listen.", "prefix", "subscribe"),
				dict{"uri": "com.force.", "match": "prefix", "allow": dict{"call": true, "register": true}, "force_reregister": true},
				dict{"uri": "com.trusted.", "match": "prefix", "allow": dict{"call": true, "publish": true}, "trustlevel": 3},
				dict{"uri": "com.shown.", "match": "prefix", "allow": dict{"call": true, "publish": true}, "disclose": dict{"caller": true, "publisher": true}},
			)},
			dict{"name": "realm2", "roles": members()},
			dict{"name": "strict", "roles": members(), "options": dict{"uri_check": "strict"}},
			dict{"name": "patterns_json", "roles": members(), "options": dict{"enable_meta_api": false}},
			dict{"name": "patterns_msgpack", "roles": members(), "options": dict{"enable_meta_api": false}},
			dict{"name": "patterns_cbor", "roles": members(), "options": dict{"enable_meta_api": false}},
			dict{"name": "plain", "roles": members(), "options": dict{"enable_meta_api": false}},
		},
		"transports": list{dict{
			"type":     "web",
			"endpoint": dict{"type": "tcp", "interface": "127.0.0.1", "port": 0},
			"paths":    paths,
		}, dict{
			"type":      "universal",
			"endpoint":  dict{"type": "tcp", "interface": "127.0.0.1", "port": 0},
			"rawsocket": dict{"max_message_size": 1 << 20},
			"websocket": dict{"universal": dict{"type": "websocket"}},
			"web": dict{"paths": dict{
				"/":        dict{"type": "json", "value": "a page"},
				"longpoll": dict{"type": "longpoll"},
			}},
		}, dict{
			"type":        "rawsocket",
			"endpoint":    dict{"type": "unix", "path": "router.sock"},
			"serializers": list{"json", "cbor"},
		}},
	}}}
}

var (
	webSocketURL = regexp.MustCompile(`wss?://127\.0\.0\.1:[0-9]+/(\w+)`)
	rawSocketURL = regexp.MustCompile(`rs://(unix):(\S+)|rs://(127\.0\.0\.1:[0-9]+)`)
)

// run starts an application with the node file in dir and returns when it
// listens.
func run(dir string, file dict) (*node, error) { return runWith(dir, file, nil) }

// runWith is run with classes of components.
func runWith(dir string, file dict, classes runtime.Classes) (*node, error) {
	data, err := json.Marshal(file)
	if err != nil {
		return nil, err
	}
	name := filepath.Join(dir, "node.json")
	if err := os.WriteFile(name, data, 0o600); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	n := &node{urls: map[string]string{}, raw: map[string]string{}, stop: cancel, log: new(output), exited: make(chan int, 1)}
	banner := new(output)
	go func() { n.exited <- app.Run(ctx, []string{"start", "--config", name}, banner, n.log, classes) }()
	for !strings.Contains(banner.String(), "Ctrl-C") {
		select {
		case <-n.exited:
			cancel()
			return nil, &failedStart{n.log.String()}
		case <-time.After(time.Millisecond):
		}
	}
	for _, found := range webSocketURL.FindAllStringSubmatch(banner.String(), -1) {
		n.urls[found[1]] = found[0]
	}
	for _, found := range rawSocketURL.FindAllStringSubmatch(banner.String(), -1) {
		if found[1] != "" {
			n.raw["unix"] = found[2]
		} else {
			n.raw["tcp"] = found[3]
		}
	}
	return n, nil
}

type failedStart struct{ log string }

func (e *failedStart) Error() string { return "the application ended:\n" + e.log }

// shutdown stops the application as a signal would and returns its exit code.
func (n *node) shutdown() int {
	n.stop()
	return <-n.exited
}

// faults returns what the application has logged as errors.
func (n *node) faults() string {
	var faults []string
	for line := range strings.Lines(n.log.String()) {
		if strings.Contains(line, "ERROR") || strings.Contains(line, "panic") {
			faults = append(faults, line)
		}
	}
	return strings.Join(faults, "")
}

// ownNode starts an application for one test.
func ownNode(t *testing.T, limits dict) *node {
	t.Helper()
	return startNode(t, nodeFile(limits), nil)
}

// startNode starts an application for one test.
func startNode(t *testing.T, file dict, classes runtime.Classes) *node {
	t.Helper()
	n, err := runWith(t.TempDir(), file, classes)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		n.stop()
		if code, ok := <-n.exited; ok && code != 0 {
			t.Errorf("the application ended with %d:\n%s", code, n.log)
		}
		if faults := n.faults(); faults != "" {
			t.Errorf("the application has logged:\n%s", faults)
		}
	})
	return n
}

// output can be read while it is written.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}
