package golden_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/golden/parts"
	"github.com/wampgen/wampgen/golden/procedures"
	"github.com/wampgen/wampgen/golden/topics"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// recorder notes the options of what sessions send.
type recorder struct {
	mu   sync.Mutex
	sent map[string]any // by message and URI
}

// through returns connect with a recorder in between. Of shared registrations the
// router gets single ones: what it can do with others is its own business.
func (r *recorder) through(connect runtime.Connect) runtime.Connect {
	return func(ctx context.Context, sink runtime.Sink) (runtime.Link, error) {
		link, err := connect(ctx, sink)
		if err != nil {
			return nil, err
		}
		return recorded{link, r}, nil
	}
}

type recorded struct {
	runtime.Link
	*recorder
}

func (l recorded) Send(m wamp.Message) error {
	l.mu.Lock()
	switch m := m.(type) {
	case *wamp.Register:
		l.sent["register "+string(m.Procedure)] = m.Options
		single := *m
		single.Options.Invoke = wamp.InvokeSingle
		l.mu.Unlock()
		return l.Link.Send(&single)
	case *wamp.Call:
		l.sent["call "+string(m.Procedure)] = m.Options
	case *wamp.Publish:
		l.sent["publish "+string(m.Topic)] = m.Options
	case *wamp.Subscribe:
		l.sent["subscribe "+string(m.Topic)] = m.Options
	}
	l.mu.Unlock()
	return l.Link.Send(m)
}

// TestOptions looks at the options that go out for what the schemas say.
func TestOptions(t *testing.T) {
	r := &recorder{sent: map[string]any{}}
	connect := r.through(newRealm(t))
	var caller wamp.ID
	start(t, connect, procedures.TunerClass(func(stub procedures.TunerStub) (*tuner, error) {
		return &tuner{stub, &caller}, nil
	}), "")
	start(t, connect, parts.ServerClass(newPartsServer), "")
	ctx, session := t.Context(), join(t, connect)
	client := procedures.NewTunedClient(session)
	if _, err := topics.SubscribeEventsKept(ctx, session, func(context.Context, string) error { return nil }); err != nil {
		t.Error(err)
	}
	for _, err := range []error{
		client.Tuned(ctx),
		client.Patient(ctx, runtime.WithTimeout(time.Hour)),
		topics.NewEventsPublisher(session).PublishKept(ctx, "x"),
	} {
		if err != nil {
			t.Error(err)
		}
	}
	if caller != session.ID() {
		t.Errorf("the disclosed caller is %d, want %d", caller, session.ID())
	}
	want := map[string]any{
		"register " + string(procedures.TunedTunedURI):     wamp.RegisterOptions{Invoke: wamp.InvokeRoundRobin, Concurrency: 8, DiscloseCaller: true},
		"register " + string(parts.DevicesSetPattern):      wamp.RegisterOptions{Match: wamp.MatchWildcard, Concurrency: 8, DiscloseCaller: true},
		"register " + string(parts.DevicesReadFilePattern): wamp.RegisterOptions{Match: wamp.MatchPrefix},
		"call " + string(procedures.TunedTunedURI):         wamp.CallOptions{Timeout: 2 * time.Second},
		"call " + string(procedures.TunedPatientURI):       wamp.CallOptions{Timeout: 90 * time.Second},
		"publish " + string(topics.EventsKeptURI):          wamp.PublishOptions{Acknowledge: true, DiscloseMe: true, Retain: true},
		"subscribe " + string(topics.EventsKeptURI):        wamp.SubscribeOptions{GetRetained: true},
	}
	for message, options := range want {
		if diff := cmp.Diff(options, r.sent[message]); diff != "" {
			t.Errorf("options of %s differ (-want +got)\n%s", message, diff)
		}
	}
}

// tuner notes who calls it.
type tuner struct {
	procedures.TunerStub
	caller *wamp.ID
}

func (c *tuner) Tuned(ctx context.Context) error {
	i, _ := runtime.InvocationFrom(ctx)
	*c.caller = i.Caller
	return nil
}
func (c *tuner) Patient(context.Context) error { return nil }
