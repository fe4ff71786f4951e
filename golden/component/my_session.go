package component

import (
	"context"

	"github.com/wampgen/wampgen/runtime"
)

// MySession is the component class component.MySession.
//
// MySession serves the users of one building.
type MySession struct {
	MySessionStub
}

// NewMySession returns the component; the registry calls it.
func NewMySession(stub MySessionStub) (*MySession, error) {
	return &MySession{MySessionStub: stub}, nil
}

// Get handles com.example.component.get.
func (s *MySession) Get(ctx context.Context, id string) (string, error) {
	var result string
	return result, runtime.ErrNotImplemented
}

// Remove handles com.example.component.remove.
func (s *MySession) Remove(ctx context.Context, id string) error {
	return runtime.ErrNotImplemented
}

// OnWritten handles the events of com.example.component.written.
func (s *MySession) OnWritten(ctx context.Context, event LogWrittenEvent) error {
	return runtime.ErrNotImplemented
}
