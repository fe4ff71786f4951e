package app

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"go.uber.org/goleak"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/contract"
)

// leakless runs the tests and then looks for goroutines that are left.
type leakless struct{ *testing.M }

func (m leakless) Run() int {
	code := m.M.Run()
	if err := goleak.Find(); err != nil && code == 0 {
		println(err.Error())
		return 1
	}
	return code
}

// TestMain makes this binary the applications that the scripts run.
func TestMain(m *testing.M) {
	testscript.Main(leakless{m}, map[string]func(){
		"hello": func() { Main(testClasses(), Embed(testFiles())) },
		"plain": func() { Main(testClasses()) },
		"bare":  func() { Main(nil) },
	})
}

// testFiles are what is embedded in the application hello.
func testFiles() fstest.MapFS {
	return fstest.MapFS{
		"node.yaml": {Data: []byte(`version: 2
controller: {options: {title: Embedded}}
workers:
  - type: router
    realms: [{name: realm1, roles: [{name: anonymous, permissions: [{uri: "*", allow: {call: true, register: true, publish: true, subscribe: true}}]}]}]
    components: [{type: class, classname: hello.MySession, realm: realm1}]
    transports:
      - type: web
        endpoint: {type: tcp, port: "${PORT:-0}", interface: 127.0.0.1}
        paths: {/: {type: static, directory: web}, ws: {type: websocket}, info: {type: nodeinfo}}
`)},
		"web/index.html": {Data: []byte("<!doctype html>hello")},
	}
}

// member is a component whose OnJoin and OnLeave are functions; nil ones do nothing.
type member struct {
	runtime.ApplicationSession
	join  func(context.Context) error
	leave func()
}

func (m *member) OnJoin(ctx context.Context, _ runtime.JoinDetails) error {
	if m.join == nil {
		return nil
	}
	return m.join(ctx)
}

func (m *member) OnLeave(context.Context, runtime.LeaveDetails) {
	if m.leave != nil {
		m.leave()
	}
}

func testClasses() runtime.Classes {
	classes := runtime.Classes{}
	add := func(c contract.Component, m member) {
		classes[c.Class] = runtime.Class{
			Name:       c.Class,
			Contract:   &c,
			CheckExtra: func([]byte) []contract.Fault { return nil },
			New: func(env runtime.Env) (runtime.Component, runtime.Bindings, error) {
				m := m
				m.ApplicationSession = runtime.NewApplicationSession(env)
				return &m, nil, nil
			},
		}
	}
	add(contract.Component{
		Class:     "hello.MySession",
		Provides:  []contract.Procedure{{URI: "com.example.hello.greet", Args: []contract.Field{{Name: "name", Type: "string"}}}},
		Publishes: []contract.Topic{{URI: "com.example.hello.greeted", Kwargs: []contract.Field{{Name: "name", Type: "string"}}}},
		Extra:     []contract.Field{{Name: "greeting", Type: "string", Default: `"Hello"`}, {Name: "token", Type: "string", Default: `"x"`, Secret: true}},
	}, member{})
	add(contract.Component{Class: "test.Broken"}, member{join: func(context.Context) error { return errors.New("there is no key") }})
	add(contract.Component{Class: "test.Slow"}, member{join: func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }})
	classes["test.Working"] = working()
	add(contract.Component{Class: "test.Clinging"}, member{leave: func() { time.Sleep(time.Hour) }})
	return classes
}

var update = flag.Bool("update", false, "rewrite what is expected in testdata")

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: *update,
		Setup: func(env *testscript.Env) error {
			env.Values[processesKey{}] = map[string]*process{}
			env.Values[callsKey{}] = map[string]chan string{}
			env.Values[clientKey{}] = new(*runtime.Session)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"launch":      launch,
			"freeport":    freePort,
			"replace":     replace,
			"client":      remoteClient,
			"clientended": remoteClientEnded,
			"until":       until,
			"signal":      sendSignal,
			"ended":       ended,
			"call":        call,
			"answered":    answered,
		},
	})
}

// process is an application that a script has launched.
type process struct {
	cmd  *exec.Cmd
	done chan struct{}
}

// launch NAME PROGRAM ARGS... starts a program in the background. What it prints goes
// to the file NAME.
func launch(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: launch NAME PROGRAM ARGS...")
	}
	program, err := exec.LookPath(filepath.Join(binaries(ts), args[1]))
	ts.Check(err)
	out, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	cmd := exec.Command(program, args[2:]...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = ts.MkAbs("."), out, out
	cmd.Env = append(os.Environ(), "PORT=0", "PORT2="+ts.Getenv("PORT2"), "SECRET="+ts.Getenv("SECRET"))
	ts.Check(cmd.Start())
	p := &process{cmd, make(chan struct{})}
	go func() {
		defer close(p.done)
		_ = cmd.Wait() // the exit code is looked at by ended
		_ = out.Close()
	}()
	ts.Defer(func() {
		_ = cmd.Process.Kill()
		<-p.done
	})
	processes(ts)[args[0]] = p
}

// binaries is the directory of the programs, the first of PATH.
func binaries(ts *testscript.TestScript) string {
	return filepath.SplitList(ts.Getenv("PATH"))[0]
}

// until FILE TEXT waits until a file has a text.
func until(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: until FILE TEXT")
	}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		data, err := os.ReadFile(ts.MkAbs(args[0]))
		if err == nil && bytes.Contains(data, []byte(args[1])) {
			return
		}
		if time.Now().After(deadline) {
			ts.Fatalf("%s does not have %q:\n%s", args[0], args[1], data)
		}
	}
}

// signal NAME INT|TERM|HUP sends a signal to a launched program.
func sendSignal(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: signal NAME INT|TERM|HUP")
	}
	signals := map[string]os.Signal{"HUP": syscall.SIGHUP, "INT": syscall.SIGINT, "TERM": syscall.SIGTERM}
	ts.Check(processes(ts)[args[0]].cmd.Process.Signal(signals[args[1]]))
}

// ended NAME CODE waits for the end of a launched program with an exit code, or with
// a signal: "by interrupt".
func ended(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: ended NAME CODE")
	}
	p := processes(ts)[args[0]]
	select {
	case <-p.done:
	case <-time.After(20 * time.Second):
		ts.Fatalf("%s has not ended: %s", args[0], ts.ReadFile(args[0]))
	}
	state := p.cmd.ProcessState
	got := strconv.Itoa(state.ExitCode())
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		got = "by " + status.Signal().String()
	}
	if want := strings.Join(args[1:], " "); got != want {
		ts.Fatalf("%s ended %s, want %s:\n%s", args[0], got, want, ts.ReadFile(args[0]))
	}
}

type processesKey struct{}

// processes are those of a script.
func processes(ts *testscript.TestScript) map[string]*process {
	return ts.Value(processesKey{}).(map[string]*process)
}
