package realm

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// TestNothingGoesAroundADenial subscribes and registers at random what a role lets it,
// and then has a trusted session publish, with retention, and call everything there is:
// no event, retained, recorded or not, and no call reaches the role that its rules deny to
// it. A pair is rules and a pattern that is subscribed to, registered or read the history of:
// there are some thousand, or as many as WAMPGEN_CONTAINMENT says.
func TestNothingGoesAroundADenial(t *testing.T) {
	const asked, recorded = 12, 20 // patterns with the same rules
	rounds := 60
	if n, err := strconv.Atoi(os.Getenv("WAMPGEN_CONTAINMENT")); err == nil {
		rounds = n/(2*asked+recorded) + 1
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 2))
	uris := smallWorld()
	reached, read := 0, 0
	for range rounds {
		rules := append(randomRules(random), authz.Rule{URI: getEvents, Allow: authz.Allow{Call: true}})
		histories := randomHistories(random, recorded)
		r, err := New(Config{Name: "realm1", Policy: policy(t, rules...), MetaAPI: true, Histories: histories})
		if err != nil {
			t.Fatal(err)
		}
		admin := join(t, r, 1, role("admin"))
		guest := &guest{client: join(t, r, 2), rules: rules, topics: map[wamp.ID]wamp.URI{}, procedures: map[wamp.ID]wamp.URI{}}
		publishAll := func() {
			for _, u := range uris {
				admin.route(&wamp.Publish{Request: admin.request(), Topic: u, Options: wamp.PublishOptions{Retain: true}})
			}
		}
		publishAll()
		for range asked {
			p := randomPattern(random)
			guest.route(&wamp.Subscribe{Request: guest.request(), Topic: p.URI, Options: wamp.SubscribeOptions{Match: p.Match, GetRetained: true}})
			guest.look(p)
			guest.route(&wamp.Register{Request: guest.request(), Procedure: p.URI, Options: wamp.RegisterOptions{Match: p.Match}})
			guest.look(p)
		}
		publishAll()
		guest.look(urimatch.Pattern{})
		for _, u := range uris {
			admin.route(&wamp.Call{Request: admin.request(), Procedure: u})
		}
		guest.look(urimatch.Pattern{})
		reached += guest.reached
		for _, h := range histories {
			read += guest.read(h.Pattern)
		}
		_ = r.Close(closedContext(), wamp.CloseSystemShutdown) // fake peers do not leave by themselves
	}
	if reached < 3*rounds || read < rounds {
		t.Errorf("only %d messages reached the role, and %d events of the past: the test shows nothing", reached, read)
	}
}

const getEvents wamp.URI = "wamp.subscription.get_events"

// randomHistories are different patterns whose events are recorded.
func randomHistories(r *rand.Rand, n int) (histories []History) {
	seen := map[urimatch.Pattern]bool{}
	for range n {
		if p := randomPattern(r); !seen[p] {
			seen[p] = true
			histories = append(histories, History{Pattern: p, Limit: 100})
		}
	}
	return histories
}

// read reads the history of a pattern, and returns how many events that were.
func (g *guest) read(p urimatch.Pattern) int {
	g.t.Helper()
	id := g.realm.cfg.IDs.Subscription(p)
	var events []any
	switch m := g.call(getEvents, jsonArgs(fmt.Sprintf("[%d]", id))).(type) {
	case *wamp.ErrorMessage:
		if m.Error != wamp.ErrNotAuthorized {
			g.t.Fatalf("the history of %v is not read: %s", p, m.Error)
		}
		if p.Match == wamp.MatchExact && slowAllows(g.rules, p.URI, func(a authz.Allow) bool { return a.Subscribe }) {
			g.t.Fatalf("the history of %v is denied with %+v", p, g.rules)
		}
		return 0
	case *wamp.Result:
		events = values(g.t, m.Payload)[0].([]any)
	}
	own := wamp.URI("")
	if p.Match == wamp.MatchExact {
		own = p.URI
	}
	for _, e := range events {
		details, _ := e.(map[string]any)["details"].(map[string]any)
		topic, _ := details["topic"].(string)
		g.may("subscribe", own, wamp.URI(topic), func(a authz.Allow) bool { return a.Subscribe })
	}
	return len(events)
}

// closedContext is over.
func closedContext() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}

// guest is a session that looks whether it may get what it gets.
type guest struct {
	*client
	rules      []authz.Rule
	topics     map[wamp.ID]wamp.URI // of exact subscriptions; "" is a pattern
	procedures map[wamp.ID]wamp.URI
	reached    int
}

// look checks what has come since the last time; p is the last pattern asked for.
func (g *guest) look(p urimatch.Pattern) {
	g.t.Helper()
	own := wamp.URI("")
	if p.Match == wamp.MatchExact {
		own = p.URI
	}
	for _, m := range g.Take() {
		switch m := m.(type) {
		case *wamp.Subscribed:
			g.topics[m.Subscription] = own
		case *wamp.Registered:
			g.procedures[m.Registration] = own
		case *wamp.Event:
			g.may("subscribe", g.topics[m.Subscription], m.Details.Topic, func(a authz.Allow) bool { return a.Subscribe })
		case *wamp.Invocation:
			g.may("register", g.procedures[m.Registration], m.Details.Procedure, func(a authz.Allow) bool { return a.Register })
		}
	}
}

func (g *guest) may(action string, own, told wamp.URI, allowed func(authz.Allow) bool) {
	g.t.Helper()
	uri := told
	if uri == "" {
		uri = own
	}
	g.reached++
	if uri == "" || !slowAllows(g.rules, uri, allowed) {
		g.t.Fatalf("%q has come although the role may not %s it, with %+v", uri, action, g.rules)
	}
}

// slowAllows is the plainest reading of the rules for one URI.
func slowAllows(rules []authz.Rule, uri wamp.URI, allowed func(authz.Allow) bool) bool {
	var best *authz.Rule
	rank := ""
	for i := range rules {
		r := &rules[i]
		own := ""
		switch {
		case r.Match == wamp.MatchExact && r.URI == uri:
			own = "3"
		case r.Match == wamp.MatchPrefix && strings.HasPrefix(string(uri), string(r.URI)):
			own = "2" + string(rune(len(r.URI)))
		case r.Match == wamp.MatchWildcard && wildcardMatches(string(r.URI), string(uri)):
			own = "1"
			for part := range strings.SplitSeq(string(r.URI), ".") {
				own += map[bool]string{true: "0", false: "1"}[part == ""]
			}
		}
		if own > rank {
			best, rank = r, own
		}
	}
	return best != nil && allowed(best.Allow)
}

func wildcardMatches(pattern, uri string) bool {
	want, got := strings.Split(pattern, "."), strings.Split(uri, ".")
	for i := range want {
		if len(want) != len(got) || want[i] != "" && want[i] != got[i] {
			return false
		}
	}
	return true
}

// smallWorld is all URIs of up to three components out of three; no pattern names z.
func smallWorld() (uris []wamp.URI) {
	level := []string{""}
	for range 3 {
		var next []string
		for _, head := range level {
			for _, part := range []string{"a", "ab", "z"} {
				next = append(next, strings.TrimPrefix(head+"."+part, "."))
			}
		}
		for _, u := range next {
			uris = append(uris, wamp.URI(u))
		}
		level = next
	}
	return uris
}

func randomPattern(r *rand.Rand) urimatch.Pattern {
	for {
		parts := make([]string, 1+r.IntN(3))
		for i := range parts {
			parts[i] = []string{"", "a", "ab"}[r.IntN(3)]
		}
		p := urimatch.Pattern{URI: wamp.URI(strings.Join(parts, ".")), Match: wamp.Match(r.IntN(3))}
		if p.Valid() {
			return p
		}
	}
}

func randomRules(r *rand.Rand) (rules []authz.Rule) {
	seen := map[urimatch.Pattern]bool{}
	for range 1 + r.IntN(5) {
		p := randomPattern(r)
		if !seen[p] {
			seen[p] = true
			rules = append(rules, authz.Rule{URI: p.URI, Match: p.Match, Allow: authz.Allow{Register: r.IntN(3) > 0, Subscribe: r.IntN(3) > 0}})
		}
	}
	return rules
}
