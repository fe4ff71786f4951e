// Package routertest is a router in the process of a test: realms, permissions and
// hosted components as a node has them, without a node file and without a port.
//
//	func TestGreet(t *testing.T) {
//		router := routertest.New(t)
//		router.Host(greeter.MySessionClass(greeter.NewMySession))
//		client := greeter.NewGreeterClient(router.Join())
//		got, err := client.Greet(t.Context(), "Ada")
//		if err != nil || got != "Hello, Ada!" {
//			t.Errorf("got %q, %v", got, err)
//		}
//	}
//
// What can not be made ends the test with the reason. Everything ends with the test,
// the last first, and the test fails if a handler does not return or a component can
// not stop. Components and sessions log to the test's output: there stands the text of
// an error of which a caller is only told wamp.error.runtime_error.
//
// Tests may run in parallel, each with its router, and in a bubble of testing/synctest:
// what is hosted and joined here waits on nothing outside. Only Listen opens a socket.
//
// # Whoever else takes part
//
// Provide stands in for a provider that a component calls, in one line and typed, and
// Record keeps the events of a topic:
//
//	router.Provide(greeter.HandleTranslatorTranslate(
//		func(_ context.Context, args greeter.TranslatorTranslateArgs) (string, error) { return "Bonjour", nil }))
//	greeted := routertest.Record(router, greeter.OnGreeterGreeted)
//	...
//	event := greeted.Next()
//
// # What there is not
//
// There is no session without a router: joining one here takes microseconds, and it
// answers as the router in production does, where a fake would answer as its author
// believes. A node file is tested with the application's check command.
package routertest
