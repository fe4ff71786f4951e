// Package ids has types of its own for scalars of the schema language, which the case
// mapped is generated with.
package ids

import (
	"errors"
	"math/big"
	"strings"
)

// UUID is a UUID in capitals.
type UUID string

// MarshalText implements encoding.TextMarshaler.
func (u UUID) MarshalText() ([]byte, error) {
	if u == "" {
		return nil, errors.New("the uuid is empty")
	}
	return []byte(strings.ToLower(string(u))), nil
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (u *UUID) UnmarshalText(text []byte) error {
	if len(text) != 36 {
		return errors.New("want 36 characters")
	}
	*u = UUID(strings.ToUpper(string(text)))
	return nil
}

// Amount is a decimal number that can not be compared with ==.
type Amount struct{ digits []*big.Rat }

// NewAmount returns the amount of a text, such as 12.50; 0 if it is none.
func NewAmount(text string) Amount {
	var a Amount
	if err := a.UnmarshalText([]byte(text)); err != nil {
		return Amount{}
	}
	return a
}

// String returns the amount with two digits behind the point.
func (a Amount) String() string {
	if len(a.digits) == 0 {
		return "0.00"
	}
	return a.digits[0].FloatString(2)
}

// MarshalText implements encoding.TextMarshaler.
func (a Amount) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (a *Amount) UnmarshalText(text []byte) error {
	r, ok := new(big.Rat).SetString(string(text))
	if !ok {
		return errors.New("want a decimal number")
	}
	a.digits = []*big.Rat{r}
	return nil
}

// Day is a day as its text.
type Day string

// MarshalText implements encoding.TextMarshaler.
func (d Day) MarshalText() ([]byte, error) { return []byte(d), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (d *Day) UnmarshalText(text []byte) error {
	*d = Day(text)
	return nil
}
