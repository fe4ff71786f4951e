package node

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/router/host"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/client"
	"github.com/wampgen/wampgen/runtime/contract"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// diary records events in order, from any goroutine.
type diary struct {
	mu     sync.Mutex
	events []string
}

func (d *diary) note(format string, args ...any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.events = append(d.events, fmt.Sprintf(format, args...))
}

func (d *diary) read() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]string(nil), d.events...)
}

// logBuffer is a log that can be read while it is written.
type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// run starts a node and stops it at the end of the test.
func run(t *testing.T, source string, classes ...runtime.Class) (*Node, *logBuffer) {
	t.Helper()
	n, log, err := start(t, source, classes...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, n) })
	return n, log
}

func start(t *testing.T, source string, classes ...runtime.Class) (*Node, *logBuffer, error) {
	t.Helper()
	plan, said := planOf(t, "node.yaml", source, registryOf(t, classes...))
	if plan == nil {
		t.Fatal(said)
	}
	log := &logBuffer{}
	n, err := Start(t.Context(), plan, slog.New(slog.NewTextHandler(log, nil)))
	return n, log, err
}

func stop(t *testing.T, n *Node) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := n.Stop(ctx); err != nil {
		t.Errorf("stop: %v", err)
	}
}

// recorder returns a class whose components write into a diary.
func recorder(name string, d *diary) runtime.Class {
	c := class(name, &contract.Component{}, hooks{}, nil)
	c.New = func(env runtime.Env) (runtime.Component, runtime.Bindings, error) {
		d.note("%s new", env.ID)
		return &member{runtime.NewApplicationSession(env), hooks{
			join:       func(context.Context, *member) error { d.note("%s join", env.ID); return nil },
			leave:      func() { d.note("%s leave", env.ID) },
			disconnect: func() { d.note("%s disconnect", env.ID) },
		}}, nil, nil
	}
	return c
}

// caller returns a class whose component gives its session to the test.
func caller(sessions chan<- *runtime.Session) runtime.Class {
	return class("test.Caller", &contract.Component{}, hooks{join: func(_ context.Context, m *member) error {
		sessions <- m.Session()
		return nil
	}}, nil)
}

// everything is a realm whose role "all" may do everything.
const everything = `version: 2
workers:
  - type: router
    realms: [{name: realm1, roles: [{name: all, permissions: [{uri: "*", allow: {call: true, register: true, publish: true, subscribe: true}}]}]}]
`

func TestOrderOfStartAndStop(t *testing.T) {
	var d diary
	n, log, err := start(t, everything+`
    components:
      - {type: class, classname: test.A, realm: realm1, role: all, id: one}
      - {type: class, classname: test.A, realm: realm1, role: trusted, id: two}
      - {type: class, classname: test.A, realm: realm1, role: all, id: three}
`, recorder("test.A", &d))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range n.Controller().List() {
		if s.State != host.Ready || s.Worker != "worker001" {
			t.Errorf("%s/%s is %s", s.Worker, s.ID, s.State)
		}
	}
	stop(t, n)
	want := []string{
		"one new", "one join", "two new", "two join", "three new", "three join",
		"three leave", "three disconnect", "two leave", "two disconnect", "one leave", "one disconnect",
	}
	if diff := cmp.Diff(want, d.read()); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	for _, want := range []string{"component ready", "component=two", "class=test.A", "realm=realm1", "role=trusted"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("log lacks %q:\n%s", want, log)
		}
	}
	stop(t, n) // once more is no error
}

func TestRequiredComponentFailsAtBoot(t *testing.T) {
	var d diary
	broken := class("test.Broken", &contract.Component{}, hooks{join: func(context.Context, *member) error {
		return errors.New("no key")
	}}, nil)
	n, _, err := start(t, everything+`
    components:
      - {type: class, classname: test.A, realm: realm1, role: all, id: one}
      - {type: class, classname: test.A, realm: realm1, role: all, id: two}
      - {type: class, classname: test.Broken, realm: realm1, role: all, id: bad}
      - {type: class, classname: test.A, realm: realm1, role: all, id: three}
    transports: [{type: websocket, endpoint: {type: tcp, port: 0}, auth: {anonymous: {type: static, role: all}}}]
`, recorder("test.A", &d), broken)
	if n != nil || err == nil {
		t.Fatal("the node is up")
	}
	for _, want := range []string{`"bad"`, "test.Broken", "no key"} {
		if !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("error %q does not name %s in one line", err, want)
		}
	}
	want := []string{"one new", "one join", "two new", "two join", "two leave", "two disconnect", "one leave", "one disconnect"}
	if diff := cmp.Diff(want, d.read()); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

func TestOptionalComponentFailsAtBoot(t *testing.T) {
	var attempts int
	late := class("test.Late", &contract.Component{}, hooks{}, nil)
	construct := late.New
	late.New = func(env runtime.Env) (runtime.Component, runtime.Bindings, error) {
		if attempts++; attempts == 1 {
			return nil, nil, errors.New("not yet")
		}
		return construct(env)
	}
	n, log := run(t, everything+`
    components:
      - {type: class, classname: test.Late, realm: realm1, role: all, id: late, required: false}
      - {type: class, classname: test.A, realm: realm1, role: all, id: one}
`, late, recorder("test.A", &diary{}))
	if !strings.Contains(log.String(), "not yet") {
		t.Errorf("log does not say why:\n%s", log)
	}
	if got := n.Controller().List()[1]; got.State != host.Ready {
		t.Errorf("the other component is %s", got.State)
	}
	for n.Controller().List()[0].State != host.Ready {
		time.Sleep(10 * time.Millisecond)
	}
}

func TestStartIsInterrupted(t *testing.T) {
	var d diary
	ctx, cancel := context.WithCancel(t.Context())
	slow := class("test.Slow", &contract.Component{}, hooks{join: func(ctx context.Context, _ *member) error {
		cancel()
		<-ctx.Done()
		return ctx.Err()
	}}, nil)
	plan, said := planOf(t, "node.yaml", everything+`
    components:
      - {type: class, classname: test.A, realm: realm1, role: all, id: one}
      - {type: class, classname: test.Slow, realm: realm1, role: all, id: slow, required: false}
`, registryOf(t, recorder("test.A", &d), slow))
	if plan == nil {
		t.Fatal(said)
	}
	if _, err := Start(ctx, plan, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v", err)
	}
	if diff := cmp.Diff([]string{"one new", "one join", "one leave", "one disconnect"}, d.read()); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

func TestPortInUse(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	var d diary
	_, port, _ := net.SplitHostPort(taken.Addr().String())
	_, _, err = start(t, everything+fmt.Sprintf(`
    components: [{type: class, classname: test.A, realm: realm1, role: all, id: one}]
    transports: [{type: websocket, endpoint: {type: tcp, port: %s, interface: 127.0.0.1}, auth: {anonymous: {type: static, role: all}}}]
`, port), recorder("test.A", &d))
	if err == nil || !strings.Contains(err.Error(), "transport001") || !strings.Contains(err.Error(), "in use") {
		t.Errorf("error is %v", err)
	}
	if diff := cmp.Diff([]string{"one new", "one join", "one leave", "one disconnect"}, d.read()); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

// TestFaultsOfHandlers has a component whose handlers do everything that they
// should not. It stays, and so does everybody else.
func TestFaultsOfHandlers(t *testing.T) {
	procedure := func(name string) *runtime.Procedure[runtime.None, runtime.None] {
		return &runtime.Procedure[runtime.None, runtime.None]{URI: wamp.URI("com.example." + name)}
	}
	topic := &runtime.Topic[runtime.None]{URI: "com.example.topic"}
	release := make(chan struct{})
	events := make(chan struct{}, 10)
	bad := class("test.Bad", &contract.Component{}, hooks{}, func(*member) runtime.Bindings {
		handler := func(f func(context.Context) error) func(context.Context, runtime.None) (runtime.None, error) {
			return func(ctx context.Context, _ runtime.None) (runtime.None, error) { return runtime.None{}, f(ctx) }
		}
		return runtime.Bindings{
			runtime.Handle(procedure("good"), handler(func(context.Context) error { return nil })),
			runtime.Handle(procedure("fails"), handler(func(context.Context) error { return errors.New("the password is 1234") })),
			runtime.Handle(procedure("panics"), handler(func(context.Context) error { panic("the password is 1234") })),
			runtime.Handle(procedure("blocks"), handler(func(context.Context) error { <-release; return nil })),
			runtime.OnEvent(topic, func(context.Context, runtime.None) error {
				events <- struct{}{}
				if len(events)%2 == 0 {
					panic("an event")
				}
				return errors.New("an event")
			}),
		}
	})
	sessions := make(chan *runtime.Session, 1)
	n, log := run(t, everything+`
    components:
      - {type: class, classname: test.Bad, realm: realm1, role: all, id: bad}
      - {type: class, classname: test.Caller, realm: realm1, role: all}
`, bad, caller(sessions))
	defer close(release)
	s := <-sessions
	call := func(name string, timeout time.Duration) error {
		ctx, cancel := context.WithTimeout(t.Context(), timeout)
		defer cancel()
		_, err := runtime.Call(ctx, s, procedure(name), runtime.None{})
		return err
	}
	var failed *wamp.Error
	for _, name := range []string{"fails", "panics"} {
		err := call(name, 10*time.Second)
		if !errors.As(err, &failed) || failed.URI != wamp.ErrRuntimeError || strings.Contains(err.Error(), "1234") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if panics := strings.Count(log.String(), "panicked"); panics != 1 || !strings.Contains(log.String(), "stack=") {
		t.Errorf("%d panics in the log:\n%s", panics, log)
	}
	if err := call("blocks", 20*time.Millisecond); err == nil {
		t.Error("blocks: no error")
	}
	for range 2 {
		if err := runtime.Publish(t.Context(), s, topic, runtime.None{}, runtime.Acknowledge()); err != nil {
			t.Fatal(err)
		}
	}
	for len(events) < 2 {
		time.Sleep(time.Millisecond)
	}
	if err := call("good", 10*time.Second); err != nil {
		t.Errorf("after all that: %v", err)
	}
	if got := n.Controller().List()[0].State; got != host.Ready {
		t.Errorf("state is %s", got)
	}
}

func TestController(t *testing.T) {
	var d diary
	n, _ := run(t, everything+`
    components: [{type: class, classname: test.A, realm: realm1, role: all, id: one}]
`, recorder("test.A", &d))
	c := n.Controller()
	steps := []struct {
		do   func(context.Context, string, string) error
		want host.State
	}{{c.Restart, host.Ready}, {c.Stop, host.Stopped}, {c.Stop, host.Stopped}, {c.Start, host.Ready}}
	for i, step := range steps {
		if err := step.do(t.Context(), "worker001", "one"); err != nil {
			t.Errorf("step %d: %v", i, err)
		}
		if got := c.List()[0].State; got != step.want {
			t.Errorf("step %d: %s, want %s", i, got, step.want)
		}
	}
	if err := c.Start(t.Context(), "worker001", "one"); !errors.Is(err, host.ErrRunning) {
		t.Errorf("start what runs: %v", err)
	}
	if err := c.Restart(t.Context(), "worker001", "two"); err == nil || !strings.Contains(err.Error(), `"two"`) {
		t.Errorf("restart what is not there: %v", err)
	}
}

// TestRemoteClient joins by the network, and is told goodbye when the node stops.
func TestRemoteClient(t *testing.T) {
	echo := &runtime.Procedure[runtime.None, runtime.None]{URI: "com.example.echo"}
	echoes := class("test.Echo", &contract.Component{}, hooks{}, func(*member) runtime.Bindings {
		return runtime.Bindings{runtime.Handle(echo, func(context.Context, runtime.None) (runtime.None, error) {
			return runtime.None{}, nil
		})}
	})
	n, _, err := start(t, everything+`
    components: [{type: class, classname: test.Echo, realm: realm1, role: all}]
    transports:
      - type: web
        endpoint: {type: tcp, port: 0, interface: 127.0.0.1}
        paths:
          /: {type: static, directory: web}
          ws: {type: websocket, auth: {anonymous: {type: static, role: all}}, serializers: [msgpack]}
`, echoes)
	if err != nil {
		t.Fatal(err)
	}
	url := "ws://" + n.Addresses()[0].Host + "/ws"
	s, err := client.Join(t.Context(), url, "realm1")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := runtime.Call(t.Context(), s, echo, runtime.None{}); err != nil {
		t.Error(err)
	}
	stop(t, n)
	<-s.Done()
	if err := s.Err(); err == nil || !strings.Contains(err.Error(), string(wamp.CloseSystemShutdown)) {
		t.Errorf("the session ended with %v", err)
	}
	if err := s.Wait(t.Context()); err != nil {
		t.Error(err)
	}
}
