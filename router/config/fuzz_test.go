package config

import (
	"encoding/json"
	"strings"
	"testing"
)

// FuzzLoad checks that no file makes Load panic, that what has no error has
// valid values, and that a variable's value is never shown.
func FuzzLoad(f *testing.F) {
	f.Add(whole, false)
	f.Add(`{"workers":[{"type":"router","options":{"pythonpath":[".."]},"components":[{"type":"class","realm":"realm1","classname":"hello.MySession"}]}]}`, true)
	f.Add(`{"workers":[{"type":"router","transports":[{"type":"web","endpoint":{"type":"tcp","port":"$X"},"paths":{"/":{"type":"path","paths":{}}}}]}]}`, true)
	f.Add("workers: [{type: $X, components: [{type: class, extra: [${X}, ${Y:-1}, $$]}]}]", false)
	f.Add("a: [\n", false)
	f.Add("controller: {options: {shutdown: [shutdown_on_worker_exit]}, management: {socket: $X, roles: [{name: a}]}}\nworkers: [{type: guest, executable: $X, options: {env: {inherit: [A], vars: {B: $X}}, stdin: {type: json, value: $X}}}]", false)
	f.Add("workers: [{type: container, options: {restart: restart-always}, components: [{type: class, classname: a.B, realm: realm1, transport: {type: websocket, url: $X}, auth: {ticket: {authid: a, ticket: $X}}}]}]", false)
	f.Fuzz(func(t *testing.T, source string, isJSON bool) {
		name := "node.yaml"
		if isJSON {
			name = "node.json"
		}
		const held = "what-X-holds"
		if strings.Contains(source, "holds") {
			t.Skip()
		}
		node, faults := Load(name, []byte(source), environment(map[string]string{"X": held}))
		for _, d := range faults {
			if strings.Contains(d.Message+d.Hint, held) {
				t.Errorf("a variable's value is shown: %s", d.Error())
			}
			if d.Pos.File != name {
				t.Errorf("%s has no file", d.Error())
			}
		}
		if node == nil || faults.HasErrors() {
			return
		}
		for _, w := range node.Workers {
			if w.Type != RouterWorker && w.Type != ContainerWorker && w.Type != GuestWorker || w.ID == "" {
				t.Errorf("worker of type %q with id %q", w.Type, w.ID)
			}
			if w.Type == GuestWorker && w.Guest.Executable == "" {
				t.Errorf("guest is not complete: %+v", w.Guest)
			}
			for _, c := range w.Components {
				if c.ID == "" || c.Class == "" || c.Realm == "" || c.Role == "" && w.Type == RouterWorker || c.StartTimeout <= 0 || c.Restart == "" {
					t.Errorf("component is not complete: %+v", c)
				}
				if c.Extra != nil && !json.Valid(c.Extra) {
					t.Errorf("extra is no JSON: %s", c.Extra)
				}
			}
		}
	})
}
