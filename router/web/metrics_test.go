package web

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/router/tally"
	"github.com/wampgen/wampgen/runtime/wamp"
)

func TestMetrics(t *testing.T) {
	var m Metrics
	for range 6 {
		m.Opened(nil, "realm1")
	}
	for _, reason := range []wamp.URI{
		wamp.CloseNormal, "com.example.\"made up\"", wamp.CloseKilled, wamp.ErrNetworkFailure, wamp.ErrProtocolViolation,
	} {
		m.Closed(nil, "realm1", reason)
	}
	m.Message(nil, wamp.TypeCall)
	m.Message(nil, wamp.TypeCall)
	m.Message(nil, wamp.TypePublish)
	m.Message(nil, 255)
	m.Dropped(nil, session.DropTooSlow, 3)
	m.Rare().Dropped(nil, session.DropTooLarge, 1)
	m.Rare().Message(nil, wamp.TypeCall)
	for _, limit := range []string{"outbox_stall", "message_size", "outbox_stall"} {
		m.Limited(limit)
	}
	m.Limited("failed_logins_per_address")
	m.Door().Refuse(tally.Origin)
	m.Door().Refuse(tally.Origin)
	m.Door().Refuse(tally.Connections)
	var counts tally.Tally
	counts.Sent(5)
	counts.Limited(tally.QueuedCalls)
	counts.Refused(wamp.TypeCall, wamp.ErrTimeout)
	page := httptest.NewRecorder()
	NewMetrics(&m, func() Gauges {
		return Gauges{
			Ready:      true,
			Realms:     map[wamp.URI]tally.Counts{"realm1": counts.Counts()},
			Calls:      map[wamp.URI]int{"realm1": 2},
			Components: []ComponentInfo{{"worker001", "greeter", "hello.Greeter", "realm1", "ready"}},
			Restarts:   []int{1},
		}
	}).ServeHTTP(page, httptest.NewRequest("GET", "/", nil))
	want := `# HELP wamp_messages_received_total Messages from peers in open sessions, by type: calls are CALL, publications PUBLISH.
# TYPE wamp_messages_received_total counter
wamp_messages_received_total{type="PUBLISH"} 1
wamp_messages_received_total{type="CALL"} 2
# HELP wamp_messages_dropped_total Messages that their receivers did not get, by reason.
# TYPE wamp_messages_dropped_total counter
wamp_messages_dropped_total{reason="ended"} 0
wamp_messages_dropped_total{reason="lost"} 0
wamp_messages_dropped_total{reason="too_slow"} 3
wamp_messages_dropped_total{reason="too_large"} 1
wamp_messages_dropped_total{reason="unencoded"} 0
# HELP wamp_sessions_limited_total Sessions, or what was to become one, that a limit has ended, by its key in the node file.
# TYPE wamp_sessions_limited_total counter
wamp_sessions_limited_total{limit="failed_logins_per_address"} 1
wamp_sessions_limited_total{limit="message_size"} 1
wamp_sessions_limited_total{limit="outbox_stall"} 2
# HELP wamp_connections_refused_total Connections that were refused, by reason: limits by their keys in the node file.
# TYPE wamp_connections_refused_total counter
wamp_connections_refused_total{reason="connections"} 1
wamp_connections_refused_total{reason="connections_per_address"} 0
wamp_connections_refused_total{reason="connections_before_login"} 0
wamp_connections_refused_total{reason="header_timeout"} 0
wamp_connections_refused_total{reason="proxy_header"} 0
wamp_connections_refused_total{reason="tls_handshake"} 0
wamp_connections_refused_total{reason="request"} 0
wamp_connections_refused_total{reason="rawsocket_handshake"} 0
wamp_connections_refused_total{reason="rawsocket_handshake_timeout"} 0
wamp_connections_refused_total{reason="websocket_handshake"} 0
wamp_connections_refused_total{reason="origin"} 2
wamp_connections_refused_total{reason="failed_logins_per_address"} 1
wamp_connections_refused_total{reason="failed_logins_per_authid"} 0
# HELP wamp_sessions_opened_total Sessions that have joined.
# TYPE wamp_sessions_opened_total counter
wamp_sessions_opened_total{realm="realm1"} 6
# HELP wamp_sessions_closed_total Sessions that have ended, by cause.
# TYPE wamp_sessions_closed_total counter
wamp_sessions_closed_total{realm="realm1",cause="left"} 2
wamp_sessions_closed_total{realm="realm1",cause="killed"} 1
wamp_sessions_closed_total{realm="realm1",cause="shutdown"} 0
wamp_sessions_closed_total{realm="realm1",cause="violation"} 1
wamp_sessions_closed_total{realm="realm1",cause="lost"} 1
# HELP wamp_sessions Sessions that are open.
# TYPE wamp_sessions gauge
wamp_sessions{realm="realm1"} 1
# HELP wamp_events_sent_total Events to subscribers, those among them that are counted as dropped.
# TYPE wamp_events_sent_total counter
wamp_events_sent_total{realm="realm1"} 5
# HELP wamp_requests_refused_total Requests that the router has answered with an error of its own, by type and error.
# TYPE wamp_requests_refused_total counter
wamp_requests_refused_total{realm="realm1",type="CALL",reason="wamp.error.timeout"} 1
# HELP wamp_realm_limited_total How often a limit of a realm has acted, by its key in the node file.
# TYPE wamp_realm_limited_total counter
wamp_realm_limited_total{realm="realm1",limit="queued_calls"} 1
# HELP wamp_ready Whether the node is ready, as readyz says.
# TYPE wamp_ready gauge
wamp_ready 1
# HELP wamp_calls_pending Calls without an answer.
# TYPE wamp_calls_pending gauge
wamp_calls_pending{realm="realm1"} 2
# HELP wamp_component_state 1 for the state that a hosted component is in.
# TYPE wamp_component_state gauge
wamp_component_state{worker="worker001",component="greeter",class="hello.Greeter",realm="realm1",state="ready"} 1
# HELP wamp_component_restarts Restarts of a hosted component in a row.
# TYPE wamp_component_restarts gauge
wamp_component_restarts{worker="worker001",component="greeter"} 1
`
	if diff := cmp.Diff(want, page.Body.String()); diff != "" || page.Code != http.StatusOK {
		t.Errorf("status %d (-want +got):\n%s", page.Code, diff)
	}
	if got := labelText.Replace("a\"\\\n"); got != `a\"\\\n` {
		t.Errorf("label is %s", got)
	}
}

func TestHealth(t *testing.T) {
	lacks := []string{"a component", "another"}
	for _, test := range []struct {
		handler http.Handler
		status  int
		text    string
	}{
		{NewLive(), 200, "ok\n"},
		{NewReady(func() []string { return nil }), 200, "ready\n"},
		{NewReady(func() []string { return lacks }), 503, "a component\nanother\n"},
	} {
		var counts tally.Tally
		counts.Sent(5)
		counts.Limited(tally.QueuedCalls)
		counts.Refused(wamp.TypeCall, wamp.ErrTimeout)
		page := httptest.NewRecorder()
		test.handler.ServeHTTP(page, httptest.NewRequest("GET", "/", nil))
		if page.Code != test.status || page.Body.String() != test.text {
			t.Errorf("the answer is %d %q, want %d %q", page.Code, page.Body, test.status, test.text)
		}
	}
}
