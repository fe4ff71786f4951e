package prefixes

import (
	"context"

	"github.com/wampgen/wampgen/runtime"
)

// Directory is the component class prefixes.Directory.
type Directory struct {
	DirectoryStub
}

// NewDirectory returns the component; the registry calls it.
func NewDirectory(stub DirectoryStub) (*Directory, error) {
	return &Directory{DirectoryStub: stub}, nil
}

// UserGet handles com.example.prefixes.users.get.
func (s *Directory) UserGet(ctx context.Context, name string) (string, error) {
	var result string
	return result, runtime.ErrNotImplemented
}

// Get handles com.example.prefixes.groups.get.
func (s *Directory) Get(ctx context.Context, id int64) (int64, error) {
	var result int64
	return result, runtime.ErrNotImplemented
}

// OnRemoved handles the events of com.example.prefixes.users.removed.
func (s *Directory) OnRemoved(ctx context.Context, name string) error {
	return runtime.ErrNotImplemented
}

// OnGroupRemoved handles the events of com.example.prefixes.groups.removed.
func (s *Directory) OnGroupRemoved(ctx context.Context, id int64) error {
	return runtime.ErrNotImplemented
}
