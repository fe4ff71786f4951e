package panel

import (
	"context"

	importscommon "github.com/wampgen/wampgen/golden/imports/common"
	"github.com/wampgen/wampgen/golden/imports/devices"
	"github.com/wampgen/wampgen/runtime"
)

// Store is the component class panel.Store.
type Store struct {
	StoreStub
}

// NewStore returns the component; the registry calls it.
func NewStore(stub StoreStub) (*Store, error) {
	return &Store{StoreStub: stub}, nil
}

// Get handles com.example.devices.get.
func (s *Store) Get(ctx context.Context, common importscommon.Name) (devices.Device, error) {
	var result devices.Device
	return result, runtime.ErrNotImplemented
}

// Give handles com.example.devices.{to}.give.
func (s *Store) Give(ctx context.Context, to importscommon.Name, subject importscommon.Subject) (importscommon.Subject, error) {
	var result importscommon.Subject
	return result, runtime.ErrNotImplemented
}

// OnRemoved handles the events of com.example.common.users.{role}.removed.
func (s *Store) OnRemoved(ctx context.Context, role importscommon.Role, user importscommon.User) error {
	return runtime.ErrNotImplemented
}

// OnCleared handles the events of com.example.common.cleared.
func (s *Store) OnCleared(ctx context.Context) error {
	return runtime.ErrNotImplemented
}
