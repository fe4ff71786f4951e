package realm

import (
	"fmt"
	"testing"

	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// null is a peer that takes everything, so that a benchmark measures the realm.
type null struct {
	id   wamp.ID
	who  session.Principal
	seat session.Seat
}

func (p *null) ID() wamp.ID                                                 { return p.id }
func (p *null) Principal() *session.Principal                               { return &p.who }
func (p *null) Seat() *session.Seat                                         { return &p.seat }
func (p *null) Send(wamp.Message, *session.Burst) session.Pressure          { return session.Ok }
func (p *null) SendShared(*session.Shared, *session.Burst) session.Pressure { return session.Ok }
func (p *null) Close(wamp.URI, string)                                      {}

func joinNull(b *testing.B, r *Realm, id wamp.ID) *null {
	p := &null{id: id, who: session.Principal{AuthRole: "user"}}
	if _, err := r.Join(p, wamp.Dict{}, nil); err != nil {
		b.Fatal(err)
	}
	return p
}

func route(b *testing.B, r *Realm, p *null, m wamp.Message) {
	if err := r.Route(p, m, nil); err != nil {
		b.Fatal(err)
	}
}

// rules is a policy of a usual size.
func rules(b *testing.B) func(*Config) {
	allow := everything.Allow
	return func(cfg *Config) {
		cfg.Policy = policy(b,
			authz.Rule{URI: "com.example.", Match: wamp.MatchPrefix, Allow: allow},
			authz.Rule{URI: "com.example.greet", Allow: allow},
			authz.Rule{URI: "com.example..secret", Match: wamp.MatchWildcard},
		)
	}
}

// A call is CALL and YIELD in, INVOCATION and RESULT out.
func BenchmarkCall(b *testing.B) {
	for _, registrations := range []int{1, 100_000} {
		b.Run(fmt.Sprintf("registrations=%d", registrations), func(b *testing.B) {
			r := newRealm(b, rules(b), func(cfg *Config) { cfg.Limits.Registrations = registrations + 1 })
			callee, caller := joinNull(b, r, 1), joinNull(b, r, 2)
			route(b, r, callee, &wamp.Register{Request: 1, Procedure: "com.example.greet"})
			for i := range registrations {
				route(b, r, callee, &wamp.Register{
					Request: 1, Procedure: wamp.URI(fmt.Sprintf("com.example.n%d.", i)),
					Options: wamp.RegisterOptions{Match: wamp.MatchPrefix},
				})
			}
			call := &wamp.Call{Procedure: "com.example.greet", Payload: jsonArgs(`["hello"]`)}
			yield := &wamp.Yield{Payload: jsonArgs(`["hello"]`)}
			b.ReportAllocs()
			for b.Loop() {
				call.Request++
				route(b, r, caller, call)
				yield.Request++
				route(b, r, callee, yield)
			}
		})
	}
}

func BenchmarkPublish(b *testing.B) {
	for _, subscribers := range []int{0, 1, 10, 100, 1000} {
		b.Run(fmt.Sprintf("subscribers=%d", subscribers), func(b *testing.B) {
			r := newRealm(b, rules(b))
			for i := range subscribers {
				p := joinNull(b, r, wamp.ID(i+10))
				route(b, r, p, &wamp.Subscribe{Request: 1, Topic: "com.example.topic"})
			}
			publishTo(b, r)
		})
	}
}

// None of the patterns matches.
func BenchmarkPublishBesidePatterns(b *testing.B) {
	for match, format := range map[wamp.Match]string{wamp.MatchPrefix: "com.example.n%d", wamp.MatchWildcard: "com..n%d"} {
		for _, n := range []int{1000, 10_000, 100_000} {
			b.Run(fmt.Sprintf("%v=%d", match, n), func(b *testing.B) {
				r := newRealm(b, func(cfg *Config) { cfg.Limits.Subscriptions = n })
				p := joinNull(b, r, 10)
				for i := range n {
					route(b, r, p, &wamp.Subscribe{
						Request: 1, Topic: wamp.URI(fmt.Sprintf(format, i)), Options: wamp.SubscribeOptions{Match: match},
					})
				}
				publishTo(b, r)
			})
		}
	}
}

func publishTo(b *testing.B, r *Realm) {
	publisher := joinNull(b, r, 1)
	m := &wamp.Publish{Topic: "com.example.topic", Payload: jsonArgs(`["hello"]`)}
	b.ReportAllocs()
	for b.Loop() {
		m.Request++
		route(b, r, publisher, m)
	}
}

func BenchmarkJoinLeave(b *testing.B) {
	r := newRealm(b)
	p := &null{id: 1, who: session.Principal{AuthRole: "user"}}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Join(p, wamp.Dict{}, nil); err != nil {
			b.Fatal(err)
		}
		r.Leave(p, nil)
	}
}
