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
// every one is as good for the router. Only JSON is not spoken in batches with clients
// that list it without them, too: autobahn for Python, which does so unasked, ends the
// messages of such a batch with 0x18 for 0x1e.
func choose(r *http.Request, offered []wamp.Format) (transport.Protocol, bool) {
	names := websocket.Subprotocols(r)
	for _, name := range names {
		if p, ok := transport.ParseProtocol(name); ok && slices.Contains(offered, p.Format) {
			if plain := (transport.Protocol{Format: wamp.JSON}); p.Format == wamp.JSON && slices.Contains(names, plain.String()) {
				return plain, true
			}
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
