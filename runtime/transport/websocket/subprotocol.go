package websocket

import (
	"net/http"
	"slices"

	"github.com/gorilla/websocket"

	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// allFormats is what is offered where nothing else is asked for.
var allFormats = [...]wamp.Format{wamp.JSON, wamp.MessagePack, wamp.CBOR}

// choose returns the first of the client's subprotocols whose format is offered: the
// client lists them in its order of preference (RFC 6455, section 4.1), and
// every one is as good for the router.
func choose(r *http.Request, offered []wamp.Format) (transport.Protocol, bool) {
	for _, name := range websocket.Subprotocols(r) {
		if p, ok := transport.ParseProtocol(name); ok && slices.Contains(offered, p.Format) {
			return p, true
		}
	}
	return transport.Protocol{}, false
}

// serverProtocols names what a server speaks.
func serverProtocols(formats []wamp.Format) []string {
	var names []string
	for _, f := range formats {
		names = append(names, transport.Protocol{Format: f}.String(), transport.Protocol{Format: f, Batched: true}.String())
	}
	return names
}

// clientProtocols names what a client asks for.
func clientProtocols(formats []wamp.Format, batched bool) []string {
	var names []string
	for _, f := range formats {
		names = append(names, transport.Protocol{Format: f, Batched: batched}.String())
	}
	return names
}
