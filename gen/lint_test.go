package gen

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestLint(t *testing.T) {
	fsys := fstest.MapFS{
		"devices/devices.wamp.yaml": {Data: []byte(`wampgen: 1
package: devices
uri: com.example.devices
types:
  Device: {fields: {at: list(timestamp), serial: {type: int, max: 9007199254740993}, half: {type: int, max: 9007199254740992}}}
  Big: {type: uint64, min: 9007199254740993}
interfaces:
  Devices:
    procedures:
      get: {args: {a: {type: int, default: -9007199254740993}}, progress: {args: {at: optional(timestamp)}}, result: {kwargs: {names: {type: list(int), max: 3}}}}
    topics:
      changed: {args: {id: string}}
      removed: {args: {id: string}}
components:
  MySession: {provides: [Devices], subscribes: [Devices.changed], extra: {at: {type: timestamp, default: "2026-01-01T00:00:00Z"}}}
`)},
		"devices/my_session.go": {Data: []byte(`package devices

type MySession struct{ MySessionStub }

func (s *MySession) OnJoin() error          { return nil }
func (s *MySession) OnChanged() error       { return nil }
func (s *MySession) OnRemoved() error       { return nil }
func (s MySession) OnChalenge() error       { return nil }
func (s *MySession) Once() error            { return nil }
func (s *MySession) On() error              { return nil }
func (s *Other) OnNothing() error           { return nil }
`)},
	}
	_, findings := Lint(fsys, "example.com/app", nil)
	var got []string
	for _, f := range findings {
		got = append(got, f.Pos.String()+" "+f.Rule+": "+f.Message+" | "+f.Hint)
	}
	want := []string{
		`devices/devices.wamp.yaml:5:21 lint-timestamp: "at" is a timestamp, which JavaScript can not hold exactly: it is above 2^53 | prefer time`,
		`devices/devices.wamp.yaml:5:42 lint-large-int: "serial" may be 9007199254740993, which JavaScript can not hold: it is beyond 2^53 | prefer a string or decimal, or narrower bounds`,
		`devices/devices.wamp.yaml:6:3 lint-large-int: "Big" may be 9007199254740993, which JavaScript can not hold: it is beyond 2^53 | prefer a string or decimal, or narrower bounds`,
		`devices/devices.wamp.yaml:10:20 lint-large-int: "a" may be -9007199254740993, which JavaScript can not hold: it is beyond 2^53 | prefer a string or decimal, or narrower bounds`,
		`devices/devices.wamp.yaml:10:83 lint-timestamp: "at" is a timestamp, which JavaScript can not hold exactly: it is above 2^53 | prefer time`,
		`devices/my_session.go:7:21 lint-handler: MySession.OnRemoved is neither a hook nor a handler of an event | subscribe to its topic, or name it otherwise`,
		`devices/my_session.go:8:20 lint-handler: MySession.OnChalenge is neither a hook nor a handler of an event | did you mean OnChallenge?`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("findings (-want +got)\n%s\n%s", diff, strings.Join(got, "\n"))
	}
	if _, faults := Generate(fsys, "example.com/app"); len(faults) > 0 {
		t.Errorf("generate speaks of %v", faults)
	}
	fsys["devices/devices.wamp.yaml"] = &fstest.MapFile{Data: []byte("wampgen: 2\n")}
	if _, faults := Lint(fsys, "example.com/app", nil); !faults.HasErrors() {
		t.Error("a broken schema has no errors")
	}
}
