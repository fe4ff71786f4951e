package config

func webSocketOptions() table[WebSocketOptions] {
	type options = WebSocketOptions
	const always = "it is always so"
	const never = "it is never so"
	milliseconds := number(1000, 3_600_000)
	return table[options]{
		textsKey("allowed_origins", filled, func(o *options) *[]string { return &o.AllowedOrigins }).says("Pages of which hosts may connect; * stands for any text. Default: those of the host itself."),
		flagKey("allow_null_origin", func(o *options) *bool { return &o.AllowNullOrigin }).says("Whether pages without an origin may connect, files for example."),
		intKey("max_message_size", number(1, 64<<20), func(o *options) *int64 { return &o.MaxMessageSize }).says("Bytes of a message. Default: the limit of the worker."),
		intKey("auto_ping_interval", milliseconds, func(o *options) *int64 { return &o.PingInterval }).says("Milliseconds between pings. Default: the limit of the worker."),
		intKey("open_handshake_timeout", milliseconds, func(o *options) *int64 { return &o.LoginTimeout }).says("Milliseconds within which a session has to be established. Default: the limit of the worker."),
		blockKey("compression", compressionTable, func(o *options) *Compression { return &o.Compression }).says("What messages may be compressed with. Default: nothing."),
		unsupportedKey[options]("max_frame_size", "a limit for frames; max_message_size counts whole messages"),
		ignoredKey[options]("auto_ping_timeout", number(0, 0), "limits: {pings_missed} says how many pings may go unanswered"),
		ignoredKey[options]("auto_ping_size", number(12, 125), "pings carry a counter"),
		ignoredKey[options]("auto_ping_restart_on_any_traffic", onOff, always),
		ignoredKey[options]("close_handshake_timeout", number(0, 0), "closing is bounded by the router"),
		ignoredKey[options]("external_port", number(1, 65535), "origins are compared with the Host header"),
		ignoredKey[options]("enable_hybi10", onOff, never),
		ignoredKey[options]("enable_rfc6455", onOff, always),
		ignoredKey[options]("enable_webstatus", onOff, never),
		ignoredKey[options]("validate_utf8", onOff, always),
		ignoredKey[options]("mask_server_frames", onOff, never),
		ignoredKey[options]("require_masked_client_frames", onOff, always),
		ignoredKey[options]("apply_mask", onOff, always),
		ignoredKey[options]("auto_fragment_size", number(0, 0), "messages are sent whole"),
		ignoredKey[options]("fail_by_drop", onOff, never),
		ignoredKey[options]("echo_close_codereason", onOff, never),
		ignoredKey[options]("tcp_nodelay", onOff, always),
		ignoredKey[options]("enable_flash_policy", onOff, never),
		ignoredKey[options]("flash_policy", shape{}, "there is no Flash"),
		ignoredKey[options]("require_websocket_subprotocol", onOff, always),
		ignoredKey[options]("show_server_version", onOff, never),
	}
}
