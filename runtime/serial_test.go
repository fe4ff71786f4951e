package runtime_test

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

func TestSerialBindings(t *testing.T) {
	for name, serial := range map[string]bool{"serial": true, "concurrent": false} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var running, most atomic.Int32
				release := make(chan struct{})
				work := func() {
					most.Store(max(most.Load(), running.Add(1)))
					<-release
					running.Add(-1)
				}
				bindings := runtime.Bindings{
					runtime.Handle(&upper, func(_ context.Context, text string) (string, error) { work(); return text, nil }),
					runtime.OnEvent(&news, func(context.Context, string) error { work(); return nil }),
				}
				if serial {
					bindings = bindings.Serial()
				}
				p := newPeer(t)
				started := ask(func() (*runtime.Instance, error) {
					return runtime.Start(t.Context(), bound(bindings), runtime.Env{ID: "c1", Realm: "realm1"}, p.connect, runtime.JoinConfig{})
				})
				p.welcome()
				p.say(&wamp.Registered{Request: p.hear().(*wamp.Register).Request, Registration: 21})
				p.say(&wamp.Subscribed{Request: p.hear().(*wamp.Subscribe).Request, Subscription: 22})
				instance := <-started
				if instance.err != nil {
					t.Fatal(instance.err)
				}
				for id := range wamp.ID(3) {
					p.say(&wamp.Invocation{Request: id + 1, Registration: 21, Payload: args(`["x"]`)})
				}
				p.say(&wamp.Event{Subscription: 22, Publication: 1, Payload: args(`["x"]`)})
				synctest.Wait()
				p.say(&wamp.Interrupt{Request: 3}) // which may wait for its turn
				synctest.Wait()
				close(release)
				synctest.Wait()
				want := int32(4)
				if serial {
					want = 1
				}
				if most.Load() != want || running.Load() != 0 {
					t.Errorf("%d handlers ran at once, want %d; %d still do", most.Load(), want, running.Load())
				}
				for range 3 {
					p.hear()
				}
				p.sink.Closed(nil)
				<-instance.value.Done()
			})
		})
	}
}

// bound returns a class with bindings and nothing else.
func bound(bindings runtime.Bindings) runtime.Class {
	return runtime.Class{Name: "test.Class", New: func(env runtime.Env) (runtime.Component, runtime.Bindings, error) {
		return runtime.NewApplicationSession(env), bindings, nil
	}}
}
