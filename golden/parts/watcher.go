package parts

import (
	"context"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Watcher is the component class parts.Watcher.
type Watcher struct {
	WatcherStub
}

// NewWatcher returns the component; the registry calls it.
func NewWatcher(stub WatcherStub) (*Watcher, error) {
	return &Watcher{WatcherStub: stub}, nil
}

// OnChanged handles the events of com.example.device.{id}.changed.
func (s *Watcher) OnChanged(ctx context.Context, id string, event DevicesChangedEvent) error {
	return runtime.ErrNotImplemented
}

// OnRemoved handles the events of com.example.device.{id}.removed.{floor}.
func (s *Watcher) OnRemoved(ctx context.Context, id string, floor Floor) error {
	return runtime.ErrNotImplemented
}

// OnLogged handles the events of com.example.logs.{path...}.
func (s *Watcher) OnLogged(ctx context.Context, path wamp.URI, line string) error {
	return runtime.ErrNotImplemented
}
