package golden_test

import (
	"context"
	stderrors "errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/golden/containers"
	"github.com/wampgen/wampgen/golden/procedures"
	"github.com/wampgen/wampgen/golden/scalars"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

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
