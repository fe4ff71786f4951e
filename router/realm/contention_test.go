package realm

import (
	"sync/atomic"
	"testing"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// encoding is a null peer that encodes what it is sent, as those with a connection do.
type encoding struct{ null }

func (p *encoding) Send(m wamp.Message, _ *session.Burst) session.Pressure {
	if f, err := transport.NewFrame(wamp.CBOR, m); err == nil {
		f.Release()
	}
	return session.Ok
}

// Many callers call one callee, whose lock is held while each INVOCATION is encoded.
func BenchmarkCallsOfOneCallee(b *testing.B) {
	r := newRealm(b, rules(b), func(cfg *Config) {
		cfg.Limits.PendingCallsPerCallee = 1 << 30
		cfg.Limits.PendingCallsPerSession = 1 << 30
	})
	callee := &encoding{null{id: 1, who: session.Principal{AuthRole: "user"}}}
	if _, err := r.Join(callee, wamp.Dict{}, nil); err != nil {
		b.Fatal(err)
	}
	if err := r.Route(callee, &wamp.Register{Request: 1, Procedure: "com.example.greet"}, nil); err != nil {
		b.Fatal(err)
	}
	var sessions, answered atomic.Uint64
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		caller := joinNull(b, r, wamp.ID(sessions.Add(1)+1))
		call := &wamp.Call{Procedure: "com.example.greet", Payload: jsonArgs(`["hello"]`)}
		yield := &wamp.Yield{Payload: jsonArgs(`["hello"]`)}
		for pb.Next() {
			call.Request++
			route(b, r, caller, call)
			yield.Request = wamp.ID(answered.Add(1))
			if err := r.Route(callee, yield, nil); err != nil {
				b.Error(err)
			}
		}
	})
}
