package node

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/client"
	"github.com/wampgen/wampgen/runtime/contract"
	"github.com/wampgen/wampgen/runtime/wamp"
)

var work = &runtime.Procedure[runtime.None, runtime.None]{URI: "com.example.work"}

// worker is a class that provides work and echo; work says that it has begun.
func worker(begun chan<- struct{}, handler func(context.Context) error) runtime.Class {
	return class("test.Worker", &contract.Component{}, hooks{}, func(*member) runtime.Bindings {
		return runtime.Bindings{
			runtime.Handle(work, func(ctx context.Context, _ runtime.None) (runtime.None, error) {
				begun <- struct{}{}
				return runtime.None{}, handler(ctx)
			}),
			runtime.Handle(echo, func(context.Context, runtime.None) (runtime.None, error) { return runtime.None{}, nil }),
		}
	})
}

const working = `{type: class, classname: test.Worker, realm: realm1, role: all, id: worker}`

// TestDrainWaitsForCalls stops a node while a call is on its way, which ends.
func TestDrainWaitsForCalls(t *testing.T) {
	begun, release := make(chan struct{}, 1), make(chan struct{})
	n, _ := run(t, file(realm1, working, listening), worker(begun, func(context.Context) error { <-release; return nil }))
	where := address(n)
	s := join(t, where, "realm1")
	called, stopped := make(chan error, 1), make(chan error, 1)
	go func() {
		_, err := runtime.Call(t.Context(), s, work, runtime.None{})
		called <- err
	}()
	<-begun
	go func() { stopped <- n.Stop(t.Context()) }()
	for !n.draining.Load() {
		time.Sleep(time.Millisecond)
	}

	var refused *wamp.Error
	if _, err := runtime.Call(t.Context(), s, echo, runtime.None{}); !errors.As(err, &refused) || refused.URI != wamp.ErrUnavailable {
		t.Errorf("a new call: %v", err)
	}
	for { // the socket is closed right after
		other, err := client.Join(t.Context(), where, "realm1")
		if err != nil {
			break
		}
		t.Errorf("a new session has joined: %v", other.Leave(t.Context(), wamp.CloseNormal))
	}
	select {
	case err := <-stopped:
		t.Errorf("stopped with a call pending: %v", err)
	case err := <-called:
		t.Errorf("the call ended: %v", err)
	default:
	}
	close(release)
	if err := <-called; err != nil {
		t.Errorf("the call: %v", err)
	}
	if err := <-stopped; err != nil {
		t.Errorf("stop: %v", err)
	}
	<-s.Done()
	if err := s.Err(); err == nil || !strings.Contains(err.Error(), string(wamp.CloseSystemShutdown)) {
		t.Errorf("the session ended with %v", err)
	}
}

// TestDrainAnswersCalls stops a node while a call is on its way that would never end.
func TestDrainAnswersCalls(t *testing.T) {
	begun := make(chan struct{}, 1)
	source := strings.Replace(file(realm1, working, listening), "realms:", "limits: {drain_timeout: 20ms}\n    realms:", 1)
	n, log := run(t, source, worker(begun, func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }))
	s := join(t, address(n), "realm1")
	called := make(chan error, 1)
	go func() {
		_, err := runtime.Call(t.Context(), s, work, runtime.None{})
		called <- err
	}()
	<-begun
	if err := n.Stop(t.Context()); err != nil {
		t.Errorf("stop: %v", err)
	}
	var answer *wamp.Error
	if err := <-called; !errors.As(err, &answer) || answer.URI != wamp.ErrCanceled {
		t.Errorf("the call was answered with %v", err)
	}
	if !strings.Contains(log.String(), "not all calls have ended in time") {
		t.Errorf("log:\n%s", log)
	}
}

func TestGateRefusesJoin(t *testing.T) {
	var draining atomic.Bool
	draining.Store(true)
	var refused *wamp.Error
	if _, err := (gate{draining: &draining}).Join(nil, nil, nil); !errors.As(err, &refused) || refused.URI != wamp.CloseSystemShutdown {
		t.Errorf("error is %v", err)
	}
}

// TestDrainWaitsForClients has one client work for another one.
func TestDrainWaitsForClients(t *testing.T) {
	begun, release := make(chan struct{}, 1), make(chan struct{})
	n, _ := run(t, file(realm1, "", listening))
	callee, caller := join(t, address(n), "realm1"), join(t, address(n), "realm1")
	if _, err := runtime.Register(t.Context(), callee, work, func(context.Context, runtime.None) (runtime.None, error) {
		begun <- struct{}{}
		<-release
		return runtime.None{}, nil
	}); err != nil {
		t.Fatal(err)
	}
	called, stopped := make(chan error, 1), make(chan error, 1)
	go func() {
		_, err := runtime.Call(t.Context(), caller, work, runtime.None{})
		called <- err
	}()
	<-begun
	go func() { stopped <- n.Stop(t.Context()) }()
	for !n.draining.Load() {
		time.Sleep(time.Millisecond)
	}
	close(release)
	if err := <-called; err != nil {
		t.Errorf("the call: %v", err)
	}
	if err := <-stopped; err != nil {
		t.Errorf("stop: %v", err)
	}
}

// TestStopAbandonsCalls stops a node while one client works for another and would
// never end: the caller is answered before it is told GOODBYE.
func TestStopAbandonsCalls(t *testing.T) {
	begun := make(chan struct{}, 1)
	n, log := run(t, strings.Replace(file(realm1, "", listening), "realms:", "limits: {drain_timeout: 20ms}\n    realms:", 1))
	callee, caller := join(t, address(n), "realm1"), join(t, address(n), "realm1")
	interrupted := make(chan struct{})
	if _, err := runtime.Register(t.Context(), callee, work, func(ctx context.Context, _ runtime.None) (runtime.None, error) {
		begun <- struct{}{}
		<-ctx.Done()
		close(interrupted)
		return runtime.None{}, ctx.Err()
	}); err != nil {
		t.Fatal(err)
	}
	called := make(chan error, 1)
	go func() {
		_, err := runtime.Call(t.Context(), caller, work, runtime.None{})
		called <- err
	}()
	<-begun
	if err := n.Stop(t.Context()); err != nil {
		t.Errorf("stop: %v", err)
	}
	var answer *wamp.Error
	if err := <-called; !errors.As(err, &answer) || answer.URI != stopReason {
		t.Errorf("the call was answered with %v", err)
	}
	<-interrupted
	if !strings.Contains(log.String(), "calls were abandoned") {
		t.Errorf("log:\n%s", log)
	}
}
