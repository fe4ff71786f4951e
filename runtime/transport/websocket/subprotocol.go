package websocket

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gorilla/websocket"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// protocol is what a WAMP subprotocol of WebSocket says.
type protocol struct {
	format  wamp.Format
	batched bool
}

// allFormats is what is offered where nothing else is asked for.
var allFormats = [...]wamp.Format{wamp.JSON, wamp.MessagePack, wamp.CBOR}

const (
	subprotocolPrefix = "wamp.2."
	batchedSuffix     = ".batched"
)

// String returns the name of the subprotocol.
func (p protocol) String() string {
	name := subprotocolPrefix + p.format.String()
	if p.batched {
		name += batchedSuffix
	}
	return name
}

func parseProtocol(subprotocol string) (protocol, bool) {
	name, ok := strings.CutPrefix(subprotocol, subprotocolPrefix)
	if !ok {
		return protocol{}, false
	}
	name, batched := strings.CutSuffix(name, batchedSuffix)
	f, ok := wamp.ParseFormat(name)
	return protocol{f, batched}, ok
}

// choose returns the first of the client's subprotocols whose format is offered: the
// client lists them in its order of preference (RFC 6455, section 4.1), and
// every one is as good for the router.
func choose(r *http.Request, offered []wamp.Format) (protocol, bool) {
	for _, name := range websocket.Subprotocols(r) {
		if p, ok := parseProtocol(name); ok && slices.Contains(offered, p.format) {
			return p, true
		}
	}
	return protocol{}, false
}

// serverProtocols names what a server speaks.
func serverProtocols(formats []wamp.Format) []string {
	var names []string
	for _, f := range formats {
		names = append(names, protocol{f, false}.String(), protocol{f, true}.String())
	}
	return names
}

// clientProtocols names what a client asks for.
func clientProtocols(formats []wamp.Format, batched bool) []string {
	var names []string
	for _, f := range formats {
		names = append(names, protocol{f, batched}.String())
	}
	return names
}
