package conformance

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/contract"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// wildComponents is how many components there are.
const wildComponents = 2

// wildNode starts an application with components, and a path for tickets.
func wildNode(t *testing.T) *node {
	t.Helper()
	file := nodeFile(dict{})
	worker := file["workers"].(list)[0].(dict)
	paths := worker["transports"].(list)[0].(dict)["paths"].(dict)
	paths["ticket"] = dict{"type": "websocket", "auth": dict{"ticket": dict{"type": "static", "principals": dict{"joe": dict{"ticket": joeTicket, "role": "anonymous"}}}}}
	var components list
	for i := range wildComponents {
		components = append(components, dict{"type": "class", "classname": "wild.Component", "realm": "realm1", "role": "staff", "id": fmt.Sprintf("wild%d", i)})
	}
	worker["components"] = components
	return startNode(t, file, runtime.Classes{"wild.Component": {Name: "wild.Component", Contract: &contract.Component{Class: "wild.Component"}, New: newWildComponent}})
}

// wildComponent is a component that fails, waits, calls and publishes as it is asked to.
type wildComponent struct{ runtime.ApplicationSession }

func newWildComponent(env runtime.Env) (runtime.Component, runtime.Bindings, error) {
	return &wildComponent{runtime.NewApplicationSession(env)}, nil, nil
}

// OnJoin registers a procedure and subscribes to all topics.
func (c *wildComponent) OnJoin(ctx context.Context, _ runtime.JoinDetails) error {
	procedure := wamp.URI("com.wild.hosted." + c.Env().ID)
	if _, err := c.Session().Register(ctx, procedure, wamp.RegisterOptions{Concurrency: 20}, c.serve); err != nil {
		return err
	}
	_, err := c.Session().Subscribe(ctx, "com.wild", wamp.SubscribeOptions{Match: wamp.MatchPrefix}, func(ctx context.Context, _ runtime.Values) error {
		if e, _ := runtime.EventFrom(ctx); rand.IntN(5) == 0 && !strings.HasPrefix(string(e.Topic), "com.wild.hosted") {
			return c.Session().Publish(ctx, wamp.URI("com.wild.hosted.news."+c.Env().ID), runtime.Values{Args: []any{1}})
		}
		return nil
	})
	return err
}

func (c *wildComponent) serve(ctx context.Context, v runtime.Values) (runtime.Values, error) {
	switch rand.IntN(5) {
	case 0:
		return v, &wamp.Error{URI: "com.wild.error"}
	case 1:
		<-ctx.Done()
		return v, ctx.Err()
	case 2:
		ctx, stop := context.WithTimeout(ctx, 20*time.Millisecond)
		defer stop()
		if answer, err := c.Session().Call(ctx, wamp.URI(wildProcedures[rand.IntN(3)]), v); err == nil {
			return answer, nil
		}
	case 3:
		return v, c.Session().Publish(ctx, "com.wild.a", v)
	}
	return v, nil
}
