package unions

import (
	"context"

	"github.com/wampgen/wampgen/runtime"
)

// Siren is the component class unions.Siren.
type Siren struct {
	SirenStub
}

// NewSiren returns the component; the registry calls it.
func NewSiren(stub SirenStub) (*Siren, error) {
	return &Siren{SirenStub: stub}, nil
}

// OnRaised handles the events of com.example.unions.raised.
func (s *Siren) OnRaised(ctx context.Context, alarm Alarm) error {
	return runtime.ErrNotImplemented
}
