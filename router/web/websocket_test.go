package web

import (
	"context"
	"net/http"
	"strings"
	"testing"
)

func TestWebSocketForBrowsersWithoutOne(t *testing.T) {
	h := NewWebSocket(WebSocket{Start: func(*http.Request, func(context.Context, func())) bool {
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
}
