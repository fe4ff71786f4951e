package golang

import "testing"

func TestBuilt(t *testing.T) {
	tests := []struct {
		name string
		want bool
	}{
		{"device.wamp.go", true},
		{"device_linux.wamp.go", false},
		{"device_windows.wamp.go", false},
		{"device_wasm.wamp.go", false},
		{"device_linux_test.wamp.go", false}, // go/build cuts _test first
		{"device_test.wamp.go", true},        // no test: its name does not end with _test.go
		{"device_unix.wamp.go", true},        // a build constraint, but none of names
		{"linux.wamp.go", true},
		{"linux_device.wamp.go", true},
		{"_x.wamp.go", false},
		{".y.wamp.go", false},
		{".wamp.go", false},
		{"agent_test.go", false},
		{"agent_arm64.go", false},
		{"agent.go", true},
	}
	for _, test := range tests {
		if got := built(test.name); got != test.want {
			t.Errorf("built(%q) is %v, want %v", test.name, got, test.want)
		}
	}
}

func TestComponentPath(t *testing.T) {
	for class, want := range map[string]string{
		"Agent":      "p/agent.go",
		"AgentLinux": "p/agent_linux_component.go",
		"AgentTest":  "p/agent_test_component.go",
		"Linux":      "p/linux.go",
	} {
		if got := componentPath("p", class); got != want {
			t.Errorf("path of %s is %s, want %s", class, got, want)
		}
	}
}
