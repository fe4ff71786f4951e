package node

import (
	"fmt"
	"strings"
	"testing"

	"github.com/wampgen/wampgen/router/host"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// TestContainerShutdown has components of a container end by themselves, well or by an
// error, and looks at who remains, and whether the node is told to stop.
func TestContainerShutdown(t *testing.T) {
	for _, c := range []struct {
		mode, node string
		end        string // "leave" or "fail"
		others     host.State
		stops      bool
	}{
		{"shutdown-manual", "shutdown_on_worker_exit", "leave", host.Ready, false},
		{"shutdown-on-any-component-stopped", "shutdown_on_worker_exit", "leave", host.Stopped, true},
		{"shutdown-on-any-component-stopped", "shutdown_on_worker_exit_with_error", "leave", host.Stopped, false},
		{"shutdown-on-any-component-stopped", "shutdown_on_worker_exit_with_error", "fail", host.Stopped, true},
		{"shutdown-on-any-component-failed", "shutdown_on_last_worker_exit", "leave", host.Ready, false},
		{"shutdown-on-any-component-failed", "shutdown_on_last_worker_exit", "fail", host.Stopped, true},
		{"shutdown-on-last-component-stopped", "shutdown_on_last_worker_exit", "leave", host.Ready, false},
	} {
		t.Run(c.mode+" "+c.end, func(t *testing.T) {
			port := freePort(t)
			router, _ := run(t, routerAt(port))
			sessions, o := make(chan *runtime.Session, 1), stopper{make(chan struct{}, 10)}
			source := strings.Replace(container("test.A", remoteAt(port), ""), "id: guests", "id: guests\n    options: {shutdown: "+c.mode+", restart: restart-never}", 1) +
				fmt.Sprintf("      - {type: class, classname: test.Caller, realm: realm1, id: ending, transport: %s}\n", remoteAt(port)) +
				"controller: {options: {shutdown: " + c.node + "}}\n"
			plan, said := planOf(t, "node.yaml", source, registryOf(t, recorder("test.A", &diary{}), caller(sessions)))
			if plan == nil {
				t.Fatal(said)
			}
			n, err := Start(t.Context(), plan, nil, WithOperator(o))
			if err != nil {
				t.Fatal(err)
			}
			s := <-sessions
			if c.end == "leave" {
				err = s.Leave(t.Context(), wamp.CloseNormal)
			} else if !router.realm(realmKey("worker001", "realm1")).Census().Kill(s.ID(), wamp.ErrNotAuthorized, "", false) {
				t.Error("there is no such session")
			}
			if err != nil {
				t.Error(err)
			}
			waitFor(t, "the end", func() bool { return n.List()[1].Left })
			waitFor(t, "what becomes of the other", func() bool { return n.List()[0].State == c.others })
			if c.stops {
				<-o.told
			}
			stop(t, n) // it waits for what has been begun
			if len(o.told) > 0 {
				t.Error("the node is told to stop")
			}
		})
	}
}

// TestContainerEndsWithItsLast ends when no component is left, be they stopped or never started.
func TestContainerEndsWithItsLast(t *testing.T) {
	port := freePort(t)
	run(t, routerAt(port))
	sessions, o := make(chan *runtime.Session, 1), stopper{make(chan struct{}, 10)}
	source := strings.Replace(container("test.Caller", remoteAt(port), ""), "id: guests", "id: guests\n    options: {shutdown: shutdown-on-last-component-stopped, restart: restart-never}", 1) +
		fmt.Sprintf("      - {type: class, classname: test.Broken, realm: realm1, transport: %s}\n", remoteAt(port)) +
		"controller: {options: {shutdown: shutdown_on_last_worker_exit}}\n"
	plan, said := planOf(t, "node.yaml", source, registryOf(t, broken(), caller(sessions)))
	if plan == nil {
		t.Fatal(said)
	}
	n, err := Start(t.Context(), plan, nil, WithOperator(o))
	if err != nil {
		t.Fatal(err)
	}
	if len(o.told) > 0 || !n.List()[1].Left {
		t.Errorf("told %d times to stop, %+v", len(o.told), n.List())
	}
	if err := (<-sessions).Leave(t.Context(), wamp.CloseNormal); err != nil {
		t.Error(err)
	}
	<-o.told
	stop(t, n)
}

// TestContainerShutdownFaults has restart policies that never come to the end of the worker.
func TestContainerShutdownFaults(t *testing.T) {
	for options, want := range map[string]string{
		"shutdown: shutdown-on-any-component-stopped, restart: restart-always":    "never comes to shutdown-on-any-component-stopped",
		"shutdown: shutdown-on-last-component-stopped, restart: restart-always":   "never comes to",
		"shutdown: shutdown-on-any-component-failed, restart: restart-on-failed":  "never comes to shutdown-on-any-component-failed",
		"shutdown: shutdown-on-any-component-failed":                              "",
		"shutdown: shutdown-on-any-component-stopped, restart: restart-on-failed": "",
	} {
		source := strings.Replace(container("test.A", remoteAt("1"), ""), "id: guests", "id: guests\n    options: {"+options+"}", 1)
		plan, said := planOf(t, "node.yaml", source, registryOf(t, recorder("test.A", &diary{})))
		if (plan == nil) != (want != "") || !strings.Contains(said, want) {
			t.Errorf("%s: want %q in\n%s", options, want, said)
		}
	}
}
