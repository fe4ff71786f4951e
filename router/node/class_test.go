package node

import (
	"context"
	"os"
	"testing"

	"go.uber.org/goleak"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/contract"
)

// TestMain makes this binary the node that a test kills.
func TestMain(m *testing.M) {
	if file := os.Getenv(victimVariable); file != "" {
		victim(file)
	}
	goleak.VerifyTestMain(m)
}

// seed is the node file of the first example.
func seed(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("../../example/hello/seed.json")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// member is a component whose hooks are functions; nil ones do nothing.
type member struct {
	runtime.ApplicationSession
	hooks
}

type hooks struct {
	join       func(context.Context, *member) error
	leave      func()
	disconnect func()
}

func (s *member) OnJoin(ctx context.Context, _ runtime.JoinDetails) error {
	if s.join == nil {
		return nil
	}
	return s.join(ctx, s)
}

func (s *member) OnLeave(context.Context, runtime.LeaveDetails) {
	if s.leave != nil {
		s.leave()
	}
}

func (s *member) OnDisconnect(context.Context) {
	if s.disconnect != nil {
		s.disconnect()
	}
}

// class returns a class of members; bind makes their bindings.
func class(name string, c *contract.Component, h hooks, bind func(*member) runtime.Bindings) runtime.Class {
	c.Class = name
	return runtime.Class{
		Name:     name,
		Contract: c,
		New: func(env runtime.Env) (runtime.Component, runtime.Bindings, error) {
			s := &member{runtime.NewApplicationSession(env), h}
			if bind == nil {
				return s, nil, nil
			}
			return s, bind(s), nil
		},
	}
}

func registryOf(t *testing.T, classes ...runtime.Class) *runtime.Registry {
	t.Helper()
	set := runtime.Classes{}
	for _, c := range classes {
		set[c.Name] = c
	}
	registry, err := runtime.NewRegistry(set)
	if err != nil {
		t.Fatal(err)
	}
	return registry
}

// testRegistry has a class with a contract and an extra, and one with neither.
func testRegistry(t *testing.T) *runtime.Registry {
	t.Helper()
	hello := class("hello.MySession", &contract.Component{
		Provides:   []contract.Procedure{{Name: "Greeter.greet", URI: "com.example.hello.greet"}},
		Publishes:  []contract.Topic{{Name: "Greeter.greeted", URI: "com.example.hello.greeted"}},
		Calls:      []contract.Procedure{{Name: "Translator.translate", URI: "com.example.hello.translate"}},
		Subscribes: []contract.Topic{{Name: "Greeter.stop", URI: "com.example.hello.stop"}},
		Extra: []contract.Field{
			{Name: "interval", Type: "int"},
			{Name: "list", Type: "list(Item)"},
			{Name: "token", Type: "string", Secret: true},
		},
	}, hooks{}, nil)
	hello.CheckExtra = func(extra []byte) []contract.Fault {
		_, faults := runtime.DecodeExtra[helloExtra](extra)
		return faults
	}
	return registryOf(t, hello, class("hello.Quiet", &contract.Component{}, hooks{}, nil))
}

type helloExtra struct{}

var (
	helloExtraFields = codec.NewFields(codec.Optional("interval", "list", "token"))
	itemFields       = codec.NewFields(codec.Required("x"))
)

func (*helloExtra) DecodeWAMP(r *codec.Reader) {
	for c := r.Struct(helloExtraFields); c.Next(r); {
		switch c.Field {
		case 0:
			r.Int(64)
		case 1:
			for r.List(); r.NextItem(); {
				for item := r.Struct(itemFields); item.Next(r); {
					r.Int(64)
				}
			}
		case 2:
			_ = r.String()
		}
	}
}
