package config

import "github.com/wampgen/wampgen/gen/syntax"

// The modes of a container worker in which components that have left are started again,
// as Crossbar.io calls them.
const (
	restartModeNever  = "restart-never"
	restartModeFailed = "restart-on-failed"
	restartModeAlways = "restart-always"
)

// restartMode is the restart policy of a mode; "" of none.
func restartMode(mode string) string {
	switch mode {
	case restartModeNever:
		return RestartNever
	case restartModeFailed:
		return RestartOnFailure
	case restartModeAlways:
		return RestartAlways
	}
	return ""
}

// The shutdown modes of a container: when it ends with all of its components, which counts
// for those of the node. "ended" is what has ended by itself and is not started again.
const (
	ContainerStays         = "shutdown-manual"
	ContainerOnLastStopped = "shutdown-on-last-component-stopped" // when all have ended
	ContainerOnAnyStopped  = "shutdown-on-any-component-stopped"  // when one has ended
	ContainerOnAnyFailed   = "shutdown-on-any-component-failed"   // when one has failed
)

// defaultRestart is the restart policy of components of a worker that do not say.
func (o *WorkerOptions) defaultRestart() string {
	if policy := restartMode(o.Restart); policy != "" {
		return policy
	}
	if o.Shutdown == ContainerOnAnyStopped || o.Shutdown == ContainerOnAnyFailed {
		return RestartNever // who is started again does not end
	}
	return RestartOnFailure
}

// Remote is the router that a component of a container joins.
type Remote struct {
	Source
	Type        string // "websocket" or "rawsocket"
	URL         string // ws:// or wss:// of a WebSocket
	Serializers []string
	Endpoint    RemoteEndpoint
}

// RemoteEndpoint is where the router is connected to, if that is not what the URL says.
type RemoteEndpoint struct {
	Source
	Type    string // "tcp", "unix"; "" if the block is not given
	Host    string
	Port    int64
	Path    string // of a Unix socket, relative to the node file
	Timeout int64  // seconds to connect; 0: the start timeout of the component
	TLS     RemoteTLS
}

// RemoteTLS is whom a container trusts, and who it is.
type RemoteTLS struct {
	Source
	Hostname       string
	CACertificates []string // files relative to the node file
	Certificate    string
	Key            string
}

// Given reports whether the block is in the file, where one can be.
func (t RemoteTLS) Given() bool { return t.node != nil }

func containerTable() table[Worker] {
	return table[Worker]{
		textKey("id", identifier, func(w *Worker) *string { return &w.ID }).
			says("The id of the worker. Default: workerNNN."),
		blockKey("options", containerOptions, func(w *Worker) *WorkerOptions { return &w.Options }).
			says("Options of the worker."),
		typedBlocksKey("components", containerComponentTypes, func(w *Worker) *[]Component { return &w.Components }).
			says("The classes that are hosted here and join remote routers."),
		unsupportedKey[Worker]("connections", "connections of a worker"),
		unsupportedKey[Worker]("manhole", "manhole"),
	}
}

func containerOptions() table[WorkerOptions] {
	return append(workerOptions(),
		textKey("restart", choice(restartModeNever, restartModeFailed, restartModeAlways), func(o *WorkerOptions) *string { return &o.Restart }).
			says("When components that do not say are started again: restart-on-failed (default), restart-always, restart-never. Where any of them ends the worker, the default is restart-never."),
		textKey("shutdown", choice(ContainerStays, ContainerOnLastStopped, ContainerOnAnyStopped, ContainerOnAnyFailed), func(o *WorkerOptions) *string { return &o.Shutdown }).
			says("When the worker ends by itself, with all of its components: shutdown-manual (default), never; shutdown-on-last-component-stopped, -any-component-stopped or -any-component-failed, where a component counts that is not started again."),
	)
}

func containerComponentTypes() variants[Component] {
	return variants[Component]{
		what:        "component",
		field:       func(c *Component) *string { return &c.Type },
		tables:      []choiceOf[Component]{{"class", containerClassTable}},
		unsupported: []string{"function"},
	}
}

func containerClassTable() table[Component] {
	return append(componentTable(),
		typedKey("transport", remoteTypes, func(c *Component) *Remote { return &c.Remote }).required().
			says("The remote router, and how it is reached."),
		blockKey("auth", credentialsTable, func(c *Component) *Credentials { return &c.Credentials }).named("credentials").
			says("How the component proves who it is to the router. Default: not at all."),
		unsupportedKey[Component]("role", "a role of a container's component; the router that it joins gives it one"),
	)
}

func remoteTypes() variants[Remote] {
	return variants[Remote]{
		what:   "transport",
		field:  func(r *Remote) *string { return &r.Type },
		tables: []choiceOf[Remote]{{"websocket", remoteWebSocket}, {"rawsocket", remoteRawSocket}},
	}
}

func remoteWebSocket() table[Remote] {
	return table[Remote]{
		ignoredKey[Remote]("id", identifier, "a component has one transport"),
		textKey("url", filled, func(r *Remote) *string { return &r.URL }).required().
			says("The URL of the router, of the scheme ws or wss."),
		textsKey("serializers", serializer, func(r *Remote) *[]string { return &r.Serializers }).
			says("What may be spoken: json, msgpack, cbor. Default: all."),
		typedKey("endpoint", remoteEndpointTypes, func(r *Remote) *RemoteEndpoint { return &r.Endpoint }).
			says("Where to connect to. Default: what the URL says."),
		ignoredKey[Remote]("options", shape{kind: dictionary, item: &shape{}}, "the limits of the client are used"),
	}
}

func remoteRawSocket() table[Remote] {
	return table[Remote]{
		ignoredKey[Remote]("id", identifier, "a component has one transport"),
		ignoredKey[Remote]("url", filled, "the endpoint says where the router is"),
		key[Remote]{entry{name: "serializer", shape: serializer}, func(_ *reading, n *syntax.Node, into *Remote) {
			into.Serializers = []string{n.Text}
		}}.says("What is spoken: json, msgpack or cbor. Default: what both sides know."),
		typedKey("endpoint", remoteEndpointTypes, func(r *Remote) *RemoteEndpoint { return &r.Endpoint }).required().
			says("Where to connect to."),
		ignoredKey[Remote]("options", shape{kind: dictionary, item: &shape{}}, "the limits of the client are used"),
		ignoredKey[Remote]("debug", onOff, "the log's level is the node's"),
	}
}

func remoteEndpointTypes() variants[RemoteEndpoint] {
	return variants[RemoteEndpoint]{
		what:        "endpoint",
		field:       func(e *RemoteEndpoint) *string { return &e.Type },
		tables:      []choiceOf[RemoteEndpoint]{{"tcp", remoteTCP}, {"unix", remoteUnix}},
		unsupported: []string{"twisted", "tor"},
	}
}

func remoteTimeout() key[RemoteEndpoint] {
	return intKey("timeout", number(1, 120), func(e *RemoteEndpoint) *int64 { return &e.Timeout }).
		says("Seconds within which the connection has to stand. Default: the component's start_timeout.")
}

func remoteTCP() table[RemoteEndpoint] {
	return table[RemoteEndpoint]{
		textKey("host", filled, func(e *RemoteEndpoint) *string { return &e.Host }).required().
			says("The host name or address."),
		intKey("port", number(1, 65535), func(e *RemoteEndpoint) *int64 { return &e.Port }).required().
			says("The port of the router."),
		ignoredKey[RemoteEndpoint]("version", shape{kind: integer, choices: []string{"4", "6"}}, "the version of IP that leads there is used"),
		remoteTimeout(),
		blockKey("tls", remoteTLS, func(e *RemoteEndpoint) *RemoteTLS { return &e.TLS }).
			says("Whom to trust, where the URL says wss."),
	}
}

func remoteUnix() table[RemoteEndpoint] {
	return table[RemoteEndpoint]{
		textKey("path", filled, func(e *RemoteEndpoint) *string { return &e.Path }).required().
			says("The Unix socket, relative to the node file."),
		remoteTimeout(),
	}
}

func remoteTLS() table[RemoteTLS] {
	return table[RemoteTLS]{
		textKey("hostname", filled, func(t *RemoteTLS) *string { return &t.Hostname }).required().
			says("The name that the router's certificate is for."),
		textsKey("ca_certificates", filled, func(t *RemoteTLS) *[]string { return &t.CACertificates }).
			says("Files of certificates that are trusted, relative to the node file. Default: those of the system."),
		textKey("certificate", filled, func(t *RemoteTLS) *string { return &t.Certificate }).
			says("The certificate of this side, a PEM file relative to the node file."),
		textKey("key", filled, func(t *RemoteTLS) *string { return &t.Key }).
			says("Its private key, a PEM file relative to the node file."),
	}
}
