package runtime_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/contract"
)

func class(name string) runtime.Class {
	return runtime.Class{
		Name:     name,
		Contract: &contract.Component{Class: name},
		New:      func(runtime.Env) (runtime.Component, runtime.Bindings, error) { return nil, nil, nil },
	}
}

func TestRegistry(t *testing.T) {
	r, err := runtime.NewRegistry(
		runtime.Classes{"b.B2_x": class("b.B2_x"), "a_1.A": class("a_1.A")},
		runtime.Classes{"c.C": class("c.C")},
	)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a_1.A", "b.B2_x", "c.C"}, r.Names()); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	r.Names()[0] = "changed"
	if r.Names()[0] != "a_1.A" {
		t.Error("the names can be changed from outside")
	}
	if c, ok := r.Class("c.C"); !ok || c.Name != "c.C" {
		t.Errorf("got class %q, %t", c.Name, ok)
	}
	if _, ok := r.Class("c.D"); ok {
		t.Error("got a class that is not there")
	}
}

func TestRegistryNamesAllFaults(t *testing.T) {
	noNew, noContract := class("x.NoNew"), class("x.NoContract")
	noNew.New = nil
	noContract.Contract = nil
	bad := []string{"", "x", "x.", ".X", "x.x", "X.X", "1x.X", "x.1X", "x.X.Y", "x.X-Y", "x-y.X", "ü.X", "x.Ü"}
	set := runtime.Classes{"x.NoNew": noNew, "x.NoContract": noContract, "x.Twice": class("x.Twice"), "x.Key": class("x.Name")}
	for _, name := range bad {
		set[name] = class(name)
	}
	_, err := runtime.NewRegistry(set, runtime.Classes{"x.Twice": class("x.Twice")})
	if err == nil {
		t.Fatal("no error")
	}
	want := []string{
		`class "x.Twice" is there twice`, `class "x.Name" is registered as "x.Key"`,
		`class "x.NoNew" has no constructor`, `class "x.NoContract" has no contract`,
	}
	for _, name := range bad {
		want = append(want, `class name "`+name+`" is not of the form package.Class`)
	}
	for _, text := range want {
		if !strings.Contains(err.Error(), text) {
			t.Errorf("error does not say: %s", text)
		}
	}
	if got := strings.Count(err.Error(), "\n") + 1; got != len(want) {
		t.Errorf("got %d lines, want %d:\n%v", got, len(want), err)
	}
}
