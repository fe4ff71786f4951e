package constraints

import (
	"context"

	"github.com/wampgen/wampgen/runtime"
)

// Keeper is the component class constraints.Keeper.
type Keeper struct {
	KeeperStub
}

// NewKeeper returns the component; the registry calls it.
func NewKeeper(stub KeeperStub) (*Keeper, error) {
	return &Keeper{KeeperStub: stub}, nil
}

// One handles com.example.constraints.one.
//
//   - age: it is 0 to 150.
//   - result: it has at most 20 characters.
func (s *Keeper) One(ctx context.Context, age int64) (string, error) {
	var result string
	return result, runtime.ErrNotImplemented
}

// Code handles com.example.constraints.code.
func (s *Keeper) Code(ctx context.Context, code Code) error {
	return runtime.ErrNotImplemented
}

// List handles com.example.constraints.list.
//
//   - parts: it has at least 1 item.
func (s *Keeper) List(ctx context.Context, parts []Part) error {
	return runtime.ErrNotImplemented
}

// Two handles com.example.constraints.two.
func (s *Keeper) Two(ctx context.Context, args GateTwoArgs) error {
	return runtime.ErrNotImplemented
}

// Same handles com.example.constraints.same.
func (s *Keeper) Same(ctx context.Context, limits Limits) error {
	return runtime.ErrNotImplemented
}

// OnPassed handles the events of com.example.constraints.passed.
//
//   - age: it is 0 to 150.
func (s *Keeper) OnPassed(ctx context.Context, age int64) error {
	return runtime.ErrNotImplemented
}
