package errors

import (
	"context"

	"github.com/wampgen/wampgen/runtime"
)

// Faults is the component class errors.Faults.
type Faults struct {
	FaultsStub
}

// NewFaults returns the component; the registry calls it.
func NewFaults(stub FaultsStub) (*Faults, error) {
	return &Faults{FaultsStub: stub}, nil
}

// Fail handles com.example.errors.fail.
func (s *Faults) Fail(ctx context.Context, which string) error {
	return runtime.ErrNotImplemented
}
