package golden_test

import (
	"context"
	stderrors "errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/golden/ids"
	"github.com/wampgen/wampgen/golden/mapped"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

const (
	firstID  ids.UUID = "123E4567-E89B-12D3-A456-426614174000"
	secondID ids.UUID = "123E4567-E89B-12D3-A456-426614174001"
)

// shop says what it was given.
type shop struct{ *mapped.Shop }

func newShop(stub mapped.ShopStub) (*shop, error) {
	s, err := mapped.NewShop(stub)
	return &shop{s}, err
}

func order() mapped.Order {
	o := mapped.NewOrder()
	o.ID, o.Key = firstID, mapped.Key(secondID)
	o.Others = []ids.UUID{secondID}
	o.By = map[string]*ids.Amount{"a": new(ids.NewAmount("1.25")), "b": nil}
	o.Due, o.State = new(ids.Day("2026-01-31")), runtime.Some(firstID)
	return o
}

func (s *shop) Get(_ context.Context, id ids.UUID) (mapped.Order, error) {
	if id != firstID {
		return mapped.Order{}, &mapped.UnknownError{ID: id, Key: new(mapped.Key(firstID))}
	}
	return order(), nil
}

func (s *shop) Price(_ context.Context, args mapped.OrdersPriceArgs) (ids.Amount, error) {
	return args.Tax, fail(ids.Amount(args.Price).String() == "12.50", "%v", args)
}

func (s *shop) Keep(_ context.Context, uuid ids.UUID, key mapped.Key, o mapped.Order) (ids.UUID, error) {
	diff := cmp.Diff(order(), o, amounts)
	return uuid, fail(key == mapped.Key(secondID) && diff == "", "%s %s", key, diff)
}

// amounts compares amounts by their texts.
var amounts = cmp.Comparer(func(a, b ids.Amount) bool { return a.String() == b.String() })

func TestMappedScalars(t *testing.T) {
	connect := newRealm(t)
	start(t, connect, mapped.ShopClass(newShop), `{"key": "123e4567-e89b-12d3-a456-426614174000"}`)
	ctx, session := t.Context(), join(t, connect)
	c := mapped.NewOrdersClient(session)
	got, err := c.Get(ctx, firstID)
	if diff := cmp.Diff(order(), got, amounts); diff != "" || err != nil || got.Price.String() != "12.50" {
		t.Errorf("order differs (-want +got)\n%s%v", diff, err)
	}
	var unknown *mapped.UnknownError
	_, err = c.Get(ctx, secondID)
	if !stderrors.As(err, &unknown) || unknown.ID != secondID ||
		unknown.Error() != strings.ToLower(string(secondID+" and "+firstID))+" are unknown" {
		t.Errorf("error is %v", err)
	}
	if tax, err := c.Price(ctx, mapped.OrdersPriceArgs{Price: mapped.Price(ids.NewAmount("12.5")), Tax: ids.NewAmount("7")}); err != nil || tax.String() != "7.00" {
		t.Errorf("tax is %v, %v", tax, err)
	}
	if id, err := c.Keep(ctx, firstID, mapped.Key(secondID), order()); id != firstID || err != nil {
		t.Errorf("keep gives %v, %v", id, err)
	}
	for what, call := range map[string]func() error{
		"a uuid that can not be written": func() error { _, err := c.Get(ctx, ""); return err },
		"a part that can not be written": func() error { _, err := c.Keep(ctx, "", mapped.Key(firstID), order()); return err },
		"a price above the maximum": func() error {
			_, err := c.Price(ctx, mapped.OrdersPriceArgs{Price: mapped.Price(ids.NewAmount("99.51"))})
			return err
		},
		"a uuid that is none": func() error {
			_, err := session.Call(ctx, mapped.OrdersGetURI, runtime.Values{Args: []any{"x"}})
			return err
		},
		"a part that is none": func() error {
			_, err := session.Call(ctx, "com.example.order.x.y", runtime.Values{Args: []any{map[string]any{}}})
			return err
		},
	} {
		err := call()
		var refused *wamp.Error
		if err == nil || stderrors.As(err, &refused) && refused.URI != wamp.ErrInvalidArgument {
			t.Errorf("%s: %v", what, err)
		}
	}
	class := mapped.ShopClass(newShop)
	if faults := class.CheckExtra([]byte(`{"key": "x", "fee": 0.1}`)); len(faults) == 0 {
		t.Error("an extra with faults has none")
	}
	if faults := class.CheckExtra([]byte(`{"key": "123e4567-e89b-12d3-a456-426614174000", "fee": "0.4"}`)); len(faults) != 1 || faults[0].Rule != "min" {
		t.Errorf("faults of a fee below the minimum: %v", faults)
	}
}
