package golden_test

import (
	"context"
	stderrors "errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/golden/constraints"
	"github.com/wampgen/wampgen/golden/errors"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

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
