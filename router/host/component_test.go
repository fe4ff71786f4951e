package host

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

func TestGoodComponent(t *testing.T) {
	p := newPlace(t)
	s := &script{bind: provides("com.example.a")}
	c := New(p.spec("good", "open", s))
	if got := c.Status().State; got != Stopped {
		t.Errorf("state before the start is %s", got)
	}
	if err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := c.Status().State; got != Ready {
		t.Errorf("state after the start is %s", got)
	}
	if err := c.Start(t.Context()); !errors.Is(err, ErrRunning) {
		t.Errorf("a second start: %v", err)
	}
	stop(t, c)
	if got := c.Status().State; got != Stopped {
		t.Errorf("state after the stop is %s", got)
	}
	want := []string{"new", "join", "leave", "disconnect"}
	if diff := cmp.Diff(want, s.noted()); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	stop(t, c) // once more is no error
}

// TestFailedStart has a component for each way not to get ready. Its id and what
// it wanted to register are free afterwards.
func TestFailedStart(t *testing.T) {
	for _, c := range []struct {
		name string
		fail *script
		role string
		want []string // in the error
	}{
		{"constructor fails", &script{construct: func(runtime.Env) error { return errors.New("no disk") }}, "open", []string{"no disk"}},
		{"constructor panics", &script{construct: func(runtime.Env) error { panic("oh no") }}, "open", []string{"oh no"}},
		{"OnJoin fails", &script{join: func(context.Context, *member) error { return errors.New("no key") }}, "open", []string{"OnJoin", "no key"}},
		{"OnJoin panics", &script{join: func(context.Context, *member) error { panic("oh dear") }}, "open", []string{"OnJoin", "oh dear"}},
		{"registration refused", &script{bind: provides("com.example.a")}, "closed", []string{"com.example.a", "wamp.error.not_authorized"}},
		{"registration taken", &script{bind: provides("com.example.taken")}, "open", []string{"com.example.taken", "wamp.error.procedure_already_exists"}},
		{
			"never joins",
			&script{join: func(ctx context.Context, _ *member) error { <-ctx.Done(); return ctx.Err() }},
			"open", []string{"not ready after 50ms", "OnJoin"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPlace(t)
			other := New(p.spec("other", "open", &script{bind: provides("com.example.taken")}))
			if err := other.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			defer stop(t, other)

			var log bytes.Buffer
			spec := p.spec("broken", c.role, c.fail)
			spec.Logger = slog.New(slog.NewTextHandler(&log, nil))
			spec.StartTimeout = 50 * time.Millisecond
			component := New(spec)
			err := component.Start(t.Context())
			if err == nil {
				t.Fatal("it started")
			}
			for _, want := range append(c.want, `"broken"`, "test.Member") {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q does not name %s", err, want)
				}
			}
			if got := component.Status(); got.State != Failed || got.Err == nil {
				t.Errorf("state is %s, %v", got.State, got.Err)
			}
			if got, want := strings.Contains(log.String(), "component_test.go"), strings.Contains(c.name, "panics"); got != want {
				t.Errorf("the log shows where it panicked: %t, want %t: %s", got, want, &log)
			}
			free := New(p.spec("broken", "open", &script{bind: provides("com.example.a")}))
			if err := free.Start(t.Context()); err != nil {
				t.Errorf("start another with the same id and procedure: %v", err)
			}
			stop(t, free)
			stop(t, component)
		})
	}
}

func TestConstructorThatHangs(t *testing.T) {
	p := newPlace(t)
	release := make(chan struct{})
	defer close(release)
	spec := p.spec("stuck", "open", &script{construct: func(runtime.Env) error { <-release; return nil }})
	spec.StartTimeout = 10 * time.Millisecond
	if err := New(spec).Start(t.Context()); err == nil || !strings.Contains(err.Error(), "not ready after 10ms") {
		t.Errorf("error is %v", err)
	}
}

func TestStartIsInterrupted(t *testing.T) {
	p := newPlace(t)
	ctx, cancel := context.WithCancel(t.Context())
	c := New(p.spec("slow", "open", &script{join: func(ctx context.Context, _ *member) error {
		cancel()
		<-ctx.Done()
		return ctx.Err()
	}}))
	if err := c.Start(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v", err)
	}
}

func TestStopIsBounded(t *testing.T) {
	p := newPlace(t)
	release := make(chan struct{})
	s := &script{leave: func() { <-release }}
	c := New(p.spec("clinging", "open", s))
	if err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := c.Stop(ctx, wamp.CloseNormal); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("stop: %v", err)
	}
	close(release)
	for len(s.noted()) < 4 { // the rest of its end
		time.Sleep(time.Millisecond)
	}
}

// TestLeaving has a component that leaves by itself, for each policy.
func TestLeaving(t *testing.T) {
	leaves := func(_ context.Context, m *member) error {
		go func() { _ = m.Session().Leave(context.Background(), wamp.CloseNormal) }()
		return nil
	}
	for _, c := range []struct {
		policy Policy
		want   State
	}{
		{Never, Stopped},
		{OnFailure, Stopped},
		{Always, Backoff},
	} {
		synctest.Test(t, func(t *testing.T) {
			p := newPlace(t)
			spec := p.spec("leaver", "open", &script{join: leaves})
			spec.Restart = Restart{Policy: c.policy, First: time.Hour, Longest: time.Hour}
			component := New(spec)
			if err := component.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
			if got := component.Status().State; got != c.want {
				t.Errorf("policy %d: state is %s, want %s", c.policy, got, c.want)
			}
			if c.want == Stopped {
				if err := component.Start(t.Context()); err != nil {
					t.Errorf("start again: %v", err)
				}
			}
			stop(t, component)
		})
	}
}

func TestRestartsWithBackoff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlace(t)
		s := &script{bind: provides("com.example.a")}
		spec := p.spec("phoenix", "open", s)
		spec.Restart = Restart{Policy: OnFailure, First: time.Second, Longest: 3 * time.Second, Limit: 3, Healthy: time.Minute}
		c := New(spec)
		if err := c.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		// Three restarts in a row, with growing pauses, then no more.
		for n, pause := range []time.Duration{time.Second, 2 * time.Second, 3 * time.Second} {
			p.breakLink()
			synctest.Wait()
			if got := c.Status(); got.State != Backoff || got.Restarts != n+1 || !errors.Is(got.Err, errBroken) {
				t.Fatalf("after break %d: %s, %d restarts, %v", n, got.State, got.Restarts, got.Err)
			}
			time.Sleep(pause - time.Millisecond)
			synctest.Wait()
			if got := c.Status().State; got != Backoff {
				t.Fatalf("before the pause is over: %s", got)
			}
			time.Sleep(time.Millisecond)
			synctest.Wait()
			if got := c.Status().State; got != Ready {
				t.Fatalf("after the pause: %s", got)
			}
		}
		p.breakLink()
		synctest.Wait()
		if got := c.Status(); got.State != Failed || !errors.Is(got.Err, errBroken) {
			t.Fatalf("after the last restart: %s, %v", got.State, got.Err)
		}
		// By hand it can be started again, and its procedure is free for that.
		if err := c.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		// Having been healthy ends the row.
		time.Sleep(time.Minute)
		p.breakLink()
		synctest.Wait()
		if got := c.Status(); got.State != Backoff || got.Restarts != 1 {
			t.Errorf("after a healthy time: %s, %d restarts", got.State, got.Restarts)
		}
		stop(t, c) // while it waits
		if got := c.Status().State; got != Stopped {
			t.Errorf("after the stop: %s", got)
		}
	})
}

func TestRetryInTheBackground(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlace(t)
		attempts := 0
		s := &script{construct: func(runtime.Env) error {
			if attempts++; attempts < 3 {
				return errors.New("not yet")
			}
			return nil
		}}
		spec := p.spec("late", "open", s)
		spec.Restart = Restart{Policy: OnFailure, First: time.Second}
		c := New(spec)
		if err := c.Start(t.Context()); err == nil {
			t.Fatal("it started at once")
		}
		if err := c.Retry(t.Context()); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if got := c.Status().State; got != Backoff {
			t.Errorf("state is %s", got)
		}
		time.Sleep(time.Second + 2*time.Second)
		synctest.Wait()
		if got := c.Status().State; got != Ready {
			t.Errorf("state is %s", got)
		}
		stop(t, c)
	})
}

func TestRetryKeepsToThePolicy(t *testing.T) {
	p := newPlace(t)
	spec := p.spec("once", "open", &script{construct: func(runtime.Env) error { return errors.New("no") }})
	spec.Restart = Restart{Policy: Never}
	c := New(spec)
	if err := c.Start(t.Context()); err == nil {
		t.Fatal("it started")
	}
	if err := c.Retry(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := c.Status().State; got != Failed {
		t.Errorf("state is %s", got)
	}
}

func TestStopDuringRestart(t *testing.T) {
	p := newPlace(t)
	joins := make(chan struct{}, 2)
	first := true
	s := &script{join: func(ctx context.Context, _ *member) error {
		joins <- struct{}{}
		if first {
			first = false
			return nil
		}
		<-ctx.Done()
		return ctx.Err()
	}}
	spec := p.spec("busy", "open", s)
	spec.Restart = Restart{Policy: OnFailure, First: time.Millisecond}
	c := New(spec)
	if err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	<-joins
	p.breakLink()
	<-joins
	stop(t, c)
	if got := c.Status().State; got != Stopped {
		t.Errorf("state is %s", got)
	}
}

func TestPauses(t *testing.T) {
	r := Restart{First: time.Second, Longest: 5 * time.Second}
	var got []time.Duration
	for _, n := range []int{1, 2, 3, 4, 1000} {
		got = append(got, r.pause(n)/time.Second)
	}
	if diff := cmp.Diff([]time.Duration{1, 2, 4, 5, 5}, got); diff != "" {
		t.Errorf("pauses in seconds (-want +got):\n%s", diff)
	}
}
