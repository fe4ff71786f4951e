package golden_test

import (
	"context"
	stderrors "errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/wampgen/wampgen/golden/component"
	componentregistry "github.com/wampgen/wampgen/golden/component/registry"
	"github.com/wampgen/wampgen/golden/constraints"
	"github.com/wampgen/wampgen/golden/containers"
	"github.com/wampgen/wampgen/golden/errors"
	"github.com/wampgen/wampgen/golden/keywords"
	"github.com/wampgen/wampgen/golden/procedures"
	"github.com/wampgen/wampgen/golden/scalars"
	"github.com/wampgen/wampgen/golden/several"
	"github.com/wampgen/wampgen/golden/topics"
	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/realm"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/contract"
	"github.com/wampgen/wampgen/runtime/wamp"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// newRealm returns how sessions of this process join a realm of their own, where they
// may do everything.
func newRealm(t *testing.T) runtime.Connect {
	t.Helper()
	r, err := realm.New(realm.Config{Name: "realm1"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(context.Background(), wamp.CloseSystemShutdown); err != nil {
			t.Errorf("close realm: %v", err)
		}
	})
	return session.Hosted(r, session.Principal{AuthID: "test", AuthRole: authz.Trusted, Hosted: true},
		session.Config{Limits: session.Default()})
}

// join returns a session, which ends with the test.
func join(t *testing.T, connect runtime.Connect) *runtime.Session {
	t.Helper()
	s, err := runtime.Join(t.Context(), connect, runtime.JoinConfig{Realm: "realm1"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Leave(context.Background(), wamp.CloseNormal); err != nil {
			t.Errorf("leave: %v", err)
		}
		if err := s.Wait(context.Background()); err != nil {
			t.Errorf("wait: %v", err)
		}
	})
	return s
}

// start runs a component, which ends with the test.
func start(t *testing.T, connect runtime.Connect, class runtime.Class, extra string) *runtime.Instance {
	t.Helper()
	env := runtime.Env{ID: "component1", Realm: "realm1", Logger: slog.New(slog.DiscardHandler)}
	if extra != "" {
		env.Extra = []byte(extra)
	}
	i, err := runtime.Start(t.Context(), class, env, connect, runtime.JoinConfig{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := i.Stop(context.Background(), wamp.CloseNormal); err != nil {
			t.Errorf("stop: %v", err)
		}
	})
	return i
}

// worker implements all shapes of procedures and says what it was given.
type worker struct {
	*procedures.Worker
}

func newWorker(stub procedures.WorkerStub) (*worker, error) {
	w, err := procedures.NewWorker(stub)
	return &worker{Worker: w}, err
}

func (w *worker) Nothing(context.Context) error                        { return nil }
func (w *worker) Ping(context.Context) error                           { return nil }
func (w *worker) OneIn(_ context.Context, id string) error             { return fail(id == "in", "id %q", id) }
func (w *worker) OneOut(context.Context) (string, error)               { return "out", nil }
func (w *worker) LongResult(context.Context) (int64, error)            { return 7, nil }
func (w *worker) Elsewhere(context.Context) (bool, error)              { return true, nil }
func (w *worker) Get(context.Context) (int64, error)                   { return 42, nil }
func (w *worker) DefaultOne(_ context.Context, a int64) (int64, error) { return a, nil }

func (w *worker) OneOne(_ context.Context, device procedures.Device) (procedures.Device, error) {
	return procedures.Device{ID: device.ID + "!"}, nil
}

func (w *worker) Many(_ context.Context, args procedures.ShapesManyArgs) (procedures.ShapesManyResult, error) {
	return procedures.ShapesManyResult(args), nil
}

func (w *worker) Keyword(_ context.Context, args procedures.ShapesKeywordArgs) (procedures.ShapesKeywordResult, error) {
	return procedures.ShapesKeywordResult{B: fmt.Sprint(args.A)}, nil
}

func (w *worker) Keywords(_ context.Context, args procedures.ShapesKeywordsArgs) (procedures.ShapesKeywordsResult, error) {
	return procedures.ShapesKeywordsResult{B: fmt.Sprintf("%d %s %s", args.A, args.B, args.C.ID), D: new(int64(4))}, nil
}

func (w *worker) Mixed(_ context.Context, args procedures.ShapesMixedArgs) (procedures.ShapesMixedResult, error) {
	return procedures.ShapesMixedResult(args), nil
}

func (w *worker) Tail(_ context.Context, args procedures.ShapesTailArgs) error {
	return fail(args.A == 1 && *args.B == "b" && args.C == 7 && args.D == nil, "%+v", args)
}

func (w *worker) TailAndKeywords(_ context.Context, args procedures.ShapesTailAndKeywordsArgs) (procedures.ShapesTailAndKeywordsResult, error) {
	return procedures.ShapesTailAndKeywordsResult(args), nil
}

// fail returns an error that the caller can read, unless all is well.
func fail(well bool, format string, args ...any) error {
	if well {
		return nil
	}
	return &wamp.Error{URI: "test.error.unexpected", Message: fmt.Sprintf(format, args...)}
}

func TestProcedures(t *testing.T) {
	connect := newRealm(t)
	start(t, connect, procedures.WorkerClass(newWorker), "")
	ctx, c := t.Context(), procedures.NewShapesClient(join(t, connect))

	want := func(what string, want, got any, err error) {
		t.Helper()
		if err != nil {
			t.Errorf("%s: %v", what, err)
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s differs (-want +got)\n%s", what, diff)
		}
	}
	want("nothing", nil, nil, c.Nothing(ctx))
	want("one in", nil, nil, c.OneIn(ctx, "in"))
	out, err := c.OneOut(ctx)
	want("one out", "out", out, err)
	device, err := c.OneOne(ctx, procedures.Device{ID: "a"})
	want("one in and out", procedures.Device{ID: "a!"}, device, err)
	long, err := c.LongResult(ctx)
	want("long result", int64(7), long, err)
	many, err := c.Many(ctx, procedures.ShapesManyArgs{A: 1, B: "b"})
	want("many", procedures.ShapesManyResult{A: 1, B: "b"}, many, err)
	keyword, err := c.Keyword(ctx, procedures.ShapesKeywordArgs{A: 3})
	want("keyword", procedures.ShapesKeywordResult{B: "3"}, keyword, err)
	keywords, err := c.Keywords(ctx, procedures.ShapesKeywordsArgs{A: 3, B: "y", C: &procedures.Device{ID: "z"}})
	want("keywords", procedures.ShapesKeywordsResult{B: "3 y z", D: new(int64(4))}, keywords, err)
	mixed, err := c.Mixed(ctx, procedures.ShapesMixedArgs{A: 1, B: "b"})
	want("mixed", procedures.ShapesMixedResult{A: 1, B: "b"}, mixed, err)
	want("tail", nil, nil, c.Tail(ctx, procedures.ShapesTailArgs{A: 1, B: new("b"), C: 7}))
	none, err := c.TailAndKeywords(ctx, procedures.ShapesTailAndKeywordsArgs{})
	want("nothing of what is optional", procedures.ShapesTailAndKeywordsResult{}, none, err)
	both, err := c.TailAndKeywords(ctx, procedures.ShapesTailAndKeywordsArgs{A: new(int64(1)), B: new(int64(2))})
	want("all of what is optional", procedures.ShapesTailAndKeywordsResult{A: new(int64(1)), B: new(int64(2))}, both, err)
	elsewhere, err := c.Elsewhere(ctx)
	want("elsewhere", true, elsewhere, err)

	raw, err := join(t, connect).Call(ctx, procedures.ShapesDefaultOneURI, runtime.Values{})
	want("default of a bare argument", []any{int64(3)}, raw.Args, err)
}

// TestNotImplemented runs a class as wampgen writes it.
func TestNotImplemented(t *testing.T) {
	connect := newRealm(t)
	start(t, connect, containers.KeeperClass(containers.NewKeeper), "")
	_, err := containers.NewStoreClient(join(t, connect)).List(t.Context(), nil)
	if e, ok := stderrors.AsType[*wamp.Error](err); !ok || e.URI != wamp.ErrRuntimeError {
		t.Errorf("error = %v, want %s", err, wamp.ErrRuntimeError)
	}
}

// echoes returns scalars to their callers.
type echoes struct{ *scalars.Echoes }

func newEchoes(stub scalars.EchoesStub) (echoes, error) {
	e, err := scalars.NewEchoes(stub)
	return echoes{e}, err
}

func (echoes) Int8(_ context.Context, v int8) (int8, error)                       { return v, nil }
func (echoes) Uint64(_ context.Context, v uint64) (uint64, error)                 { return v, nil }
func (echoes) Bytes(_ context.Context, v []byte) ([]byte, error)                  { return v, nil }
func (echoes) Time(_ context.Context, v time.Time) (time.Time, error)             { return v, nil }
func (echoes) Date(_ context.Context, v runtime.Date) (runtime.Date, error)       { return v, nil }
func (echoes) Any(_ context.Context, v runtime.Raw) (runtime.Raw, error)          { return v, nil }
func (echoes) Serial(_ context.Context, v scalars.Serial) (scalars.Serial, error) { return v, nil }

func TestBareScalars(t *testing.T) {
	connect := newRealm(t)
	start(t, connect, scalars.EchoesClass(newEchoes), "")
	ctx, c := t.Context(), scalars.NewEchoClient(join(t, connect))
	at := time.Date(2024, 1, 2, 3, 4, 5, 6, time.FixedZone("", 3600))

	small, err := c.Int8(ctx, -128)
	if small != -128 || err != nil {
		t.Errorf("int8 = %v, %v", small, err)
	}
	large, err := c.Uint64(ctx, 1<<64-1)
	if large != 1<<64-1 || err != nil {
		t.Errorf("uint64 = %v, %v", large, err)
	}
	bytes, err := c.Bytes(ctx, []byte{0, 255})
	if string(bytes) != "\x00\xff" || err != nil {
		t.Errorf("bytes = %v, %v", bytes, err)
	}
	when, err := c.Time(ctx, at)
	if !when.Equal(at) || err != nil {
		t.Errorf("time = %v, %v", when, err)
	}
	day, err := c.Date(ctx, runtime.Date{Year: 2024, Month: 2, Day: 29})
	if day.Day != 29 || err != nil {
		t.Errorf("date = %v, %v", day, err)
	}
	anything, err := c.Any(ctx, runtime.Raw{Format: wamp.JSON, Bytes: []byte(`{"a":[1,null]}`)})
	if err != nil {
		t.Errorf("any: %v", err)
	} else if v, err := codec.DecodeValue(anything.Format, anything.Bytes); err != nil || !cmp.Equal(v, any(map[string]any{"a": []any{int64(1), nil}})) {
		t.Errorf("any = %v, %v", v, err)
	}
	if serial, err := c.Serial(ctx, "A-1"); serial != "A-1" || err != nil {
		t.Errorf("named scalar = %v, %v", serial, err)
	}
	_, err = c.Serial(ctx, "a1")
	invalid(t, err, "args[0]", "pattern")
	_, err = join(t, connect).Call(ctx, scalars.EchoInt8URI, runtime.Values{Args: []any{200}})
	invalid(t, err, "args[0]", "range")
}

// invalid checks that an error refuses an argument, with the place and the rule.
func invalid(t *testing.T, err error, path, rule string) {
	t.Helper()
	e, ok := stderrors.AsType[*wamp.Error](err)
	if !ok || e.URI != wamp.ErrInvalidArgument {
		t.Errorf("error = %v, want %s", err, wamp.ErrInvalidArgument)
		return
	}
	got, err := codec.DecodeValue(e.Payload.Format, e.Payload.Kwargs)
	kwargs, _ := got.(map[string]any)
	if err != nil || kwargs["path"] != path || kwargs["rule"] != rule {
		t.Errorf("kwargs of %v = %v, %v; want path %s and rule %s", e, got, err, path, rule)
	}
}

// faults fails as it is told.
type faults struct{ errors.FaultsStub }

func newFaults(stub errors.FaultsStub) (*faults, error) { return &faults{stub}, nil }

var declared = map[string]error{
	"plain":        &errors.PlainError{},
	"not found":    &errors.NotFoundError{ID: "x"},
	"out of range": &errors.OutOfRangeError{Value: 5, Unit: new("m"), Reason: errors.ReasonClosed, At: time.Unix(1, 0).UTC()},
	"parse":        &errors.ParseError{Line: 3},
	"busy":         &errors.BusyError{},
}

func (f *faults) Fail(_ context.Context, which string) error {
	if err, ok := declared[which]; ok {
		return fmt.Errorf("while failing: %w", err)
	}
	return stderrors.New("secret of the callee")
}

func TestTypedErrors(t *testing.T) {
	connect := newRealm(t)
	start(t, connect, errors.FaultsClass(newFaults), "")
	c := errors.NewFaultyClient(join(t, connect))
	for which, want := range declared {
		err := c.Fail(t.Context(), which)
		var got error
		switch want.(type) {
		case *errors.PlainError:
			got, _ = stderrors.AsType[*errors.PlainError](err)
		case *errors.NotFoundError:
			got, _ = stderrors.AsType[*errors.NotFoundError](err)
		case *errors.OutOfRangeError:
			got, _ = stderrors.AsType[*errors.OutOfRangeError](err)
		case *errors.ParseError:
			got, _ = stderrors.AsType[*errors.ParseError](err)
		case *errors.BusyError:
			got, _ = stderrors.AsType[*errors.BusyError](err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %v differs (-want +got)\n%s", which, err, diff)
		}
	}
	err := c.Fail(t.Context(), "in another way")
	if e, ok := stderrors.AsType[*wamp.Error](err); !ok || e.URI != wamp.ErrRuntimeError || strings.Contains(err.Error(), "secret") {
		t.Errorf("undeclared error = %v, want %s without its text", err, wamp.ErrRuntimeError)
	}
}

// keeper lets through what its schema lets through.
type keeper struct {
	constraints.KeeperStub
	passed chan int64
}

func (k *keeper) One(_ context.Context, age int64) (string, error)   { return "ok", nil }
func (k *keeper) Code(context.Context, constraints.Code) error       { return nil }
func (k *keeper) List(context.Context, []constraints.Part) error     { return nil }
func (k *keeper) Two(context.Context, constraints.GateTwoArgs) error { return nil }
func (k *keeper) Same(context.Context, constraints.Limits) error     { return nil }
func (k *keeper) OnPassed(_ context.Context, age int64) error        { k.passed <- age; return nil }

func TestValidation(t *testing.T) {
	connect := newRealm(t)
	passed := make(chan int64, 2)
	start(t, connect, constraints.KeeperClass(func(stub constraints.KeeperStub) (*keeper, error) {
		return &keeper{stub, passed}, nil
	}), "")
	s := join(t, connect)
	ctx, c := t.Context(), constraints.NewGateClient(s)

	if _, err := c.One(ctx, 150); err != nil {
		t.Errorf("the largest age: %v", err)
	}
	_, err := c.One(ctx, 151)
	invalid(t, err, "args[0]", "max")
	invalid(t, c.Code(ctx, "12"), "args[0]", "pattern")
	invalid(t, c.List(ctx, nil), "args[0]", "min")
	invalid(t, c.List(ctx, []constraints.Part{{Code: "123"}, {Code: "123", Size: -2}}), "args[0][1].size", "min")
	sound := constraints.GateTwoArgs{A: 1, B: constraints.Part{Code: "123"}, C: "c"}
	if err := c.Two(ctx, sound); err != nil {
		t.Errorf("sound arguments: %v", err)
	}
	spoiled := sound
	spoiled.B.Code = "x"
	invalid(t, c.Two(ctx, spoiled), "args[1].code", "pattern")
	spoiled = sound
	spoiled.C = "x"
	invalid(t, c.Two(ctx, spoiled), "kwargs.c", "pattern")

	// An event that breaks the rules reaches nobody; the next one does.
	p := constraints.NewGatePublisher(s)
	for _, age := range []int64{-1, 3} {
		if err := p.PublishPassed(ctx, age, runtime.Acknowledge()); err != nil {
			t.Fatal(err)
		}
	}
	if got := <-passed; got != 3 {
		t.Errorf("event %d arrived, want 3", got)
	}
}

// listener notes the events that it gets.
type listener struct {
	topics.ListenerStub
	events chan string
}

func (l *listener) note(format string, args ...any) error {
	l.events <- fmt.Sprintf(format, args...)
	return nil
}

func (l *listener) OnNothing(context.Context) error             { return l.note("nothing") }
func (l *listener) OnOne(_ context.Context, text string) error  { return l.note("one %s", text) }
func (l *listener) OnKept(_ context.Context, text string) error { return l.note("kept %s", text) }
func (l *listener) OnOld(context.Context) error                 { return l.note("old") }
func (l *listener) OnMany(_ context.Context, event topics.EventsManyEvent) error {
	return l.note("many %+v", event)
}
func (l *listener) OnNamed(_ context.Context, event topics.EventsNamedEvent) error {
	return l.note("named %+v", event)
}
func (l *listener) OnBoth(_ context.Context, event topics.EventsBothEvent) error {
	return l.note("both %d %d", *event.A, *event.B)
}
func (l *listener) OnList(_ context.Context, items []topics.Device) error {
	return l.note("list %+v", items)
}

// TestTopics publishes by a component and subscribes by another one, and without any.
func TestTopics(t *testing.T) {
	connect := newRealm(t)
	events, plain := make(chan string, 10), make(chan string, 10)
	start(t, connect, topics.ListenerClass(func(stub topics.ListenerStub) (*listener, error) {
		return &listener{stub, events}, nil
	}), "")
	var speaker *topics.Speaker
	start(t, connect, topics.SpeakerClass(func(stub topics.SpeakerStub) (s *topics.Speaker, err error) {
		speaker, err = topics.NewSpeaker(stub)
		return speaker, err
	}), "")
	ctx := t.Context()
	if _, err := topics.SubscribeEventsNothing(ctx, join(t, connect), func(context.Context) error {
		plain <- "nothing"
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := topics.SubscribeEventsMany(ctx, join(t, connect), func(_ context.Context, event topics.EventsManyEvent) error {
		plain <- event.B
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	devices := []topics.Device{{ID: "a"}, {ID: "b"}}
	for _, err := range []error{
		speaker.PublishNothing(ctx),
		speaker.PublishOne(ctx, "text"),
		speaker.PublishMany(ctx, topics.EventsManyEvent{A: 1, B: "b"}),
		speaker.PublishNamed(ctx, topics.EventsNamedEvent{Device: devices[0]}),
		speaker.PublishBoth(ctx, topics.EventsBothEvent{A: new(int64(1)), B: new(int64(2))}),
		speaker.PublishList(ctx, devices),
		topics.NewEventsPublisher(join(t, connect)).PublishKept(ctx, "text"),
	} {
		if err != nil {
			t.Error(err)
		}
	}
	want := []string{"nothing", "one text", "many {A:1 B:b}", "named {Device:{ID:a}}", "both 1 2", "list [{ID:a} {ID:b}]", "kept text"}
	var got []string
	for range want {
		got = append(got, <-events)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("events differ (-want +got)\n%s", diff)
	}
	others := []string{<-plain, <-plain}
	slices.Sort(others)
	if diff := cmp.Diff([]string{"b", "nothing"}, others); diff != "" {
		t.Errorf("events of functions differ (-want +got)\n%s", diff)
	}
}

func TestRegistries(t *testing.T) {
	r, err := runtime.NewRegistry(componentregistry.Classes(), several.Classes())
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"alpha.Server", "beta.Other", "beta.Server", "component.HTTPGateway", "component.Idle", "component.MySession"}
	if diff := cmp.Diff(want, r.Names()); diff != "" {
		t.Errorf("classes differ (-want +got)\n%s", diff)
	}
}

// TestContract reads what a class says about itself.
func TestContract(t *testing.T) {
	got := keywords.PackageClass(keywords.NewPackage).Contract
	if got.Class != "keywords.Package" || len(got.Provides) != 18 || len(got.Publishes) != 4 || len(got.Subscribes) != 4 || len(got.Calls) != 1 || len(got.Extra) != 3 {
		t.Errorf("contract of keywords.Package is not complete: %+v", got)
	}
	class := component.MySessionClass(component.NewMySession)
	get := contract.Procedure{
		Name: "Users.get", URI: component.UsersGetURI,
		Args:       []contract.Field{{Name: "id", Type: "string"}},
		ResultArgs: []contract.Field{{Name: "result", Type: "string"}},
		Errors:     []wamp.URI{component.RefusedErrorURI},
	}
	if diff := cmp.Diff(get, class.Contract.Provides[0]); diff != "" {
		t.Errorf("procedure differs (-want +got)\n%s", diff)
	}
	port := contract.Field{Name: "port", Type: "int", Default: "80", Min: "1", Max: "65535"}
	types := []contract.Type{
		{Name: "Mode", Enum: []string{"fast", "slow"}},
		{Name: "Server", Fields: []contract.Field{{Name: "host", Type: "string"}, port}},
	}
	if diff := cmp.Diff(types, class.Contract.Types); diff != "" {
		t.Errorf("types differ (-want +got)\n%s", diff)
	}
	for _, f := range class.Contract.Extra {
		if f.Secret != (f.Default == "" && slices.Contains([]string{"token", "key", "pin"}, f.Name)) {
			t.Errorf("secret %+v", f)
		}
	}
}

func TestExtra(t *testing.T) {
	class := component.MySessionClass(component.NewMySession)
	tests := []struct {
		extra  string
		faults string
	}{
		{`{"servers":[{"host":"a"}]}`, ""},
		{`{"servers":[{"host":"a","port":1}],"interval":"1m","mode":"fast","names":{},"token":"t","key":"\u0000aGk=","pin":1}`, ""},
		{``, "servers required"},
		{`{"servers":[{"host":"a","port":0}],"interval":"1ms"}`, "interval min, servers[0].port min"},
		{`{"servers":[]}`, "servers min"},
		{`{"servers":[{"host":"a"}],"mode":"quick"}`, "mode enum"},
		{`{"servers":[{"host":"a"}],"other":1}`, "other unknown"},
		{`{"servers":{}}`, "servers type"},
		{`[]`, " type"},
	}
	for _, test := range tests {
		var extra []byte
		if test.extra != "" {
			extra = []byte(test.extra)
		}
		var got []string
		for _, f := range class.CheckExtra(extra) {
			got = append(got, f.Path+" "+f.Rule)
		}
		if diff := cmp.Diff(test.faults, strings.Join(got, ", ")); diff != "" {
			t.Errorf("faults of %s differ (-want +got)\n%s", test.extra, diff)
		}
		_, _, err := class.New(runtime.Env{Extra: extra})
		if (err == nil) != (test.faults == "") {
			t.Errorf("class with extra %s: %v", test.extra, err)
		}
	}
}

func TestSecrets(t *testing.T) {
	extra := component.MySessionExtra{Token: "swordfish", Key: []byte("swordfish"), Pin: 271828, Interval: time.Second}
	holder := struct {
		Extra   component.MySessionExtra
		Pointer *component.MySessionExtra
	}{extra, &extra}
	var log strings.Builder
	logger := slog.New(slog.NewTextHandler(&log, nil))
	logger.Info("extra", "value", extra, "pointer", &extra)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("extra", "value", extra, "pointer", &extra)
	texts := []string{
		fmt.Sprint(extra), fmt.Sprintf("%v %+v %#v %s", extra, extra, extra, extra), fmt.Sprintf("%v %#v", &extra, &extra),
		fmt.Sprintf("%v %+v %#v", holder, holder, holder), log.String(),
	}
	for _, text := range texts {
		for _, secret := range []string{"swordfish", "115 119 111", "0x73, 0x77", "271828"} {
			if strings.Contains(text, secret) {
				t.Errorf("%q shows %q", text, secret)
			}
		}
		if !strings.Contains(text, "Interval:1s") {
			t.Errorf("%q shows nothing of the extra", text)
		}
	}
	if extra.Token != "swordfish" {
		t.Errorf("printing changes the token to %q", extra.Token)
	}
}
