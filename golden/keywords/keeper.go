package keywords

import (
	"context"

	"github.com/wampgen/wampgen/runtime"
)

// Keeper is the component class keywords.Session.
type Keeper struct {
	KeeperStub
}

// NewKeeper returns the component; the registry calls it.
func NewKeeper(stub KeeperStub) (*Keeper, error) {
	return &Keeper{KeeperStub: stub}, nil
}

// Go handles com.example.keywords.go.
func (s *Keeper) Go(ctx context.Context, args HTTPGoArgs) error {
	return runtime.ErrNotImplemented
}
