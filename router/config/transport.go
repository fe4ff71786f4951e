package config

// Transport is a listening socket of a worker, and what is spoken there.
type Transport struct {
	Source
	Type     string // "websocket", "rawsocket", "universal" or "web"
	ID       string // default: transportNNN
	Endpoint Endpoint
	WebSocket
	RawSocket  RawSocket // of a rawsocket transport, and of a universal one that has the key "rawsocket"
	WebSockets []Path    // of a universal transport
	Web        Web       // of a universal transport
	Paths      []Path    // of a web transport
	Limits     Limits
	Proxies    Proxies
}

// Endpoint is an address to listen on.
type Endpoint struct {
	Source
	Type      string // "tcp" or "unix"
	Socket    string // the path of a Unix socket, relative to the node file
	Interface string // host name or address; "" is all interfaces
	Port      int64  // 0 is any free one
	Version   int64  // of IP: 4, 6, or 0 for both
	TLS       TLS
}

// TLS is the files of an endpoint's certificate, relative to the node file.
type TLS struct {
	Source
	Key         string
	Certificate string
	Chain       []string // certificates between this and the root, in order
	ClientCAs   []string // authorities of the certificates that clients must show; none: they need none
}

// WebSocket is what WAMP-over-WebSocket services are made of, on a transport
// and on a path.
type WebSocket struct {
	Serializers []string // "json", "msgpack", "cbor"; none: all
	URL         string   // how clients reach the service, where the node can not know
	Auth        Auth
	Cookie      Cookie
	Options     WebSocketOptions
}

// WebSocketOptions are the options of a WebSocket service.
type WebSocketOptions struct {
	AllowedOrigins  []string // "*" stands for any text; none: the page's own host
	AllowNullOrigin bool
	MaxMessageSize  int64 // bytes; 0: the worker's limit
	PingInterval    int64 // milliseconds; 0: the worker's limit
	LoginTimeout    int64 // milliseconds; 0: the worker's limit
	Compression     Compression
}

func transportTypes() variants[Transport] {
	return variants[Transport]{
		what:  "transport",
		field: func(t *Transport) *string { return &t.Type },
		tables: []choiceOf[Transport]{
			{"websocket", webSocketTransport},
			{"rawsocket", rawSocketTransport},
			{"universal", universalTransport},
			{"web", webTransport},
		},
		unsupported: []string{"mqtt", "flashpolicy", "websocket.testee", "stream.testee"},
	}
}

func listeningTable() table[Transport] {
	return append(table[Transport]{
		textKey("id", identifier, func(t *Transport) *string { return &t.ID }).says("The id of the transport, unique in its worker. Default: transportNNN."),
		typedKey("endpoint", endpointTypes, func(t *Transport) *Endpoint { return &t.Endpoint }).required().named("endpoint").says("Where it listens."),
		blockKey("limits", transportLimits, func(t *Transport) *Limits { return &t.Limits }).named("transport_limits").says("Limits that are not those of the worker."),
	}, proxyKeys()...)
}

func webSocketTransport() table[Transport] {
	return append(listeningTable(),
		webSocketTable(func(t *Transport) *WebSocket { return &t.WebSocket })...)
}

func webTransport() table[Transport] {
	return append(listeningTable(),
		pathsKey("paths", func(t *Transport) *[]Path { return &t.Paths }).required().says("What is served, by the first segment of the path; / is all that no other takes."),
		blockKey("options", webOptions, func(*Transport) *struct{} { return new(struct{}) }).says("Options of the transport."),
	)
}

func endpointTypes() variants[Endpoint] {
	return variants[Endpoint]{
		what:        "endpoint",
		field:       func(e *Endpoint) *string { return &e.Type },
		tables:      []choiceOf[Endpoint]{{"tcp", tcpTable}, {"unix", unixTable}},
		unsupported: []string{"onion", "twisted"},
	}
}

func unixTable() table[Endpoint] {
	return table[Endpoint]{
		textKey("path", filled, func(e *Endpoint) *string { return &e.Socket }).required().says("The file of the socket, relative to the node file. It goes when the node stops; one that a killed process has left is replaced."),
		ignoredKey[Endpoint]("backlog", number(1, 0), "the system's backlog is used"),
	}
}

func tcpTable() table[Endpoint] {
	return table[Endpoint]{
		intKey("port", number(0, 65535), func(e *Endpoint) *int64 { return &e.Port }).required().says("The port; 0 is any that is free."),
		textKey("interface", filled, func(e *Endpoint) *string { return &e.Interface }).says("The host name or address to listen on. Default: all."),
		intKey("version", shape{kind: integer, choices: []string{"4", "6"}}, func(e *Endpoint) *int64 { return &e.Version }).says("Of IP, 4 or 6. Default: both."),
		unsupportedKey[Endpoint]("portrange", "port range"),
		blockKey("tls", tlsTable, func(e *Endpoint) *TLS { return &e.TLS }).says("The certificate, where TLS is spoken."),
		unsupportedFlag[Endpoint]("shared", "shared port"),
		ignoredKey[Endpoint]("backlog", number(1, 0), "the system's backlog is used"),
		ignoredKey[Endpoint]("user_timeout", number(0, 65535), "peers that stall are closed by their limits"),
	}
}

// Given reports whether the block is in the file, where one can be.
func (t TLS) Given() bool { return t.node != nil }

func tlsTable() table[TLS] {
	return table[TLS]{
		textKey("key", filled, func(t *TLS) *string { return &t.Key }).required().says("The private key, a PEM file relative to the node file."),
		textKey("certificate", filled, func(t *TLS) *string { return &t.Certificate }).required().says("The certificate, a PEM file relative to the node file."),
		textsKey("chain_certificates", filled, func(t *TLS) *[]string { return &t.Chain }).says("Files of the certificates between that and the root, in order."),
		textsKey("ca_certificates", filled, func(t *TLS) *[]string { return &t.ClientCAs }).says("Files of the authorities whose certificates clients must show. Default: clients need none."),
		unsupportedKey[TLS]("ciphers", "a choice of ciphers; those of TLS 1.2 and 1.3 that are safe are used"),
		ignoredKey[TLS]("dhparam", filled, "keys are exchanged by elliptic curves"),
	}
}

// webSocketTable is the rows that WebSocket transports and paths have in common.
func webSocketTable[T any](field func(*T) *WebSocket) table[T] {
	return table[T]{
		textsKey("serializers", serializer, func(t *T) *[]string { return &field(t).Serializers }).says("What is spoken: json, msgpack, cbor. Default: all."),
		textKey("url", filled, func(t *T) *string { return &field(t).URL }).says("How clients reach the service, where the node can not know."),
		blockKey("options", webSocketOptions, func(t *T) *WebSocketOptions { return &field(t).Options }).named("websocket_options").says("Options of the WebSocket."),
		ignoredKey[T]("debug", onOff, "the log's level is the node's"),
		blockKey("auth", authTable, func(t *T) *Auth { return &field(t).Auth }).named("auth").says("How clients prove who they are. Without it they are anonymous."),
		blockKey("cookie", cookieTable, func(t *T) *Cookie { return &field(t).Cookie }).named("cookie").says("The cookie by which auth: {cookie} knows clients again."),
	}
}
