package web

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/router/tally"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Metrics counts what happens to sessions, as their Observer. The zero value is ready.
type Metrics struct {
	messages [lastType + 1]atomic.Uint64 // received, by type
	dropped  [session.Drops]atomic.Uint64
	door     tally.Door

	mu     sync.Mutex
	realms map[wamp.URI]*realmCounts
	limits map[string]uint64 // by the key in the node file
}

// lastType is the largest type of a message.
const lastType = wamp.TypeYield

type realmCounts struct {
	opened uint64
	closed [causes]uint64
}

// cause is why a session has ended, as far as metrics tell: peers choose the reasons
// of their GOODBYE freely, and labels must not be theirs.
type cause int

const (
	left     cause = iota // by the peer
	killed                // by the router or another session
	shutdown              // of the router
	violated              // ABORT for what the peer has sent
	lost                  // with the connection
	causes
)

var causeNames = [causes]string{"left", "killed", "shutdown", "violation", "lost"}

func causeOf(reason wamp.URI) cause {
	switch reason {
	case wamp.CloseKilled:
		return killed
	case wamp.CloseSystemShutdown:
		return shutdown
	case wamp.ErrProtocolViolation:
		return violated
	case wamp.ErrNetworkFailure:
		return lost
	}
	return left
}

var _ session.LimitObserver = (*Metrics)(nil)

// Opened implements session.Observer.
func (m *Metrics) Opened(_ session.Peer, realm wamp.URI) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.realm(realm).opened++
}

// Closed implements session.Observer.
func (m *Metrics) Closed(_ session.Peer, realm, reason wamp.URI) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.realm(realm).closed[causeOf(reason)]++
}

// Message implements session.Observer.
func (m *Metrics) Message(_ session.Peer, t wamp.MessageType) {
	if t <= lastType {
		m.messages[t].Add(1)
	}
}

// Dropped implements session.Observer.
func (m *Metrics) Dropped(_ session.Peer, reason session.Drop, messages int) {
	m.dropped[reason].Add(uint64(messages))
}

// DroppedMessages returns how many messages did not reach their receivers, by the names of
// the reasons; those that there were.
func (m *Metrics) DroppedMessages() map[string]uint64 {
	found := map[string]uint64{}
	for reason := range m.dropped {
		if n := m.dropped[reason].Load(); n > 0 {
			found[session.Drop(reason).String()] = n
		}
	}
	return found
}

// Door counts the connections that are refused.
func (m *Metrics) Door() *tally.Door { return &m.door }

// Rare returns an observer that counts for m all but the messages that arrive, which would
// cost each of them something.
func (m *Metrics) Rare() session.LimitObserver { return rare{m} }

type rare struct{ *Metrics }

func (rare) Message(session.Peer, wamp.MessageType) {}

// Limited implements session.LimitObserver.
func (m *Metrics) Limited(limit string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.limits == nil {
		m.limits = map[string]uint64{}
	}
	m.limits[limit]++
}

// realm returns the counts of a realm that the node has. m.mu is held.
func (m *Metrics) realm(name wamp.URI) *realmCounts {
	if m.realms == nil {
		m.realms = map[wamp.URI]*realmCounts{}
	}
	if m.realms[name] == nil {
		m.realms[name] = new(realmCounts)
	}
	return m.realms[name]
}

// Gauges are what a node is now.
type Gauges struct {
	Ready      bool
	Realms     map[wamp.URI]tally.Counts
	Calls      map[wamp.URI]int // without an answer, by realm
	Components []ComponentInfo
	Restarts   []int // of each component, in a row
}

// NewMetrics returns the handler of a page for Prometheus, in its text format. now is
// called for each request.
func NewMetrics(m *Metrics, now func() Gauges) http.Handler {
	return exactly(reading(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		secure(w.Header())
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		var b strings.Builder
		m.write(&b)
		now().write(&b)
		_, _ = io.WriteString(w, b.String()) // an error is the client's going away
	})))
}

func (m *Metrics) write(b *strings.Builder) {
	head(b, "wamp_messages_received_total", "counter", "Messages from peers in open sessions, by type: calls are CALL, publications PUBLISH.")
	for t := range m.messages {
		if n := m.messages[t].Load(); n > 0 {
			sample(b, "wamp_messages_received_total", n, "type", wamp.MessageType(t).String())
		}
	}
	head(b, "wamp_messages_dropped_total", "counter", "Messages that their receivers did not get, by reason.")
	for reason := range m.dropped {
		sample(b, "wamp_messages_dropped_total", m.dropped[reason].Load(), "reason", session.Drop(reason).String())
	}

	m.mu.Lock()
	defer m.mu.Unlock()
	head(b, "wamp_sessions_limited_total", "counter", "Sessions, or what was to become one, that a limit has ended, by its key in the node file.")
	for _, limit := range slices.Sorted(maps.Keys(m.limits)) {
		sample(b, "wamp_sessions_limited_total", m.limits[limit], "limit", limit)
	}
	m.writeRefused(b)
	realms := slices.Sorted(maps.Keys(m.realms))
	head(b, "wamp_sessions_opened_total", "counter", "Sessions that have joined.")
	for _, name := range realms {
		sample(b, "wamp_sessions_opened_total", m.realms[name].opened, "realm", string(name))
	}
	head(b, "wamp_sessions_closed_total", "counter", "Sessions that have ended, by cause.")
	for _, name := range realms {
		for c, n := range m.realms[name].closed {
			sample(b, "wamp_sessions_closed_total", n, "realm", string(name), "cause", causeNames[c])
		}
	}
	head(b, "wamp_sessions", "gauge", "Sessions that are open.")
	for _, name := range realms {
		open := m.realms[name].opened
		for _, n := range m.realms[name].closed {
			open -= n
		}
		sample(b, "wamp_sessions", open, "realm", string(name))
	}
}

// loginBrake is the limits that refuse a connection at its login, by their keys.
var loginBrake = [...]string{"failed_logins_per_address", "failed_logins_per_authid"}

// writeRefused writes which connections came to no session. m.mu is held.
func (m *Metrics) writeRefused(b *strings.Builder) {
	head(b, "wamp_connections_refused_total", "counter", "Connections that were refused, by reason: limits by their keys in the node file.")
	for reason, n := range m.door.Refused() {
		sample(b, "wamp_connections_refused_total", n, "reason", tally.Refusal(reason).String())
	}
	for _, limit := range loginBrake {
		sample(b, "wamp_connections_refused_total", m.limits[limit], "reason", limit)
	}
}

func (g Gauges) write(b *strings.Builder) {
	g.writeRealms(b)
	head(b, "wamp_ready", "gauge", "Whether the node is ready, as readyz says.")
	sample(b, "wamp_ready", number(g.Ready))
	head(b, "wamp_calls_pending", "gauge", "Calls without an answer.")
	for _, name := range slices.Sorted(maps.Keys(g.Calls)) {
		sample(b, "wamp_calls_pending", g.Calls[name], "realm", string(name))
	}
	head(b, "wamp_component_state", "gauge", "1 for the state that a hosted component is in.")
	for _, c := range g.Components {
		sample(b, "wamp_component_state", 1, "worker", c.Worker, "component", c.ID, "class", c.Class, "realm", c.Realm, "state", c.State)
	}
	head(b, "wamp_component_restarts", "gauge", "Restarts of a hosted component in a row.")
	for i, c := range g.Components {
		sample(b, "wamp_component_restarts", g.Restarts[i], "worker", c.Worker, "component", c.ID)
	}
}

// writeRealms writes what realms have counted.
func (g Gauges) writeRealms(b *strings.Builder) {
	realms := slices.Sorted(maps.Keys(g.Realms))
	head(b, "wamp_events_sent_total", "counter", "Events to subscribers, those among them that are counted as dropped.")
	for _, name := range realms {
		sample(b, "wamp_events_sent_total", g.Realms[name].Events, "realm", string(name))
	}
	head(b, "wamp_requests_refused_total", "counter", "Requests that the router has answered with an error of its own, by type and error.")
	for _, name := range realms {
		for _, r := range g.Realms[name].Refused {
			sample(b, "wamp_requests_refused_total", r.Times, "realm", string(name), "type", r.Request.String(), "reason", r.Reason)
		}
	}
	head(b, "wamp_realm_limited_total", "counter", "How often a limit of a realm has acted, by its key in the node file.")
	for _, name := range realms {
		for _, l := range g.Realms[name].Limits {
			sample(b, "wamp_realm_limited_total", l.Times, "realm", string(name), "limit", l.Limit.String())
		}
	}
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

func head(b *strings.Builder, name, kind, help string) {
	fmt.Fprintf(b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
}

// labelText escapes the value of a label.
var labelText = strings.NewReplacer(`\`, `\\`, "\n", `\n`, `"`, `\"`)

// sample writes one value; labels are names and values in turn.
func sample[N int | uint64](b *strings.Builder, name string, value N, labels ...string) {
	b.WriteString(name)
	for i := 0; i < len(labels); i += 2 {
		b.WriteString([]string{",", "{"}[number(i == 0)])
		fmt.Fprintf(b, `%s="%s"`, labels[i], labelText.Replace(labels[i+1]))
	}
	if len(labels) > 0 {
		b.WriteByte('}')
	}
	fmt.Fprintf(b, " %d\n", value)
}
