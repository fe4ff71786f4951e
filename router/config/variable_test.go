package config

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestVariables(t *testing.T) {
	env := environment(map[string]string{"A": "alpha", "EMPTY": "", "N": "42", "T": "true", "DOLLAR": "$A"})
	for _, c := range []struct{ text, want string }{
		{"$A", "alpha"},
		{"${A}", "alpha"},
		{"x${A}y$A-z", "xalphayalpha-z"},
		{"${A:-other}", "alpha"},
		{"${B:-other}", "other"},
		{"${B:-}", ""},
		{"${EMPTY:-other}", "other"},
		{"$EMPTY", ""},
		{"$$A", "$A"},
		{"$$$A", "$alpha"},
		{"5 $", "5 $"},
		{"$5", "$5"},
		{"a$-b", "a$-b"},
		{"$DOLLAR", "$A"},
	} {
		node, faults := Load("node.yaml", []byte("version: 2\ncontroller: {options: {title: 'x"+c.text+"'}}\n"), env)
		if len(faults) > 0 {
			t.Errorf("%s: %s", c.text, faults.Text(nil))
			continue
		}
		if got := node.Controller.Options.Title; got != "x"+c.want {
			t.Errorf("%s = %q, want %q", c.text, got, "x"+c.want)
		}
	}
}

func TestVariablesOfOtherTypes(t *testing.T) {
	env := environment(map[string]string{"PORT": "0042", "YES": "true", "WORD": "word", "TIME": "3s"})
	const source = `
version: 2
workers:
  - type: router
    options: {disabled: "$YES"}
    limits: {stop_timeout: $TIME}
    transports: [{type: websocket, endpoint: {type: tcp, port: "$PORT"}}, {type: websocket, endpoint: {type: tcp, port: "$WORD"}}]
`
	node, faults := Load("node.yaml", []byte(source), env)
	want := []string{`node.yaml:7:121: error: workers[0].transports[1].endpoint.port: want an integer, got a string [wrong-type]`}
	var got []string
	for _, d := range faults {
		got = append(got, d.Error())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("diagnostics (-want +got):\n%s", diff)
	}
	w := node.Workers[0]
	if !w.Options.Disabled || w.Transports[0].Endpoint.Port != 42 || w.Limits.StopTimeout.String() != "3s" {
		t.Errorf("values are %v, %d, %s", w.Options.Disabled, w.Transports[0].Endpoint.Port, w.Limits.StopTimeout)
	}
}

func TestKeysAreNoVariables(t *testing.T) {
	node, faults := Load("node.yaml", []byte(`
version: 2
workers: [{type: router, components: [{type: class, classname: a.B, realm: realm1, extra: {$A: 1}}]}]
`), noVariables)
	if faults.HasErrors() {
		t.Fatal(faults.Text(nil))
	}
	if got := string(node.Workers[0].Components[0].Extra); got != `{"$A":1}` {
		t.Errorf("extra = %s", got)
	}
}
