package websocket

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gorilla/websocket"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// allFormats is what is offered where nothing else is asked for.
var allFormats = [...]wamp.Format{wamp.JSON, wamp.MessagePack, wamp.CBOR}

const subprotocolPrefix = "wamp.2."

func subprotocol(f wamp.Format) string { return subprotocolPrefix + f.String() }

func formatOf(subprotocol string) (wamp.Format, bool) {
	name, ok := strings.CutPrefix(subprotocol, subprotocolPrefix)
	if !ok {
		return 0, false
	}
	return wamp.ParseFormat(name)
}

// choose returns the first of the client's subprotocols that is offered: the
// client lists them in its order of preference (RFC 6455, section 4.1), and
// every format is as good for the router.
func choose(r *http.Request, offered []wamp.Format) (wamp.Format, bool) {
	for _, name := range websocket.Subprotocols(r) {
		if f, ok := formatOf(name); ok && slices.Contains(offered, f) {
			return f, true
		}
	}
	return 0, false
}

func subprotocols(formats []wamp.Format) []string {
	names := make([]string, len(formats))
	for i, f := range formats {
		names[i] = subprotocol(f)
	}
	return names
}

func messageKind(f wamp.Format) int {
	if f.Binary() {
		return websocket.BinaryMessage
	}
	return websocket.TextMessage
}
