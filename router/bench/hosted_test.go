//go:build unix

package bench

import (
	"context"
	"fmt"
	goruntime "runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/wampgen/wampgen/example/hello/hello"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// greeter is a component with the generated code of the hello example.
type greeter struct{ hello.MySessionStub }

func (*greeter) Greet(_ context.Context, name string) (string, error) { return name, nil }
func (*greeter) Count(context.Context) (int64, error)                 { return 0, nil }
func (*greeter) GreetIn(_ context.Context, args hello.GreeterGreetInArgs) (string, error) {
	return args.Name, nil
}

// host connects to a realm in this process.
type host struct{ connect runtime.Connect }

func newHost(tb testing.TB) host {
	tb.Helper()
	r, err := newRealm()
	if err != nil {
		tb.Fatal(err)
	}
	return host{session.Hosted(r, session.Principal{AuthID: "bench", AuthRole: "anonymous"}, session.Config{})}
}

// join returns a hosted session.
func (h host) join(tb testing.TB) *runtime.Session {
	tb.Helper()
	s, err := runtime.Join(tb.Context(), h.connect, runtime.JoinConfig{Realm: "realm1"})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = s.Leave(context.Background(), wamp.CloseNormal) })
	return s
}

// startGreeter hosts a greeter and returns a client of it.
func (h host) startGreeter(tb testing.TB) hello.GreeterClient {
	tb.Helper()
	class := hello.MySessionClass(func(stub hello.MySessionStub) (*greeter, error) { return &greeter{stub}, nil })
	instance, err := runtime.Start(tb.Context(), class, runtime.Env{ID: "greeter", Realm: "realm1"}, h.connect, runtime.JoinConfig{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = instance.Stop(context.Background(), wamp.CloseNormal) })
	return hello.NewGreeterClient(h.join(tb))
}

// hostedCall is a typed call from one hosted component to another.
func hostedCall(b *testing.B, inFlight int) {
	client := newHost(b).startGreeter(b)
	call := func() {
		if got, err := client.Greet(context.Background(), "somebody"); err != nil || got != "somebody" {
			b.Errorf("result %q, error %v", got, err)
		}
	}
	b.ReportAllocs()
	if inFlight == 1 {
		for b.Loop() {
			call()
		}
		return
	}
	processors := goruntime.GOMAXPROCS(0)
	b.SetParallelism((inFlight + processors - 1) / processors)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			call()
		}
	})
}

// hostedEvent is an event for hosted components, from its publication until all
// have handled it.
func hostedEvent(b *testing.B, subscribers, inFlight int) {
	h := newHost(b)
	var handled atomic.Int64
	var mu sync.Mutex
	done := sync.NewCond(&mu)
	for range subscribers {
		_, err := hello.SubscribeGreeterGreeted(b.Context(), h.join(b), func(context.Context, hello.GreeterGreetedEvent) error {
			if handled.Add(1)%int64(subscribers) == 0 {
				mu.Lock()
				done.Signal()
				mu.Unlock()
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	publisher := hello.NewGreeterPublisher(h.join(b))
	event := hello.GreeterGreetedEvent{Name: "somebody", Greeting: "Hello, somebody!", Count: 1}
	published := 0
	await := func(open int) {
		mu.Lock()
		defer mu.Unlock()
		for int64((published-open)*subscribers) > handled.Load() {
			done.Wait()
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := publisher.PublishGreeted(context.Background(), event); err != nil {
			b.Fatal(err)
		}
		published++
		await(inFlight - 1)
	}
	await(0)
}

func BenchmarkHostedCall(b *testing.B) {
	for _, inFlight := range []int{1, 32} {
		b.Run(fmt.Sprintf("inflight=%d", inFlight), func(b *testing.B) { hostedCall(b, inFlight) })
	}
}

func BenchmarkHostedEvent(b *testing.B) {
	for _, subscribers := range []int{1, 10} {
		for _, inFlight := range []int{1, 32} {
			b.Run(fmt.Sprintf("subscribers=%d/inflight=%d", subscribers, inFlight), func(b *testing.B) { hostedEvent(b, subscribers, inFlight) })
		}
	}
}
