package containers

import (
	"context"

	"github.com/wampgen/wampgen/runtime"
)

// Keeper is the component class containers.Keeper.
type Keeper struct {
	KeeperStub
}

// NewKeeper returns the component; the registry calls it.
func NewKeeper(stub KeeperStub) (*Keeper, error) {
	return &Keeper{KeeperStub: stub}, nil
}

// List handles com.example.containers.list.
func (s *Keeper) List(ctx context.Context, items []Item) ([]Item, error) {
	var result []Item
	return result, runtime.ErrNotImplemented
}

// Map handles com.example.containers.map.
func (s *Keeper) Map(ctx context.Context, items map[string]Item) (map[string]Item, error) {
	var result map[string]Item
	return result, runtime.ErrNotImplemented
}

// Maybe handles com.example.containers.maybe.
func (s *Keeper) Maybe(ctx context.Context, item *Item) (*Item, error) {
	var result *Item
	return result, runtime.ErrNotImplemented
}

// Null handles com.example.containers.null.
func (s *Keeper) Null(ctx context.Context, item *Item) (*Item, error) {
	var result *Item
	return result, runtime.ErrNotImplemented
}

// Three handles com.example.containers.three.
func (s *Keeper) Three(ctx context.Context, item runtime.Opt[Item]) (runtime.Opt[int64], error) {
	var result runtime.Opt[int64]
	return result, runtime.ErrNotImplemented
}

// Strings handles com.example.containers.strings.
func (s *Keeper) Strings(ctx context.Context, list []string) ([]string, error) {
	var result []string
	return result, runtime.ErrNotImplemented
}
