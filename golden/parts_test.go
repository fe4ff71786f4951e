package golden_test

import (
	"context"
	stderrors "errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/golden/parts"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// partsServer says what it was called with.
type partsServer struct{ *parts.Server }

func (partsServer) Count(_ context.Context, site string) (int64, error) { return int64(len(site)), nil }
func (partsServer) Get(_ context.Context, id string) (string, error)    { return "device " + id, nil }
func (partsServer) Set(_ context.Context, id string, mode parts.Mode, args parts.DevicesSetArgs) error {
	return fail(id == "a" && mode == parts.ModeCool && args.Target == 21, "%s %s %+v", id, mode, args)
}
func (partsServer) Move(_ context.Context, id string, by int64) (parts.DevicesMoveResult, error) {
	return parts.DevicesMoveResult{From: by, To: by + int64(len(id))}, nil
}
func (partsServer) ReadFile(_ context.Context, path string) ([]byte, error) { return []byte(path), nil }
func (partsServer) Words(_ context.Context, typeArg, errPart, uriPart, rPart, own, arg string) (string, error) {
	return strings.Join([]string{typeArg, errPart, uriPart, rPart, own, arg}, " "), nil
}
func (partsServer) All(_ context.Context, b bool, i int64, i8 int8, u64 uint64, u8 uint8, s, name string, date runtime.Date,
	uuid runtime.UUID, id wamp.ID, enum parts.Mode, serial parts.Serial, floor parts.Floor) (string, error) {
	return fmt.Sprint(b, i, i8, u64, u8, " ", s, " ", name, " ", date, uuid, id, enum, " ", serial, " ", floor), nil
}

func newPartsServer(stub parts.ServerStub) (partsServer, error) {
	s, err := parts.NewServer(stub)
	return partsServer{s}, err
}

// partsWatcher notes the events that it gets.
type partsWatcher struct {
	*parts.Watcher
	events chan string
}

func (w partsWatcher) OnChanged(_ context.Context, id string, event parts.DevicesChangedEvent) error {
	w.events <- fmt.Sprintf("changed %s %v", id, event.Target)
	return nil
}
func (w partsWatcher) OnRemoved(_ context.Context, id string, floor parts.Floor) error {
	w.events <- fmt.Sprintf("removed %s %d", id, floor)
	return nil
}
func (w partsWatcher) OnLogged(_ context.Context, path wamp.URI, line string) error {
	w.events <- fmt.Sprintf("logged %s %s", path, line)
	return nil
}

func TestPartsOfProcedures(t *testing.T) {
	connect := newRealm(t)
	start(t, connect, parts.ServerClass(newPartsServer), "")
	session := join(t, connect)
	ctx, c := t.Context(), parts.NewDevicesClient(session)
	want := func(what string, want, got any, err error) {
		t.Helper()
		if err != nil {
			t.Errorf("%s: %v", what, err)
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s differs (-want +got)\n%s", what, diff)
		}
	}
	count, err := c.Count(ctx, "north")
	want("part of the base", int64(5), count, err)
	device, err := c.Get(ctx, "a-1")
	want("get", "device a-1", device, err)
	want("set", nil, nil, c.Set(ctx, "a", parts.ModeCool, parts.DevicesSetArgs{Target: 21}))
	moved, err := c.Move(ctx, "abc", 4)
	want("move", parts.DevicesMoveResult{From: 4, To: 7}, moved, err)
	file, err := c.ReadFile(ctx, "etc.hosts")
	want("rest", "etc.hosts", string(file), err)

	kinds := parts.NewKindsClient(session)
	words, err := kinds.Words(ctx, "t", "e", "u", "r", "k", "a b")
	want("words of Go", "t e u r k a b", words, err)
	id := runtime.UUID{0: 1, 15: 255}
	all, err := kinds.All(ctx, true, -5, -128, 1<<64-1, 255, "s", "n", runtime.Date{Year: 2024, Month: 2, Day: 29}, id, 7, parts.ModeHeat, "AB-1", 9)
	want("all kinds", "true -5 -128 18446744073709551615 255 s n 2024-02-29 "+id.String()+" 7heat AB-1 9", all, err)

	// What is no URI is never sent; nothing is escaped.
	for _, part := range []string{"", "a.b", "a b", "a#", "a\n"} {
		if _, err := c.Get(ctx, part); err == nil || !strings.Contains(err.Error(), `part "id" cannot be`) {
			t.Errorf("part %q: %v, want an error", part, err)
		}
	}
	for _, part := range []string{"", ".a", "a..b", "a."} {
		if _, err := c.ReadFile(ctx, part); err == nil {
			t.Errorf("rest %q has no error", part)
		}
	}
	// What callees do not take is the caller's mistake, with its place.
	_, err = c.Get(ctx, "longer-than-8")
	invalid(t, err, "uri.id", "max")
	_, err = c.Get(ctx, "Upper")
	invalid(t, err, "uri.id", "pattern")
	err = c.Set(ctx, "a", "boil", parts.DevicesSetArgs{Target: 21})
	invalid(t, err, "uri.mode", "enum")
	_, err = session.Call(ctx, "com.example.kinds.yes.1.1.1.1.s.n.2024-02-29."+wamp.URI(id.String())+".1.heat.AB-1.1", runtime.Values{})
	invalid(t, err, "uri.bool", "type")
	_, err = kinds.All(ctx, true, -6, 0, 0, 0, "s", "n", runtime.Date{Year: 2024, Month: 1, Day: 1}, id, 7, parts.ModeHeat, "ab", 10)
	invalid(t, err, "uri.int", "min")
	// A URI that no pattern matches has no procedure.
	_, err = session.Call(ctx, "com.example.device.a.b.get", runtime.Values{})
	if e, ok := stderrors.AsType[*wamp.Error](err); !ok || e.URI != wamp.ErrNoSuchProcedure {
		t.Errorf("error = %v, want %s", err, wamp.ErrNoSuchProcedure)
	}
}

func TestPartsOfTopics(t *testing.T) {
	connect := newRealm(t)
	events := make(chan string, 10)
	start(t, connect, parts.WatcherClass(func(stub parts.WatcherStub) (partsWatcher, error) {
		w, err := parts.NewWatcher(stub)
		return partsWatcher{w, events}, err
	}), "")
	var server *parts.Server
	start(t, connect, parts.ServerClass(func(stub parts.ServerStub) (partsServer, error) {
		s, err := newPartsServer(stub)
		server = s.Server
		return s, err
	}), "")
	ctx, session := t.Context(), join(t, connect)
	all, one := make(chan string, 10), make(chan float64, 10)
	if _, err := parts.SubscribeDevicesChanged(ctx, session, func(_ context.Context, id string, event parts.DevicesChangedEvent) error {
		all <- fmt.Sprint(id, event.Target)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	subscription, err := parts.SubscribeDevicesChangedOf(ctx, session, "b", func(_ context.Context, event parts.DevicesChangedEvent) error {
		one <- event.Target
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if topic := subscription.Topic(); topic != "com.example.device.b.changed" {
		t.Errorf("topic = %s", topic)
	}
	if _, err := parts.SubscribeDevicesChangedOf(ctx, session, "b.c", nil); err == nil {
		t.Error("a topic with a dot in a part is subscribed to")
	}
	for _, err := range []error{
		server.PublishChanged(ctx, "a", parts.DevicesChangedEvent{Target: 1}),
		server.PublishChanged(ctx, "b", parts.DevicesChangedEvent{Target: 2}),
		server.PublishRemoved(ctx, "a", 12), // beyond max: no handler gets it
		server.PublishRemoved(ctx, "a", -1),
		parts.NewDevicesPublisher(session).PublishLogged(ctx, "a.b.c", "line"),
	} {
		if err != nil {
			t.Error(err)
		}
	}
	if err := server.PublishChanged(ctx, "", parts.DevicesChangedEvent{}); err == nil {
		t.Error("an empty part is published")
	}
	want := []string{"changed a 1", "changed b 2", "removed a -1", "logged a.b.c line"}
	var got []string
	for range want {
		got = append(got, <-events)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("events differ (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]string{"a1", "b2"}, []string{<-all, <-all}); diff != "" {
		t.Errorf("events of the pattern differ (-want +got)\n%s", diff)
	}
	if target := <-one; target != 2 {
		t.Errorf("the one topic has target %v, want 2", target)
	}
	// What is retained comes to those who subscribe later, of one topic and of all.
	if _, err := parts.SubscribeDevicesChangedOf(ctx, join(t, connect), "a", func(_ context.Context, event parts.DevicesChangedEvent) error {
		one <- event.Target
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if target := <-one; target != 1 {
		t.Errorf("the retained event has target %v, want 1", target)
	}
}
