package panel

import (
	"context"

	importscommon "github.com/wampgen/wampgen/golden/imports/common"
	"github.com/wampgen/wampgen/runtime"
)

// Directory is the component class panel.Directory.
type Directory struct {
	DirectoryStub
}

// NewDirectory returns the component; the registry calls it.
func NewDirectory(stub DirectoryStub) (*Directory, error) {
	return &Directory{DirectoryStub: stub}, nil
}

// Get handles com.example.common.get.
func (s *Directory) Get(ctx context.Context, name importscommon.Name) (importscommon.User, error) {
	var result importscommon.User
	return result, runtime.ErrNotImplemented
}

// Rename handles com.example.common.users.{role}.rename.
func (s *Directory) Rename(ctx context.Context, role importscommon.Role, args importscommon.UsersRenameArgs) error {
	return runtime.ErrNotImplemented
}
