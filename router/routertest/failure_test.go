package routertest_test

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/wampgen/wampgen/example/hello/hello"
	"github.com/wampgen/wampgen/router/routertest"
)

// recorded is a test that notes what is said of its failure.
type recorded struct {
	*testing.T
	ctx context.Context

	mu       sync.Mutex
	said     strings.Builder
	cleanups []func()
}

func (r *recorded) Context() context.Context { return r.ctx }
func (r *recorded) Helper()                  {}
func (r *recorded) Output() io.Writer        { return r }
func (r *recorded) Cleanup(f func())         { r.cleanups = append(r.cleanups, f) }
func (r *recorded) Log(args ...any)          { fmt.Fprintln(r, args...) }
func (r *recorded) Error(args ...any)        { fmt.Fprintln(r, args...) }
func (r *recorded) Errorf(format string, args ...any) {
	fmt.Fprintf(r, format+"\n", args...)
}
func (r *recorded) Fatal(args ...any) {
	fmt.Fprintln(r, args...)
	runtime.Goexit()
}
func (r *recorded) Fatalf(format string, args ...any) {
	fmt.Fprintf(r, format+"\n", args...)
	runtime.Goexit()
}

func (r *recorded) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.said.Write(p)
}

// failure runs a test that fails, in a bubble, and returns what it says.
func failure(t *testing.T, test func(t *recorded)) (said string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		r := &recorded{T: t, ctx: ctx}
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			test(r)
		}()
		<-ended
		cancel()
		for i := len(r.cleanups) - 1; i >= 0; i-- {
			r.cleanups[i]()
		}
		said = r.said.String()
	})
	return said
}

// Who reads the failure knows what to do.
func TestFailures(t *testing.T) {
	class := hello.MySessionClass(hello.NewMySession)
	for name, test := range map[string]struct {
		run  func(t *recorded)
		want []string
	}{
		"unknown realm": {
			func(t *recorded) { routertest.New(t).Join(routertest.InRealm("realm7")) },
			[]string{`join realm "realm7"`, `["realm1"]`, "routertest.WithRealms"},
		},
		"unknown role": {
			func(t *recorded) { routertest.New(t).Join(routertest.AsRole("guest")) },
			[]string{`no role "guest"`, "there are anonymous", "routertest.WithRole"},
		},
		"wrong extra": {
			func(t *recorded) { routertest.New(t).Host(class, routertest.WithExtra(`{"greetings": "Hi"}`)) },
			[]string{`component "component1" of class hello.MySession`, "greetings"},
		},
		"extra that can not be written": {
			func(t *recorded) { routertest.New(t).Host(class, routertest.WithTypedExtra(text(""))) },
			[]string{"it is empty"},
		},
		"registered twice": {
			func(t *recorded) {
				router := routertest.New(t)
				router.Host(class)
				router.Host(class)
			},
			[]string{`start component "component2" of class hello.MySession`, "register com.example.hello.greet: wamp.error.procedure_already_exists"},
		},
		"no event": {
			func(t *recorded) { routertest.Record(routertest.New(t), hello.OnGreeterGreeted).Next() },
			[]string{"no event came within 10s"},
		},
		"the cause of a runtime error": {
			func(t *recorded) {
				router := routertest.New(t)
				router.Provide(hello.HandleGreeterCount(func(context.Context) (int64, error) { return 0, io.ErrUnexpectedEOF }))
				_, err := hello.NewGreeterClient(router.Join()).Count(t.Context())
				t.Log(err)
			},
			[]string{"wamp.error.runtime_error", `error="unexpected EOF"`, "component=component1"},
		},
		"a handler that stays": {
			func(t *recorded) {
				stay, begun := make(chan struct{}), make(chan struct{})
				t.Cleanup(func() { close(stay) }) // last: the bubble waits for it
				router := routertest.New(t)
				router.Provide(hello.HandleGreeterCount(func(context.Context) (int64, error) {
					close(begun)
					<-stay
					return 0, nil
				}))
				caller := hello.NewGreeterClient(router.Join())
				go func() { _, _ = caller.Count(t.Context()) }()
				<-begun
			},
			[]string{`goroutines (handlers of ["com.example.hello.count"])`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			said := failure(t, test.run)
			for _, want := range test.want {
				if !strings.Contains(said, want) {
					t.Errorf("said %q, want %q in it", said, want)
				}
			}
		})
	}
}
