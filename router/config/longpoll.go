package config

// longPollTable is the rows of a path for clients that poll. It has the fields of a
// WebSocket.
func longPollTable() table[Path] {
	return append(pathIDTable(),
		textsKey("serializers", serializer, func(p *Path) *[]string { return &p.Serializers }).says("What is spoken: json, msgpack, cbor. Default: all."),
		textKey("url", filled, func(p *Path) *string { return &p.URL }).says("How clients reach the service, where the node can not know."),
		blockKey("options", longPollOptions, func(p *Path) *WebSocketOptions { return &p.Options }).says("Options of the service."),
		ignoredKey[Path]("debug", onOff, "the log's level is the node's"),
		blockKey("auth", authTable, func(p *Path) *Auth { return &p.Auth }).named("auth").says("How clients prove who they are. Without it they are anonymous."),
	)
}

func longPollOptions() table[WebSocketOptions] {
	type options = WebSocketOptions
	return table[options]{
		textsKey("allowed_origins", filled, func(o *options) *[]string { return &o.AllowedOrigins }).says("Pages of which hosts may poll; * stands for any text. Default: those of the host itself."),
		flagKey("allow_null_origin", func(o *options) *bool { return &o.AllowNullOrigin }).says("Whether pages without an origin may poll, files for example."),
		intKey("max_message_size", number(1, 64<<20), func(o *options) *int64 { return &o.MaxMessageSize }).says("Bytes of a request. Default: the limit of the worker."),
		ignoredKey[options]("request_timeout", number(0, 0), "limits: {ping_interval} says how long a request for messages is held"),
		ignoredKey[options]("session_timeout", number(0, 0), "limits: {ping_interval, pings_missed} say how long a client may be silent"),
		ignoredKey[options]("queue_limit_bytes", number(0, 0), "limits: {outbox_bytes} bounds what waits"),
		ignoredKey[options]("queue_limit_messages", number(0, 0), "limits: {outbox_bytes} bounds what waits"),
		ignoredKey[options]("debug_transport_id", filled, "ids are secrets"),
	}
}
