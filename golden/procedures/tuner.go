package procedures

import (
	"context"

	"github.com/wampgen/wampgen/runtime"
)

// Tuner is the component class procedures.Tuner.
type Tuner struct {
	TunerStub
}

// NewTuner returns the component; the registry calls it.
func NewTuner(stub TunerStub) (*Tuner, error) {
	return &Tuner{TunerStub: stub}, nil
}

// Tuned handles com.example.procedures.tuned.
func (s *Tuner) Tuned(ctx context.Context) error {
	return runtime.ErrNotImplemented
}

// Patient handles com.example.procedures.patient.
func (s *Tuner) Patient(ctx context.Context) error {
	return runtime.ErrNotImplemented
}
