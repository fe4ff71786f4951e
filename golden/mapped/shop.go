package mapped

import (
	"context"

	goldenids "github.com/wampgen/wampgen/golden/ids"
	"github.com/wampgen/wampgen/runtime"
)

// Shop is the component class mapped.Shop.
type Shop struct {
	ShopStub
}

// NewShop returns the component; the registry calls it.
func NewShop(stub ShopStub) (*Shop, error) {
	return &Shop{ShopStub: stub}, nil
}

// Get handles com.example.mapped.get.
func (s *Shop) Get(ctx context.Context, ids goldenids.UUID) (Order, error) {
	var result Order
	return result, runtime.ErrNotImplemented
}

// Price handles com.example.mapped.price.
func (s *Shop) Price(ctx context.Context, args OrdersPriceArgs) (goldenids.Amount, error) {
	var result goldenids.Amount
	return result, runtime.ErrNotImplemented
}

// Keep handles com.example.order.{uuid}.{key}.
func (s *Shop) Keep(ctx context.Context, uuid goldenids.UUID, key Key, order Order) (goldenids.UUID, error) {
	var result goldenids.UUID
	return result, runtime.ErrNotImplemented
}
