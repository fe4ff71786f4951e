package node

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/contract"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Where the permission says validate, a remote client's payloads have to be those of
// the class that is linked in; where it does not, and where no schema describes the
// URI, they may be anything.
func TestValidate(t *testing.T) {
	doubles := class("test.Doubles", &contract.Component{
		Provides: []contract.Procedure{{
			URI: "com.example.double", Args: []contract.Field{{Name: "n", Type: "int", Max: "100"}}, ResultArgs: []contract.Field{{Type: "int"}},
		}},
		Subscribes: []contract.Topic{{URI: "com.example.news", Args: []contract.Field{{Name: "text", Type: "string"}}}},
	}, hooks{}, nil)
	const realm = `{name: realm1, roles: [{name: all, permissions: [
      {uri: "*", allow: {call: true, register: true, publish: true, subscribe: true}, validate: VALIDATE}]}]}`
	for _, validate := range []string{"true", "false"} {
		t.Run(validate, func(t *testing.T) {
			n, _ := run(t, file(strings.Replace(realm, "VALIDATE", validate, 1), "", listening), doubles)
			s := join(t, address(n), "realm1")
			ctx := t.Context()
			_, err := s.RegisterRaw(ctx, "com.example.double", wamp.RegisterOptions{}, func(_ context.Context, p wamp.Payload) (wamp.Payload, error) {
				return p.Clone(), nil
			})
			if err != nil {
				t.Fatal(err)
			}
			call := func(args string) error {
				_, err := s.CallRaw(ctx, "com.example.double", wamp.Payload{Format: wamp.JSON, Args: []byte(args)})
				return err
			}
			publish := func(topic wamp.URI, args string) error {
				return s.PublishRaw(ctx, topic, wamp.Payload{Format: wamp.JSON, Args: []byte(args)}, runtime.Acknowledge())
			}
			for name, test := range map[string]struct {
				err  error
				text string // of the refusal; "": it passes
			}{
				"call":            {call(`[5]`), ""},
				"call of text":    {call(`["5"]`), "args[0]: want integer, got string"},
				"call of much":    {call(`[101]`), "args[0]: want at most 100"},
				"surplus":         {call(`[1,"more"]`), ""},
				"event":           {publish("com.example.news", `["hello"]`), ""},
				"event of number": {publish("com.example.news", `[5]`), "args[0]: want string, got integer"},
				"no schema":       {publish("com.example.other", `[5]`), ""},
			} {
				refused := new(wamp.Error)
				switch {
				case test.text == "" || validate == "false":
					if test.err != nil {
						t.Errorf("%s: %v", name, test.err)
					}
				case !errors.As(test.err, &refused) || refused.URI != wamp.ErrInvalidArgument || refused.Message != test.text:
					t.Errorf("%s: got %v, want %s", name, test.err, test.text)
				}
			}
		})
	}
}
