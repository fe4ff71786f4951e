package codec

import (
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A field that is named without being entered is that of the checks that follow, until
// something else is named, entered or left.
func TestValidatorField(t *testing.T) {
	v := NewValidator()
	defer v.Free()
	Min(v.Field("a"), 1, 2)
	Max(v, 3, 2)
	v.Field("b").Length(3, 0, 2)
	Min(v.Field("c"), 2, 2)
	v.Enter("d")
	v.Fail("x", "of d")
	v.Field("e").Fail("x", "of d.e")
	v.Leave()
	v.Fail("x", "of all")
	var got []string
	var all *ValidationError
	if errors.As(v.Err(), &all) {
		for _, f := range all.Faults {
			got = append(got, f.Path+" "+f.Rule)
		}
	}
	if diff := cmp.Diff([]string{"a min", "a max", "b max", "d x", "d.e x", " x"}, got); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

func TestValidator(t *testing.T) {
	id := NewPattern(`^[a-z]+$`)
	v := NewValidator()
	defer v.Free()
	v.Enter("args")
	v.EnterIndex(1)
	v.Enter("items")
	v.EnterIndex(3)
	v.Enter("qty")
	Min(v, 4, 5)
	Min(v, 5, 5)
	v.Leave()
	v.Enter("price")
	Max(v, 5.5, 5)
	Max(v, math.NaN(), 5)
	v.Leave()
	v.Leave()
	v.Leave()
	v.Leave()
	v.Enter("interval")
	Min(v, time.Millisecond, time.Second)
	v.Leave()
	v.Enter("labels")
	v.EnterKey("floor")
	v.StringLength("üü", 1, 2)
	v.StringLength("üüü", 1, 2)
	v.Leave()
	v.EnterKey("a b")
	v.Match("abc", id)
	v.Match("a.c", id)
	v.Match("a", NewPattern("("))
	v.Leave()
	v.Leave()
	v.Leave()
	v.Length(0, 1, -1)
	v.Length(99, 1, -1)
	v.Fail("uuid", "want a UUID")
	want := &ValidationError{[]ValueError{
		{"args[1].items[3].qty", "min", "want at least 5"},
		{"args[1].items[3].price", "max", "want at most 5"},
		{"args[1].items[3].price", "max", "want at most 5"},
		{"args.interval", "min", "want at least 1s"},
		{"args.labels.floor", "max", "want a length of at most 2, got 3"},
		{`args.labels["a b"]`, "pattern", `want a match of "^[a-z]+$"`},
		{`args.labels["a b"]`, "pattern", "match pattern: error parsing regexp: missing closing ): `(`"},
		{"", "min", "want a length of at least 1, got 0"},
		{"", "uuid", "want a UUID"},
	}}
	if diff := cmp.Diff(error(want), v.Err()); diff != "" {
		t.Errorf("error (-want +got):\n%s", diff)
	}
	var first *ValueError
	if !errors.As(v.Err(), &first) || first.Path != "args[1].items[3].qty" {
		t.Errorf("errors.As found %v", first)
	}
}

func TestValidatorKeepsSixteenFaults(t *testing.T) {
	v := NewValidator()
	for i := range 100 {
		v.Fail("x", "%d", i)
	}
	err := v.Err()
	v.Free()
	want := "0"
	for i := 1; i < 16; i++ {
		want += fmt.Sprintf("; %d", i)
	}
	if err.Error() != want {
		t.Errorf("error %q, want %q", err, want)
	}
	v = NewValidator()
	defer v.Free()
	v.Leave() // without Enter: nothing
	if v.Err() != nil {
		t.Errorf("a new Validator has the error %v", v.Err())
	}
}

func TestValidatorAllocations(t *testing.T) {
	id := NewPattern(`^[a-z]+$`)
	got := testing.AllocsPerRun(100, func() {
		v := NewValidator()
		v.Enter("a")
		Min(v, 5, 1)
		v.Match("abc", id)
		v.EnterIndex(1)
		v.StringLength("abc", 1, 3)
		v.Leave()
		v.Leave()
		if v.Err() != nil {
			t.Fatal(v.Err())
		}
		v.Free()
	})
	if got > 0 && !raceEnabled {
		t.Errorf("%v allocations, want none", got)
	}
}
