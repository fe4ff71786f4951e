package hello

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"

	"github.com/wampgen/wampgen/runtime/wamp"
)

//go:generate go run ../../../cmd/wampgen

// MySession is the component class hello.MySession.
type MySession struct {
	MySessionStub
	count atomic.Int64 // invocations run concurrently
}

// NewMySession returns the component; wampgen's registry calls it.
func NewMySession(stub MySessionStub) (*MySession, error) {
	return &MySession{MySessionStub: stub}, nil
}

// Greet greets name and tells everybody.
func (s *MySession) Greet(ctx context.Context, name string) (string, error) {
	return s.greet(ctx, name, s.Extra.Greeting)
}

// GreetIn greets name in another language.
func (s *MySession) GreetIn(ctx context.Context, args GreeterGreetInArgs) (string, error) {
	greeting, err := s.Translator().Translate(ctx, TranslatorTranslateArgs{
		Text:     s.Extra.Greeting,
		Language: args.Language,
	})
	var refused *wamp.Error
	switch {
	case errors.As(err, &refused) && refused.URI == wamp.ErrNoSuchProcedure:
		return "", &NoTranslatorError{Language: args.Language}
	case err != nil:
		return "", err
	}
	return s.greet(ctx, args.Name, greeting)
}

// Count returns how many people have been greeted.
func (s *MySession) Count(context.Context) (int64, error) {
	return s.count.Load(), nil
}

func (s *MySession) greet(ctx context.Context, name, greeting string) (string, error) {
	if slices.Contains(s.Extra.Unwelcome, name) {
		return "", &UnwelcomeError{Name: name}
	}
	text := greeting + ", " + name + "!"
	event := GreeterGreetedEvent{Name: name, Greeting: text, Count: s.count.Add(1)}
	if err := s.PublishGreeted(ctx, event); err != nil {
		return "", err
	}
	return text, nil
}
