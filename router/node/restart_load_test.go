package node

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"testing"

	"go.uber.org/goleak"

	wamprt "github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/contract"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// TestRestartsUnderLoad restarts a component again and again, while it and another one are
// called and events are published to it. Nothing is left of the instances that have gone,
// and who calls the other one does not notice.
func TestRestartsUnderLoad(t *testing.T) {
	restarts := 1000
	if testing.Short() {
		restarts = 50
	}
	other := &wamprt.Procedure[wamprt.None, wamprt.None]{URI: "com.example.other"}
	restarted := class("test.Other", &contract.Component{}, hooks{}, func(*member) wamprt.Bindings {
		return wamprt.Bindings{
			wamprt.Handle(other, func(context.Context, wamprt.None) (wamprt.None, error) { return wamprt.None{}, nil }),
			wamprt.OnEvent(news, func(context.Context, wamprt.None) error { return nil }),
		}
	})
	n, _ := run(t, file(realm1, echoing+`, {type: class, classname: test.Other, realm: realm1, role: all, id: other}`, listening), echoes(), restarted)
	s := join(t, address(n), "realm1")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var load sync.WaitGroup
	var echoed, answered, missed int
	load.Go(func() {
		for ; ctx.Err() == nil; echoed++ {
			if _, err := wamprt.Call(t.Context(), s, echo, wamprt.None{}); err != nil {
				t.Errorf("call of the component that stays: %v", err)
				return
			}
		}
	})
	load.Go(func() {
		for ctx.Err() == nil {
			_, err := wamprt.Call(t.Context(), s, other, wamprt.None{})
			var failed *wamp.Error
			switch {
			case err == nil:
				answered++
			case errors.As(err, &failed) && (failed.URI == wamp.ErrNoSuchProcedure || failed.URI == wamp.ErrCanceled || failed.URI == wamp.ErrUnavailable):
				missed++
			default:
				t.Errorf("call of the component that goes: %v", err)
				return
			}
			if err := wamprt.Publish(t.Context(), s, news, wamprt.None{}); err != nil {
				t.Error(err)
				return
			}
		}
	})
	if err := n.Controller().Stop(t.Context(), "worker001", "other"); err != nil {
		t.Fatal(err)
	}
	before := goleak.IgnoreCurrent()
	var memory [2]runtime.MemStats
	for i := range restarts {
		if i == restarts/10 { // pools and maps have their size
			runtime.GC()
			runtime.ReadMemStats(&memory[0])
		}
		if err := n.Controller().Restart(t.Context(), "worker001", "other"); err != nil {
			t.Fatalf("restart %d: %v", i, err)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&memory[1])
	if err := n.Controller().Stop(t.Context(), "worker001", "other"); err != nil {
		t.Fatal(err)
	}
	cancel()
	load.Wait()
	const workers = "github.com/wampgen/wampgen/runtime.(*Session).serveInvocations"
	if err := goleak.Find(before, goleak.IgnoreAnyFunction(workers)); err != nil {
		t.Error(err)
	}
	// An instance that is left takes more than 4 KiB with its session and goroutines; pools and
	// what the calls need at the moment take something too.
	if grown := int64(memory[1].HeapAlloc) - int64(memory[0].HeapAlloc); grown > 2<<20+int64(restarts)*4<<10 {
		t.Errorf("%d restarts took %d bytes", restarts, grown)
	}
	if sessions := n.sessions(func(string, Realm) bool { return true }); len(sessions) != 2 {
		t.Errorf("%d sessions are left", len(sessions))
	}
	if echoed == 0 || answered == 0 {
		t.Errorf("%d and %d calls were answered", echoed, answered)
	}
	t.Logf("%d restarts; %d calls of the one that stays; %d of the one that goes, %d while it was not there", restarts, echoed, answered, missed)
}
