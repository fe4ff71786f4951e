package topics

import (
	"context"

	"github.com/wampgen/wampgen/runtime"
)

// Listener is the component class topics.Listener.
type Listener struct {
	ListenerStub
}

// NewListener returns the component; the registry calls it.
func NewListener(stub ListenerStub) (*Listener, error) {
	return &Listener{ListenerStub: stub}, nil
}

// OnNothing handles the events of com.example.topics.nothing.
//
// Nothing has no payload.
func (s *Listener) OnNothing(ctx context.Context) error {
	return runtime.ErrNotImplemented
}

// OnOne handles the events of com.example.topics.one.
//
//   - text: What is said. It has at most 80 characters.
func (s *Listener) OnOne(ctx context.Context, text string) error {
	return runtime.ErrNotImplemented
}

// OnMany handles the events of com.example.topics.many.
func (s *Listener) OnMany(ctx context.Context, event EventsManyEvent) error {
	return runtime.ErrNotImplemented
}

// OnNamed handles the events of com.example.topics.named.
func (s *Listener) OnNamed(ctx context.Context, event EventsNamedEvent) error {
	return runtime.ErrNotImplemented
}

// OnBoth handles the events of com.example.topics.both.
func (s *Listener) OnBoth(ctx context.Context, event EventsBothEvent) error {
	return runtime.ErrNotImplemented
}

// OnList handles the events of com.example.topics.list.
func (s *Listener) OnList(ctx context.Context, items []Device) error {
	return runtime.ErrNotImplemented
}

// OnKept handles the events of com.example.topics.kept.
func (s *Listener) OnKept(ctx context.Context, text string) error {
	return runtime.ErrNotImplemented
}

// OnOld handles the events of com.example.topics.old.
//
// Deprecated: use one
func (s *Listener) OnOld(ctx context.Context) error {
	return runtime.ErrNotImplemented
}
