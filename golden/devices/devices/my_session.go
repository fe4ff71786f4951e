package devices

import (
	"context"
	"time"

	"github.com/wampgen/wampgen/golden/devices/common"
	"github.com/wampgen/wampgen/runtime"
)

// MySession is the component class devices.MySession.
//
// MySession serves the thermostats of one building.
type MySession struct {
	MySessionStub
}

// NewMySession returns the component; the registry calls it.
func NewMySession(stub MySessionStub) (*MySession, error) {
	return &MySession{MySessionStub: stub}, nil
}

// Get returns one device.
func (s *MySession) Get(ctx context.Context, id string) (Device, error) {
	var result Device
	return result, runtime.ErrNotImplemented
}

// Set handles com.example.device.{id}.set.
func (s *MySession) Set(ctx context.Context, id string, args DevicesSetArgs) error {
	return runtime.ErrNotImplemented
}

// ReadFile handles com.example.files.{path...}.
func (s *MySession) ReadFile(ctx context.Context, path string) ([]byte, error) {
	var result []byte
	return result, runtime.ErrNotImplemented
}

// Export handles com.example.devices.export.
func (s *MySession) Export(ctx context.Context, since time.Time, progress runtime.Progress[DevicesExportProgress]) (DevicesExportResult, error) {
	var result DevicesExportResult
	return result, runtime.ErrNotImplemented
}

// Upload handles com.example.devices.upload.
func (s *MySession) Upload(ctx context.Context, name string, input runtime.Input[DevicesUploadInput]) (int64, error) {
	var result int64
	return result, runtime.ErrNotImplemented
}

// SetAll handles com.example.devices.set_all.
//
// Deprecated: use set
func (s *MySession) SetAll(ctx context.Context, args DevicesSetAllArgs) error {
	return runtime.ErrNotImplemented
}

// OnRemoved handles the events of com.example.common.removed.
func (s *MySession) OnRemoved(ctx context.Context, event common.UsersRemovedEvent) error {
	return runtime.ErrNotImplemented
}
