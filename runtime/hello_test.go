package runtime_test

// This file has the shape of generated code and its hand-written other half: what
// wampgen writes for a schema must compile against this package as this does.

import (
	"context"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/contract"
	"github.com/wampgen/wampgen/runtime/wamp"
)

const _ = runtime.GeneratedV1

const (
	GreeterGreetURI   wamp.URI = "com.example.hello.greet"
	GreeterCountURI   wamp.URI = "com.example.hello.count"
	GreeterGreetedURI wamp.URI = "com.example.hello.greeted"
	GreeterRenamedURI wamp.URI = "com.example.hello.renamed"
)

// UnwelcomeError is the error com.example.hello.error.unwelcome.
type UnwelcomeError struct{ Name string }

func (e *UnwelcomeError) Error() string       { return e.Name + " is not welcome here" }
func (e *UnwelcomeError) ErrorWAMP() wamp.URI { return "com.example.hello.error.unwelcome" }

var unwelcomeErrorKwargs = codec.NewFields(codec.Required("name"))

func (e *UnwelcomeError) EncodeWAMP(w *codec.Writer) {
	w.Kwargs(1)
	w.Key("name")
	w.String(e.Name)
	w.End()
}

func (e *UnwelcomeError) DecodeWAMP(r *codec.Reader) {
	for c := r.Kwargs(unwelcomeErrorKwargs); c.Next(r); {
		e.Name = r.String()
	}
}

func unwelcomeErrorType() runtime.ErrorType {
	return runtime.ErrorType{
		URI: "com.example.hello.error.unwelcome",
		Decode: func(r *codec.Reader) error {
			e := new(UnwelcomeError)
			e.DecodeWAMP(r)
			return e
		},
	}
}

// Place is a struct that travels.
type Place struct {
	City string
	Day  runtime.Opt[runtime.Date]
}

var placeFields = codec.NewFields(codec.Required("city"), codec.Optional("day"))

func (x *Place) EncodeWAMP(w *codec.Writer) {
	n := 1
	if x.Day.State != runtime.Absent {
		n++
	}
	w.Map(n)
	w.Key("city")
	w.String(x.City)
	if x.Day.State != runtime.Absent {
		w.Key("day")
		if x.Day.State == runtime.Null {
			w.Null()
		} else {
			x.Day.Value.EncodeWAMP(w)
		}
	}
	w.End()
}

func (x *Place) DecodeWAMP(r *codec.Reader) {
	for c := r.Struct(placeFields); c.Next(r); {
		switch c.Field {
		case 0:
			x.City = r.String()
		case 1:
			if r.Null() {
				x.Day.State = runtime.Null
			} else {
				x.Day.State = runtime.Present
				x.Day.Value.DecodeWAMP(r)
			}
		}
	}
}

func (x *Place) ValidateWAMP(v *codec.Validator) {
	v.Enter("city")
	v.StringLength(x.City, 1, 20)
	v.Leave()
}

var greeterGreet = runtime.Procedure[string, string]{
	URI:    GreeterGreetURI,
	Args:   runtime.One("name", (*codec.Writer).String, (*codec.Reader).String),
	Result: runtime.One("result", (*codec.Writer).String, (*codec.Reader).String),
	Errors: []runtime.ErrorType{unwelcomeErrorType()},
}

var greeterCount = runtime.Procedure[runtime.None, int64]{
	URI:    GreeterCountURI,
	Result: runtime.One("result", (*codec.Writer).Int, func(r *codec.Reader) int64 { return r.Int(64) }),
}

var greeterGreeted = runtime.Topic[Place]{
	URI:   GreeterGreetedURI,
	Event: runtime.PositionalOf[Place]("place"),
}

var greeterRenamed = runtime.Topic[runtime.None]{URI: GreeterRenamedURI}

// GreeterClient calls the procedures of Greeter.
type GreeterClient struct{ session *runtime.Session }

func NewGreeterClient(session *runtime.Session) GreeterClient { return GreeterClient{session: session} }

func (c GreeterClient) Greet(ctx context.Context, name string, opts ...runtime.CallOption) (string, error) {
	return runtime.Call(ctx, c.session, &greeterGreet, name, opts...)
}

func (c GreeterClient) Count(ctx context.Context, opts ...runtime.CallOption) (int64, error) {
	return runtime.Call(ctx, c.session, &greeterCount, runtime.None{}, opts...)
}

func SubscribeGreeterGreeted(ctx context.Context, session *runtime.Session, handler func(context.Context, Place) error) (*runtime.Subscription, error) {
	return runtime.Subscribe(ctx, session, &greeterGreeted, handler)
}

// MySessionExtra is the extra of the class hello.MySession in a node file.
type MySessionExtra struct{ Greeting string }

var mySessionExtraFields = codec.NewFields(codec.Optional("greeting"))

func (x *MySessionExtra) DecodeWAMP(r *codec.Reader) {
	x.Greeting = "Hello"
	for c := r.Struct(mySessionExtraFields); c.Next(r); {
		x.Greeting = r.String()
	}
}

func (x *MySessionExtra) ValidateWAMP(v *codec.Validator) {
	v.Enter("greeting")
	v.StringLength(x.Greeting, 1, 40)
	v.Leave()
}

// MySessionHandler is what the class hello.MySession implements.
type MySessionHandler interface {
	runtime.Component
	Greet(ctx context.Context, name string) (string, error)
	Count(ctx context.Context) (int64, error)
	OnRenamed(ctx context.Context) error
}

var _ MySessionHandler = (*MySession)(nil)

// MySessionStub is embedded by MySession.
type MySessionStub struct {
	runtime.ApplicationSession
	Extra MySessionExtra
}

func (s *MySessionStub) Greeter() GreeterClient { return NewGreeterClient(s.Session()) }

func (s *MySessionStub) PublishGreeted(ctx context.Context, place Place, opts ...runtime.PublishOption) error {
	return runtime.Publish(ctx, s.Session(), &greeterGreeted, place, opts...)
}

// MySessionClass returns the registry entry of the class hello.MySession.
func MySessionClass[C MySessionHandler](construct func(MySessionStub) (C, error)) runtime.Class {
	return runtime.Class{
		Name:     "hello.MySession",
		Contract: &contract.Component{Class: "hello.MySession"},
		CheckExtra: func(extra []byte) []contract.Fault {
			_, faults := runtime.DecodeExtra[MySessionExtra](extra)
			return faults
		},
		New: func(env runtime.Env) (runtime.Component, runtime.Bindings, error) {
			extra, faults := runtime.DecodeExtra[MySessionExtra](env.Extra)
			if len(faults) > 0 {
				return nil, nil, runtime.ExtraError(faults)
			}
			c, err := construct(MySessionStub{ApplicationSession: runtime.NewApplicationSession(env), Extra: extra})
			if err != nil {
				return nil, nil, err
			}
			return c, runtime.Bindings{
				runtime.Handle(&greeterGreet, c.Greet),
				runtime.Handle(&greeterCount, func(ctx context.Context, _ runtime.None) (int64, error) {
					return c.Count(ctx)
				}),
				runtime.OnEvent(&greeterRenamed, func(ctx context.Context, _ runtime.None) error {
					return c.OnRenamed(ctx)
				}),
			}, nil
		},
	}
}

// MySession is the component class hello.MySession, written by its author.
type MySession struct {
	MySessionStub
	calls chan string // hooks and handlers, as they are called
	fail  map[string]func() error
}

// newMySession returns a constructor; fail makes hooks fail.
func newMySession(calls chan string, fail map[string]func() error) func(MySessionStub) (*MySession, error) {
	return func(stub MySessionStub) (*MySession, error) {
		s := &MySession{MySessionStub: stub, calls: calls, fail: fail}
		return s, s.note("New")
	}
}

func (s *MySession) note(name string) error {
	s.calls <- name
	if f := s.fail[name]; f != nil {
		return f()
	}
	return nil
}

func (s *MySession) Greet(_ context.Context, name string) (string, error) {
	if name == "Mallory" {
		return "", &UnwelcomeError{Name: name}
	}
	return s.Extra.Greeting + ", " + name + "!", nil
}

func (s *MySession) Count(context.Context) (int64, error) { return 3, nil }

func (s *MySession) OnRenamed(context.Context) error { return s.note("OnRenamed") }

func (s *MySession) OnConnect(context.Context) error { return s.note("OnConnect") }

func (s *MySession) OnJoin(context.Context, runtime.JoinDetails) error { return s.note("OnJoin") }

func (s *MySession) OnLeave(_ context.Context, d runtime.LeaveDetails) {
	_ = s.note("OnLeave " + string(d.Reason))
}

func (s *MySession) OnDisconnect(context.Context) { _ = s.note("OnDisconnect") }
