package web

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/router/tally"
)

func TestWebSocketForBrowsersWithoutOne(t *testing.T) {
	var door tally.Door
	h := NewWebSocket(WebSocket{Door: &door, Start: func(*http.Request, func(context.Context, func())) bool {
		t.Error("a session has started")
		return false
	}})
	r := get(t, h, "GET", "/ws")
	if r.StatusCode != http.StatusUpgradeRequired || r.Header.Get("Upgrade") != "websocket" || !strings.Contains(body(t, r), "WAMP") {
		t.Errorf("%d, %v", r.StatusCode, r.Header)
	}
	if r := get(t, h, "GET", "/ws", "Upgrade: websocket"); r.StatusCode < 400 {
		t.Errorf("a broken handshake: %d", r.StatusCode)
	}
	handshake := []string{
		"Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol: wamp.2.json", "Origin: https://example.net",
	}
	if r := get(t, h, "GET", "/ws", handshake...); r.StatusCode != http.StatusForbidden {
		t.Errorf("a page of another host: %d", r.StatusCode)
	}
	poll := NewLongPoll(LongPoll{Door: &door, Polls: &Polls{}})
	if r := get(t, poll, "POST", "/open", "Origin: https://example.net"); r.StatusCode != http.StatusForbidden {
		t.Errorf("a page of another host that polls: %d", r.StatusCode)
	}
	want := [tally.Refusals]uint64{tally.WebSocketHandshake: 1, tally.Origin: 2}
	if diff := cmp.Diff(want, door.Refused()); diff != "" {
		t.Errorf("refused (-want +got):\n%s", diff)
	}
}
