package app

import (
	"context"
	"errors"
	"regexp"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/client"
	"github.com/wampgen/wampgen/runtime/contract"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// working is a class whose procedures take their time: com.example.soon a little,
// com.example.never as long as it has.
func working() runtime.Class {
	const name = "test.Working"
	procedure := func(uri wamp.URI, wait time.Duration, logged string) func(runtime.Env) runtime.Binding {
		return func(env runtime.Env) runtime.Binding {
			p := &runtime.Procedure[runtime.None, runtime.None]{URI: uri}
			return runtime.Handle(p, func(ctx context.Context, _ runtime.None) (runtime.None, error) {
				env.Logger.Info(logged)
				select {
				case <-time.After(wait):
					return runtime.None{}, nil
				case <-ctx.Done():
					return runtime.None{}, ctx.Err()
				}
			})
		}
	}
	soon := procedure("com.example.soon", 200*time.Millisecond, "soon has begun")
	never := procedure("com.example.never", time.Hour, "never has begun")
	return runtime.Class{
		Name:     name,
		Contract: &contract.Component{Class: name, Provides: []contract.Procedure{{URI: "com.example.soon"}, {URI: "com.example.never"}}},
		New: func(env runtime.Env) (runtime.Component, runtime.Bindings, error) {
			return &member{ApplicationSession: runtime.NewApplicationSession(env)}, runtime.Bindings{soon(env), never(env)}, nil
		},
	}
}

type callsKey struct{}

var servedAt = regexp.MustCompile(`ws://127\.0\.0\.1:[0-9]+/\S*`)

// call NAME URI begins a call of a procedure by a client of a launched program.
func call(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: call NAME URI")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	ts.Defer(cancel)
	s, err := client.Join(ctx, servedAt.FindString(ts.ReadFile(args[0])), "realm1")
	ts.Check(err)
	answer, ended := make(chan string, 1), make(chan struct{})
	calls(ts)[args[1]] = answer
	go func() {
		defer close(ended)
		_, err := s.Call(ctx, wamp.URI(args[1]), runtime.Values{})
		failed := &wamp.Error{URI: "result"}
		if err != nil && !errors.As(err, &failed) {
			failed.URI = "lost"
		}
		answer <- string(failed.URI)
		<-s.Done()
		_ = s.Wait(ctx)
	}()
	ts.Defer(func() { <-ended })
}

// answered URI TEXT waits for the answer of a call: "result", the URI of an error, or
// "lost" with the connection.
func answered(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: answered URI TEXT")
	}
	if got := <-calls(ts)[args[0]]; got != args[1] {
		ts.Fatalf("%s was answered with %s, want %s", args[0], got, args[1])
	}
}

// calls are those that a script has begun.
func calls(ts *testscript.TestScript) map[string]chan string {
	return ts.Value(callsKey{}).(map[string]chan string)
}
