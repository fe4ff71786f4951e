package routertest_test

import (
	"context"
	"errors"
	"log"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/wampgen/wampgen/example/hello/hello"
	"github.com/wampgen/wampgen/router/routertest"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/client"
	"github.com/wampgen/wampgen/runtime/wamp"
	"github.com/wampgen/wampgen/schemas/metaapi"
)

// The code in docs/client.md is that of the functions below, which run.
func TestPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/client.md")
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("page_test.go")
	if err != nil {
		t.Fatal(err)
	}
	indent := regexp.MustCompile(`(?m)^[ \t]+`)
	blocks := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(string(page), -1)
	code := indent.ReplaceAllString(string(source), "")
	for _, b := range blocks {
		for piece := range strings.SplitSeq(strings.TrimSpace(b[1]), "\n\n") {
			if !strings.Contains(code, indent.ReplaceAllString(piece, "")) {
				t.Errorf("this code of the page is not run:\n%s", piece)
			}
		}
	}
	if len(blocks) < 8 {
		t.Errorf("the page has %d pieces of code", len(blocks))
	}

	log.SetOutput(t.Output())
	defer log.SetOutput(os.Stderr)
	router := routertest.New(t)
	router.Host(hello.MySessionClass(hello.NewMySession))
	_, err = router.Join().Register(t.Context(), "com.example.add", wamp.RegisterOptions{}, func(_ context.Context, v runtime.Values) (runtime.Values, error) {
		return runtime.Values{Args: []any{v.Args[0].(int64) + v.Args[1].(int64)}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]func(context.Context, string) error{
		"three lines": threeLines, "typed": typed, "untyped": untyped, "features": features,
		"reconnecting": reconnecting, "intercepted": loggedCalls,
	} {
		if err := f(t.Context(), router.Listen()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	other := routertest.New(t)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := hosted(ctx, other.Listen()); err != nil {
		t.Error(err)
	}
}

func threeLines(ctx context.Context, url string) error {
	session, err := client.Join(ctx, url, "realm1")
	if err != nil {
		return err
	}
	defer session.Leave(ctx, "")
	greeting, err := hello.NewGreeterClient(session).Greet(ctx, "Ada")
	return want(greeting, "Hello, Ada!", err)
}

func want(got, want any, errs ...error) error {
	if got != want {
		errs = append(errs, errors.New("not what was expected"))
	}
	return errors.Join(errs...)
}

func typed(ctx context.Context, url string) error {
	session, err := client.Join(ctx, url, "realm1")
	if err != nil {
		return err
	}
	defer session.Leave(ctx, "")

	greeter := hello.NewGreeterClient(session)
	_, err = greeter.Greet(ctx, "Voldemort")
	if unwelcome := new(hello.UnwelcomeError); errors.As(err, &unwelcome) {
		log.Print(unwelcome.Name, " is not welcome")
	}

	subscription, err := hello.SubscribeGreeterGreeted(ctx, session, func(ctx context.Context, e hello.GreeterGreetedEvent) error {
		log.Print(e.Greeting)
		return nil
	})
	if err != nil {
		return err
	}

	err = runtime.Bind(ctx, session, hello.HandleTranslatorTranslate(
		func(ctx context.Context, args hello.TranslatorTranslateArgs) (string, error) { return "Bonjour", nil }))
	if err != nil {
		return err
	}
	text, err := greeter.GreetIn(ctx, hello.GreeterGreetInArgs{Name: "Ada", Language: "fr"})
	return want(text, "Bonjour, Ada!", err, subscription.Unsubscribe(ctx))
}

func untyped(ctx context.Context, url string) error {
	session, err := client.Join(ctx, url, "realm1")
	if err != nil {
		return err
	}
	defer session.Leave(ctx, "")

	sum, err := session.Call(ctx, "com.example.add", runtime.Values{Args: []any{2, 3}})
	if err := want(sum.Args[0], int64(5), err); err != nil {
		return err
	}

	registration, err := session.Register(ctx, "com.example.tree.", wamp.RegisterOptions{Match: wamp.MatchPrefix},
		func(ctx context.Context, in runtime.Values) (runtime.Values, error) {
			called, _ := runtime.InvocationFrom(ctx)
			return runtime.Values{Args: []any{string(called.Procedure)}}, nil
		})
	if err != nil {
		return err
	}
	got, err := session.Call(ctx, "com.example.tree.leaf", runtime.Values{})
	if err := want(got.Args[0], "com.example.tree.leaf", err, registration.Unregister(ctx)); err != nil {
		return err
	}

	err = session.Publish(ctx, "com.example.news", runtime.Values{Kwargs: map[string]any{"text": "hello"}})
	return err
}

func features(ctx context.Context, url string) error {
	session, err := client.Join(ctx, url, "realm1")
	if err != nil {
		return err
	}
	defer session.Leave(ctx, "")

	var id wamp.ID
	err = session.Publish(ctx, "com.example.news", runtime.Values{Args: []any{"x"}},
		runtime.WithPublicationID(&id), runtime.Retain(), runtime.WithFilter(wamp.Filter{ExcludeAuthRole: []string{"guest"}}))
	if err := want(id.Valid(), true, err); err != nil {
		return err
	}

	err = metaapi.NewSessionClient(session).AddTestament(ctx, metaapi.SessionAddTestamentArgs{
		Topic: "com.example.died",
		Args:  []runtime.Raw{{Format: wamp.JSON, Bytes: []byte(`"the sensor"`)}},
	})
	return err
}

// The router of the test has no tickets, so that this ends with its refusal.
func reconnecting(ctx context.Context, url string) error {
	session, err := client.Join(ctx, url, "realm1",
		client.WithTicket("ada", os.Getenv("TICKET")),
		client.WithReconnect(runtime.Reconnect{
			OnChange: func(c runtime.Change) { log.Print(c.State, " ", c.Err) },
		}))
	if refused := (*wamp.Error)(nil); errors.As(err, &refused) && refused.URI == wamp.ErrNoAuthMethod {
		return nil // this router knows no tickets
	}
	return want(session, nil, err)
}

func hosted(ctx context.Context, url string) (err error) {
	err = client.Run(ctx, url, "realm1", hello.MySessionClass(hello.NewMySession),
		client.WithExtra([]byte(`{"greeting": "Hello"}`)))
	return err
}

func loggedCalls(ctx context.Context, url string) error {
	logging := runtime.Interceptor{
		Call: func(ctx context.Context, c *runtime.InterceptedCall, next runtime.CallFunc) (wamp.Payload, error) {
			begun := time.Now()
			result, err := next(ctx, c)
			log.Print(c.Procedure, " ", time.Since(begun), " ", err)
			return result, err
		},
	}
	session, err := client.Join(ctx, url, "realm1", client.WithJoinConfig(runtime.JoinConfig{
		Interceptors: []runtime.Interceptor{logging},
	}))
	if err != nil {
		return err
	}
	defer session.Leave(ctx, "")
	_, err = hello.NewGreeterClient(session).Greet(ctx, "Ada")
	return err
}

// The tests of the page.
func TestPageTests(t *testing.T) {
	router := routertest.New(t)
	router.Host(hello.MySessionClass(hello.NewMySession))
	greeter := hello.NewGreeterClient(router.Join())
	got, err := greeter.Greet(t.Context(), "Ada")
	if err != nil || got != "Hello, Ada!" {
		t.Errorf("got %q, %v", got, err)
	}
}
