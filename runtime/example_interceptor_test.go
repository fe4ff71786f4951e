package runtime_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// shout is what the examples call: it is provided and called by one session that
// has the interceptor.
func shout(ctx context.Context, interceptor runtime.Interceptor, text string) (string, error) {
	cfg := runtime.JoinConfig{Realm: "realm1", Interceptors: []runtime.Interceptor{interceptor}}
	s, err := runtime.Join(ctx, newLoopback().connect(wamp.JSON), cfg)
	if err != nil {
		return "", err
	}
	defer func() {
		_ = s.Leave(ctx, "")
		_ = s.Wait(ctx)
	}()
	_, err = runtime.Register(ctx, s, &upper, func(ctx context.Context, text string) (string, error) {
		if text == "" {
			return "", runtime.InvalidArgument(errors.New("nothing to shout"))
		}
		return text + "!", nil
	})
	if err != nil {
		return "", err
	}
	return runtime.Call(ctx, s, &upper, text)
}

// Logging: what is handled, how long it takes and how it ends.
func ExampleInterceptor_logging() {
	logging := runtime.Interceptor{
		Invocation: func(ctx context.Context, i *runtime.InterceptedInvocation, next runtime.InvocationFunc) (wamp.Payload, error) {
			begun := time.Now()
			result, err := next(ctx, i)
			fmt.Printf("%s from %q: %v, in time: %t\n", i.Procedure, i.CallerAuthID, err, time.Since(begun) < time.Minute)
			return result, err
		},
	}
	fmt.Println(shout(context.Background(), logging, "hello"))
	fmt.Println(shout(context.Background(), logging, ""))
	// Output:
	// com.example.upper from "": <nil>, in time: true
	// hello! <nil>
	// com.example.upper from "": arguments: nothing to shout, in time: true
	//  call com.example.upper: wamp.error.invalid_argument: nothing to shout
}

// Authorization by the content of the arguments, which the router does not look into.
func ExampleInterceptor_authorization() {
	quiet := runtime.Interceptor{
		Invocation: func(ctx context.Context, i *runtime.InterceptedInvocation, next runtime.InvocationFunc) (wamp.Payload, error) {
			v, err := runtime.DecodeValues(i.Args)
			if err == nil && len(v.Args) > 0 && v.Args[0] == "password" && i.CallerAuthRole != "admin" {
				return wamp.Payload{}, &wamp.Error{URI: wamp.ErrNotAuthorized}
			}
			return next(ctx, i)
		},
	}
	fmt.Println(shout(context.Background(), quiet, "hello"))
	_, err := shout(context.Background(), quiet, "password")
	fmt.Println(err)
	// Output:
	// hello! <nil>
	// call com.example.upper: wamp.error.not_authorized
}

// Metrics of both sides in one interceptor: counts by procedure and error URI.
func ExampleInterceptor_metrics() {
	calls := map[string]int{}
	metrics := runtime.Interceptor{
		Call: func(ctx context.Context, c *runtime.InterceptedCall, next runtime.CallFunc) (wamp.Payload, error) {
			result, err := next(ctx, c)
			outcome := "ok"
			if refused := (*wamp.Error)(nil); errors.As(err, &refused) {
				outcome = string(refused.URI)
			}
			calls[fmt.Sprint(c.Procedure, " ", outcome)]++
			return result, err
		},
	}
	for _, text := range []string{"a", "b", ""} {
		_, _ = shout(context.Background(), metrics, text)
	}
	fmt.Println(calls)
	// Output:
	// map[com.example.upper ok:2 com.example.upper wamp.error.invalid_argument:1]
}

// Tracing: the caller's trace travels in an option of the implementation, and the
// handler's context gets it.
func ExampleInterceptor_tracing() {
	type traceKey struct{}
	tracing := runtime.Interceptor{
		Call: func(ctx context.Context, c *runtime.InterceptedCall, next runtime.CallFunc) (wamp.Payload, error) {
			if trace, ok := ctx.Value(traceKey{}).(string); ok {
				c.Options.Custom = &wamp.Custom{Format: wamp.JSON, Options: []wamp.CustomOption{
					{Name: "_trace", Value: fmt.Appendf(nil, "%q", trace)},
				}}
			}
			return next(ctx, c)
		},
		Invocation: func(ctx context.Context, i *runtime.InterceptedInvocation, next runtime.InvocationFunc) (wamp.Payload, error) {
			if raw := i.Custom.Get("_trace"); raw != nil {
				trace, err := codec.DecodeValue(i.Custom.Format, raw)
				fmt.Println("handled for", trace, err)
				ctx = context.WithValue(ctx, traceKey{}, trace)
			}
			return next(ctx, i)
		},
	}
	ctx := context.WithValue(context.Background(), traceKey{}, "4bf92f")
	fmt.Println(shout(ctx, tracing, "hello"))
	// Output:
	// handled for 4bf92f <nil>
	// hello! <nil>
}
