package config

import "github.com/wampgen/wampgen/gen/syntax"

// RawSocket is what a WAMP-over-RawSocket service is made of.
type RawSocket struct {
	Source
	Serializers    []string // "json", "msgpack", "cbor"; none: all
	URL            string   // how clients reach the service, where the node can not know
	Auth           Auth
	MaxMessageSize int64 // bytes; 0: that of the options, or the worker's limit
	Options        RawSocketOptions
}

// RawSocketOptions are the options of a RawSocket service.
type RawSocketOptions struct {
	Source
	MaxMessageSize int64 // bytes; 0: the worker's limit
	PingInterval   int64 // milliseconds; not given: TCP's keep-alive
}

// rawSocketTransport is the rows of a transport that speaks RawSocket only.
func rawSocketTransport() table[Transport] {
	return append(listeningTable(), rawSocketTable(func(t *Transport) *RawSocket { return &t.RawSocket })...)
}

// universalTransport is the rows of a transport on which several things are spoken.
func universalTransport() table[Transport] {
	service := func(s *RawSocket) *RawSocket { return s }
	return append(listeningTable(),
		blockKey("rawsocket", func() table[RawSocket] { return rawSocketTable(service) }, func(t *Transport) *RawSocket { return &t.RawSocket }).says("RawSocket, for those who begin with its handshake."),
		webSocketsKey().says("WebSocket services, by the first segment of their path; / is all that no other takes."),
		blockKey("web", webPaths, func(t *Transport) *Web { return &t.Web }).says("What else is served over HTTP."),
		unsupportedKey[Transport]("mqtt", "MQTT"),
	)
}

// rawSocketTable is the rows that RawSocket transports and the parts of universal ones
// have in common.
func rawSocketTable[T any](field func(*T) *RawSocket) table[T] {
	messageSize := number(512, 16<<20)
	return table[T]{
		textsKey("serializers", serializer, func(t *T) *[]string { return &field(t).Serializers }).says("What is spoken: json, msgpack, cbor. Default: all."),
		textKey("url", filled, func(t *T) *string { return &field(t).URL }).says("How clients reach the service, where the node can not know."),
		intKey("max_message_size", messageSize, func(t *T) *int64 { return &field(t).MaxMessageSize }).says("Bytes of a message; a power of two not above it is announced. Default: the limit of the worker, at most 16777216."),
		blockKey("options", rawSocketOptions, func(t *T) *RawSocketOptions { return &field(t).Options }).named("rawsocket_options").says("Options of the RawSocket."),
		ignoredKey[T]("debug", onOff, "the log's level is the node's"),
		blockKey("auth", authTable, func(t *T) *Auth { return &field(t).Auth }).named("auth").says("How clients prove who they are. Without it they are anonymous."),
	}
}

func rawSocketOptions() table[RawSocketOptions] {
	return table[RawSocketOptions]{
		intKey("max_message_size", number(512, 16<<20), func(o *RawSocketOptions) *int64 { return &o.MaxMessageSize }).says("Bytes of a message; a power of two not above it is announced. Default: the limit of the worker, at most 16777216."),
		intKey("auto_ping_interval", number(0, 3_600_000), func(o *RawSocketOptions) *int64 { return &o.PingInterval }).says("Milliseconds between pings, for clients that know pings: those of Autobahn on Twisted hang. 0: clients that have gone silently are not looked for. Default: TCP's keep-alive looks for them, by the ping limits of the worker."),
	}
}

// Web is the HTTP part of a universal transport.
type Web struct{ Paths []Path }

func webPaths() table[Web] {
	return table[Web]{
		pathsKey("paths", func(w *Web) *[]Path { return &w.Paths }).required().says("What is served, by the first segment of the path; / is all that no other takes."),
		blockKey("options", webOptions, func(*Web) *struct{} { return new(struct{}) }).says("Options of the transport."),
	}
}

// webSocketsKey is a row for a map of WebSocket services by their paths.
func webSocketsKey() key[Transport] {
	only := func() variants[Path] {
		return variants[Path]{
			what:        "path",
			field:       func(p *Path) *string { return &p.Type },
			tables:      []choiceOf[Path]{{"websocket", webSocketPath}},
			unsupported: []string{"websocket-reverseproxy"},
		}
	}
	item := only().shape()
	s := shape{kind: dictionary, pattern: pathName.pattern, form: pathName.form, item: &item}
	return key[Transport]{entry{name: "websocket", shape: s}, func(r *reading, n *syntax.Node, into *Transport) {
		into.WebSockets = readPaths(r, n, only())
	}}
}
