package config

import "time"

// Limits are the limits that a block sets; a zero field is not set. Sizes are bytes.
type Limits struct {
	Source
	MessageSizeBeforeLogin int64
	MessageSize            int64
	HeaderTimeout          time.Duration
	HeaderSize             int64
	LoginTimeout           time.Duration
	Connections            int64
	ConnectionsPerAddress  int64
	ConnectionsBeforeLogin int64
	OutboxBytes            int64
	OutboxStall            time.Duration
	PingInterval           time.Duration
	PingsMissed            int64
	URILength              int64
	Depth                  int64
	DrainTimeout           time.Duration // a worker's only, as those below
	StopTimeout            time.Duration
	Subscriptions          int64 // of one session
	Registrations          int64 // of one session
	PendingCallsPerSession int64
	PendingCallsPerCallee  int64
	URIComponents          int64
}

// transportLimits are the limits that concern connections.
func transportLimits() table[Limits] {
	const byteLimit = 1 << 30
	return table[Limits]{
		intKey("message_size_before_login", number(1024, byteLimit), func(l *Limits) *int64 { return &l.MessageSizeBeforeLogin }),
		intKey("message_size", number(1024, byteLimit), func(l *Limits) *int64 { return &l.MessageSize }),
		durationKey("header_timeout", 10*time.Millisecond, time.Minute, func(l *Limits) *time.Duration { return &l.HeaderTimeout }),
		intKey("header_size", number(1024, 1<<20), func(l *Limits) *int64 { return &l.HeaderSize }),
		durationKey("login_timeout", 10*time.Millisecond, 10*time.Minute, func(l *Limits) *time.Duration { return &l.LoginTimeout }),
		intKey("connections", number(1, 10_000_000), func(l *Limits) *int64 { return &l.Connections }),
		intKey("connections_per_address", number(1, 10_000_000), func(l *Limits) *int64 { return &l.ConnectionsPerAddress }),
		intKey("connections_before_login", number(1, 10_000_000), func(l *Limits) *int64 { return &l.ConnectionsBeforeLogin }),
		intKey("outbox_bytes", number(64<<10, byteLimit), func(l *Limits) *int64 { return &l.OutboxBytes }),
		durationKey("outbox_stall", 10*time.Millisecond, 10*time.Minute, func(l *Limits) *time.Duration { return &l.OutboxStall }),
		durationKey("ping_interval", 100*time.Millisecond, time.Hour, func(l *Limits) *time.Duration { return &l.PingInterval }),
		intKey("pings_missed", number(1, 100), func(l *Limits) *int64 { return &l.PingsMissed }),
		intKey("uri_length", number(16, 65535), func(l *Limits) *int64 { return &l.URILength }),
		intKey("depth", number(2, 1000), func(l *Limits) *int64 { return &l.Depth }),
		unsupportedKey[Limits]("compression", "compression"),
		unsupportedKey[Limits]("rawsocket_handshake_timeout", "rawsocket transport"),
	}
}

// workerLimits are those of all transports of a worker, where they do not set their own, and
// those of the worker itself.
func workerLimits() table[Limits] {
	return append(transportLimits(),
		durationKey("stop_timeout", 10*time.Millisecond, time.Hour, func(l *Limits) *time.Duration { return &l.StopTimeout }),
		durationKey("drain_timeout", 10*time.Millisecond, time.Hour, func(l *Limits) *time.Duration { return &l.DrainTimeout }),
		unsupportedKey[Limits]("outboxes_bytes", "a limit for all outboxes together"),
		intKey("subscriptions_per_session", number(1, 1_000_000), func(l *Limits) *int64 { return &l.Subscriptions }),
		intKey("registrations_per_session", number(1, 1_000_000), func(l *Limits) *int64 { return &l.Registrations }),
		intKey("pending_calls_per_session", number(1, 1_000_000), func(l *Limits) *int64 { return &l.PendingCallsPerSession }),
		intKey("pending_calls_per_callee", number(1, 1_000_000), func(l *Limits) *int64 { return &l.PendingCallsPerCallee }),
		intKey("uri_components", number(1, 1_000), func(l *Limits) *int64 { return &l.URIComponents }),
	)
}
