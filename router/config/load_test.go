package config

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// whole is a node file with a value for every key that has an effect.
const whole = `
version: 2
controller:
  id: node1
  options: {title: Building 7}
workers:
  - type: router
    id: main_router
    options: {title: Main, disabled: false}
    limits: {message_size: 65536, login_timeout: 3s, stop_timeout: 7s, registrations_per_session: 12}
    realms:
      - name: realm1
        options: {uri_check: strict, enable_meta_api: false}
        roles:
          - name: backend
            permissions:
              - {uri: com.example., match: prefix, allow: {call: true, register: true}, disclose: {caller: true}}
              - {uri: "com.*.b", allow: {publish: true, subscribe: true}, disclose: {publisher: true}}
    components:
      - type: class
        classname: hello.MySession
        realm: realm1
      - type: class
        id: second
        classname: hello.Other
        realm: realm1
        role: backend
        extra: {list: [1, two, 3.5, null], key: "$KEY"}
        required: false
        start_timeout: 2s
        restart: never
    transports:
      - type: websocket
        id: ws1
        endpoint: {type: tcp, port: "$PORT", interface: 127.0.0.1, version: 4}
        serializers: [json, cbor]
        url: wss://example.com/ws
        auth: {anonymous: {type: static, role: backend}}
        options:
          allowed_origins: ["https://*.example.com"]
          allow_null_origin: true
          max_message_size: 2000
          auto_ping_interval: 20000
          open_handshake_timeout: 4000
        limits: {connections: 10, ping_interval: 5s}
      - type: web
        endpoint: {type: tcp, port: 0}
        options: {access_log: false}
        paths:
          /: {type: static, directory: web, options: {default_file: a.html, mime_types: {.x: text/x}, cache_timeout: 60}}
          ws: {type: websocket}
          info: {type: nodeinfo}
          value: {type: json, value: {a: [1]}, options: {prettify: true, allow_cross_origin: true, discourage_caching: true}}
          old: {type: redirect, url: /}
          more: {type: path, paths: {ws: {type: websocket, serializers: [msgpack]}}}
`

func environment(vars map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		value, ok := vars[name]
		return value, ok
	}
}

func TestLoadWholeFile(t *testing.T) {
	got, faults := Load("node.yaml", []byte(whole), environment(map[string]string{"PORT": "8081", "KEY": "k"}))
	if len(faults) > 0 {
		t.Fatalf("Load: %s", faults.Text(nil))
	}
	want := &Node{
		Version:    2,
		Controller: Controller{ID: "node1", Options: ControllerOptions{Title: "Building 7"}},
		Workers: []Worker{{
			Type:    "router",
			ID:      "main_router",
			Options: WorkerOptions{Title: "Main"},
			Limits:  Limits{MessageSize: 65536, LoginTimeout: 3 * time.Second, StopTimeout: 7 * time.Second, Registrations: 12},
			Realms: []Realm{{
				Name:    "realm1",
				Options: RealmOptions{URICheck: "strict"},
				Roles: []Role{{Name: "backend", Permissions: []Permission{
					{URI: "com.example.", Match: "prefix", Allow: Allow{Call: true, Register: true}, Disclose: Disclose{Caller: true}},
					{URI: "com.*.b", Allow: Allow{Publish: true, Subscribe: true}, Disclose: Disclose{Publisher: true}},
				}}},
			}},
			Components: []Component{
				{
					ID: "component1", Type: "class", Class: "hello.MySession", Realm: "realm1", Role: "anonymous",
					Required: true, StartTimeout: 30 * time.Second, Restart: "on-failure",
				},
				{
					ID: "second", Type: "class", Class: "hello.Other", Realm: "realm1", Role: "backend",
					Extra: []byte(`{"list":[1,"two",3.5,null],"key":"k"}`), StartTimeout: 2 * time.Second, Restart: "never",
				},
			},
			Transports: []Transport{
				{
					Type:     "websocket",
					ID:       "ws1",
					Endpoint: Endpoint{Type: "tcp", Interface: "127.0.0.1", Port: 8081, Version: 4},
					WebSocket: WebSocket{
						Serializers: []string{"json", "cbor"},
						URL:         "wss://example.com/ws",
						Auth:        Auth{Anonymous: AuthMethod{Type: "static", Principal: Principal{Role: "backend"}}},
						Options: WebSocketOptions{
							AllowedOrigins: []string{"https://*.example.com"}, AllowNullOrigin: true,
							MaxMessageSize: 2000, PingInterval: 20000, LoginTimeout: 4000,
						},
					},
					Limits: Limits{Connections: 10, PingInterval: 5 * time.Second},
				},
				{
					Type:     "web",
					ID:       "transport002",
					Endpoint: Endpoint{Type: "tcp"},
					Paths: []Path{
						{Name: "/", Type: "static", Static: Static{
							Directory: "web", DefaultFile: "a.html", MIMETypes: map[string]string{".x": "text/x"}, CacheSeconds: 60,
						}},
						{Name: "ws", Type: "websocket"},
						{Name: "info", Type: "nodeinfo"},
						{
							Name: "value", Type: "json", Value: []byte(`{"a":[1]}`),
							JSON: JSONOptions{Prettify: true, AllowCrossOrigin: true, DiscourageCaching: true},
						},
						{Name: "old", Type: "redirect", Target: "/"},
						{Name: "more", Type: "path", Paths: []Path{
							{Name: "ws", Type: "websocket", WebSocket: WebSocket{Serializers: []string{"msgpack"}}},
						}},
					},
				},
			},
		}},
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreTypes(Source{})); diff != "" {
		t.Errorf("node (-want +got):\n%s", diff)
	}
}

func TestDefaultIDs(t *testing.T) {
	const source = `
version: 2
workers:
  - {type: router}
  - type: router
    id: named
    components:
      - {type: class, classname: a.B, realm: realm1}
      - {type: class, classname: a.B, realm: realm1, id: own}
      - {type: class, classname: a.B, realm: realm1}
    transports:
      - {type: websocket, endpoint: {type: tcp, port: 1}}
  - {type: router}
`
	node, faults := Load("node.yaml", []byte(source), noVariables)
	if len(faults) > 0 {
		t.Fatal(faults.Text(nil))
	}
	var got []string
	for _, w := range node.Workers {
		got = append(got, w.ID)
		for _, c := range w.Components {
			got = append(got, c.ID)
		}
		for _, tr := range w.Transports {
			got = append(got, tr.ID)
		}
	}
	want := []string{"worker001", "named", "component1", "own", "component2", "transport001", "worker003"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ids (-want +got):\n%s", diff)
	}
}

func TestSource(t *testing.T) {
	const source = `{"version": 2, "workers": [{"type": "router", "components": [
  {"type": "class", "classname": "$CLASS", "realm": "r", "extra": {"list": [{"x": 1}]}}]}]}`
	node, _ := Load("node.json", []byte(source), environment(map[string]string{"CLASS": "a.B"}))
	c := node.Workers[0].Components[0]
	type facts struct {
		Path, Block, At, Missing, Extra, Above, Written string
		Has, HasNot, Intact, Faulty                     bool
		Secrets                                         int
	}
	got := facts{
		c.Path("realm"), c.Path(""), c.At("realm").String(), c.At("id").String(),
		c.AtPath("extra", "list[0].x").String(), c.AtPath("extra", "list[0].y").String(), c.Written("classname"),
		c.Has("realm"), c.Has("id"), c.Intact("classname"), c.Intact("realm"),
		len(c.Scalars("extra", "list")),
	}
	want := facts{
		"workers[0].components[0].realm", "workers[0].components[0]", "node.json:2:53", "node.json:2:3",
		"node.json:2:83", "node.json:2:77", `"$CLASS"`,
		true, false, true, false,
		1,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("source (-want +got):\n%s", diff)
	}
}

func TestNullExtraIsNone(t *testing.T) {
	node, faults := Load("node.json", []byte(`{"version": 2, "workers": [{"type": "router", "components": [
		{"type": "class", "classname": "a.B", "realm": "realm1", "extra": null}]}]}`), noVariables)
	if len(faults) > 0 {
		t.Fatal(faults.Text(nil))
	}
	if extra := node.Workers[0].Components[0].Extra; extra != nil {
		t.Errorf("extra = %s", extra)
	}
}
