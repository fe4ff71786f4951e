package routertest_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wampgen/wampgen/router/routertest"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

var errCut = errors.New("cut")

// cutter makes links that it can cut.
type cutter struct {
	connect runtime.Connect

	mu    sync.Mutex
	links map[*cutLink]bool
}

func (c *cutter) Connect(ctx context.Context, sink runtime.Sink) (runtime.Link, error) {
	l := &cutLink{cutter: c, sink: sink}
	inner, err := c.connect(ctx, l)
	if err != nil {
		return nil, err
	}
	l.link = inner
	c.mu.Lock()
	defer c.mu.Unlock()
	c.links[l] = true
	return l, nil
}

func (c *cutter) cut() {
	c.mu.Lock()
	links := c.links
	c.links = map[*cutLink]bool{}
	c.mu.Unlock()
	for l := range links {
		if l.end() {
			_ = l.link.Close("")
			l.sink.Closed(errCut)
		}
	}
}

// cutLink is a link and the sink below it.
type cutLink struct {
	cutter *cutter
	link   runtime.Link
	sink   runtime.Sink

	mu   sync.RWMutex // read while a message passes
	gone bool
}

// end reports whether the link was whole.
func (l *cutLink) end() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	was := l.gone
	l.gone = true
	return !was
}

func (l *cutLink) Format() wamp.Format { return l.link.Format() }

func (l *cutLink) Send(m wamp.Message) error {
	l.mu.RLock()
	gone := l.gone
	l.mu.RUnlock()
	if gone {
		return fmt.Errorf("send %s: %w: %w", m.Type(), runtime.ErrConnectionLost, errCut)
	}
	return l.link.Send(m)
}

func (l *cutLink) Close(reason wamp.URI) error {
	err := l.link.Close(reason)
	if l.end() {
		l.sink.Closed(nil)
	}
	return err
}

func (l *cutLink) Receive(m wamp.Message) int {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if l.gone {
		return 0
	}
	return l.sink.Receive(m)
}

func (l *cutLink) Drained(n int) <-chan struct{} { return l.sink.Drained(n) }

func (l *cutLink) Closed(err error) {
	if err != nil && l.end() {
		l.sink.Closed(err)
	}
}

// held is what a session has asked for, by name.
type held struct {
	mu   sync.Mutex
	live map[string]func(context.Context) error // what ends it
	got  map[string]int                         // events and invocations since the check began
}

// Whatever is subscribed, registered, ended and called while links are cut at random, in the
// end the router has for the session what it holds, and nothing else.
func TestReconnectRandomly(t *testing.T) {
	for seed := range uint64(20) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { reconnectRandomly(t, rand.New(rand.NewPCG(seed, 1))) })
		})
	}
}

func reconnectRandomly(t *testing.T, chance *rand.Rand) {
	router := routertest.New(t)
	c := &cutter{connect: router.Connect(routertest.InFormat(wamp.CBOR)), links: map[*cutLink]bool{}}
	changes := make(chan runtime.Change, 100_000)
	s, err := runtime.Join(t.Context(), c.Connect, runtime.JoinConfig{Realm: "realm1", Reconnect: &runtime.Reconnect{
		First: time.Millisecond, Longest: 10 * time.Millisecond, OnChange: func(c runtime.Change) { changes <- c },
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Leave(context.Background(), ""); err != nil {
			t.Error(err)
		}
		if err := s.Wait(context.Background()); err != nil {
			t.Error(err)
		}
	}()
	h := &held{live: map[string]func(context.Context) error{}, got: map[string]int{}}
	var workers sync.WaitGroup
	for w := range 4 {
		chance := rand.New(rand.NewPCG(chance.Uint64(), 2))
		workers.Go(func() {
			for i := range 40 {
				h.step(t, s, chance, fmt.Sprintf("%d-%d", w, i))
				time.Sleep(time.Duration(chance.IntN(3)) * time.Millisecond)
			}
		})
	}
	for range 15 {
		time.Sleep(time.Duration(chance.IntN(6)) * time.Millisecond)
		c.cut()
	}
	workers.Wait()
	c.cut()
	synctest.Wait()
	for state := runtime.Connected; len(changes) > 0 || state != runtime.Connected; {
		state = (<-changes).State
	}
	h.check(t, router)
}

// step subscribes, registers, calls, or ends something.
func (h *held) step(t *testing.T, s *runtime.Session, chance *rand.Rand, name string) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Duration(1+chance.IntN(20))*time.Millisecond)
	defer cancel()
	note := func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.got[name]++
	}
	topic := wamp.URI(fmt.Sprintf("com.example.topic%d", chance.IntN(3)))
	switch chance.IntN(4) {
	case 0:
		sub, err := s.Subscribe(ctx, topic, wamp.SubscribeOptions{}, func(context.Context, runtime.Values) error {
			note()
			return nil
		})
		if err == nil {
			h.add(string(topic)+" "+name, sub.Unsubscribe)
		}
	case 1:
		uri := wamp.URI("com.example.procedure." + name)
		reg, err := s.Register(ctx, uri, wamp.RegisterOptions{}, func(context.Context, runtime.Values) (runtime.Values, error) {
			note()
			return runtime.Values{}, nil
		})
		if err == nil {
			h.add(string(uri)+" "+name, reg.Unregister)
		}
	case 2:
		_, err := s.Call(ctx, "wamp.session.count", runtime.Values{})
		if err != nil && !errors.Is(err, runtime.ErrConnectionLost) && ctx.Err() == nil {
			t.Errorf("call: %v", err)
		}
	case 3:
		if end := h.any(); end != nil {
			_ = end(context.WithoutCancel(ctx)) // an error says that the connection was lost: it has ended all the same
		}
	}
}

func (h *held) add(name string, end func(context.Context) error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.live[name] = end
}

// any takes something that lives, or nil.
func (h *held) any() func(context.Context) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	for name, end := range h.live {
		delete(h.live, name)
		return end
	}
	return nil
}

// check publishes to each topic and calls each procedure once.
func (h *held) check(t *testing.T, router *routertest.Router) {
	other := router.Join()
	h.mu.Lock()
	clear(h.got)
	want := map[string]int{}
	var procedures []wamp.URI
	for name := range h.live {
		var uri, who string
		if _, err := fmt.Sscan(name, &uri, &who); err != nil {
			t.Fatal(err)
		}
		want[who] = 1
		if wamp.URI(uri).Valid() && len(uri) > len("com.example.procedure") && uri[:21] == "com.example.procedure" {
			procedures = append(procedures, wamp.URI(uri))
		}
	}
	h.mu.Unlock()
	for i := range 3 {
		topic := wamp.URI(fmt.Sprintf("com.example.topic%d", i))
		if err := other.Publish(t.Context(), topic, runtime.Values{}, runtime.Acknowledge()); err != nil {
			t.Error(err)
		}
	}
	for _, uri := range procedures {
		if _, err := other.Call(t.Context(), uri, runtime.Values{}); err != nil {
			t.Error(err)
		}
	}
	synctest.Wait()
	h.mu.Lock()
	defer h.mu.Unlock()
	for name := range want {
		if h.got[name] != 1 {
			t.Errorf("%s got %d messages, want 1", name, h.got[name])
		}
	}
	for name, n := range h.got {
		if want[name] == 0 {
			t.Errorf("%s has ended and got %d messages", name, n)
		}
	}
	got, err := other.Call(t.Context(), "wamp.session.count", runtime.Values{})
	if err != nil || got.Args[0] != int64(2) {
		t.Errorf("sessions: %v, %v; want the session and the one that asks", got.Args, err)
	}
}
