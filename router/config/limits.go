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
	RawSocketHandshake     time.Duration
	PingsMissed            int64
	URILength              int64
	Depth                  int64
	DrainTimeout           time.Duration // a worker's only, as those below
	StopTimeout            time.Duration
	Subscriptions          int64 // of one session
	Registrations          int64 // of one session
	PendingCallsPerSession int64
	PendingCallsPerCallee  int64
	QueuedCalls            int64 // of one realm
	QueuedCallsPerSession  int64
	KeptBytes              int64 // of one realm
	KeptBytesPerSession    int64
	URIComponents          int64
	Testaments             int64 // of one session
	TestamentBytes         int64 // of one session
	OutboxesBytes          int64
	FailedLoginsPerAddress int64
	FailedLoginsPerAuthID  int64
	FailedLoginsPeriod     time.Duration
}

// transportLimits are the limits that concern connections.
func transportLimits() table[Limits] {
	const byteLimit = 1 << 30
	return table[Limits]{
		intKey("message_size_before_login", number(1024, byteLimit), func(l *Limits) *int64 { return &l.MessageSizeBeforeLogin }).says("Bytes of a message before a session is established. Default: 16384."),
		intKey("message_size", number(1024, byteLimit), func(l *Limits) *int64 { return &l.MessageSize }).says("Bytes of a message. Default: 4194304."),
		durationKey("header_timeout", 10*time.Millisecond, time.Minute, func(l *Limits) *time.Duration { return &l.HeaderTimeout }).says("Within which the header of a request has to arrive. Default: 5s."),
		intKey("header_size", number(1024, 1<<20), func(l *Limits) *int64 { return &l.HeaderSize }).says("Bytes of the header of a request. Default: 8192."),
		durationKey("login_timeout", 10*time.Millisecond, 10*time.Minute, func(l *Limits) *time.Duration { return &l.LoginTimeout }).says("Within which a session has to be established. Default: 10s."),
		intKey("connections", number(1, 10_000_000), func(l *Limits) *int64 { return &l.Connections }).says("How many connections there may be. Default: 20000."),
		intKey("connections_per_address", number(1, 10_000_000), func(l *Limits) *int64 { return &l.ConnectionsPerAddress }).says("How many of them may come from one address, by trusted proxies of one client; loopback is exempt. Default: 256."),
		intKey("connections_before_login", number(1, 10_000_000), func(l *Limits) *int64 { return &l.ConnectionsBeforeLogin }).says("How many of them may have no session yet. Default: 1000."),
		intKey("outbox_bytes", number(64<<10, byteLimit), func(l *Limits) *int64 { return &l.OutboxBytes }).says("Bytes that may wait for a client that is slow. Default: 8388608."),
		durationKey("outbox_stall", 10*time.Millisecond, 10*time.Minute, func(l *Limits) *time.Duration { return &l.OutboxStall }).says("How long a client may take nothing. Default: 10s."),
		durationKey("ping_interval", 100*time.Millisecond, time.Hour, func(l *Limits) *time.Duration { return &l.PingInterval }).says("The time between pings. Default: 30s."),
		intKey("pings_missed", number(1, 100), func(l *Limits) *int64 { return &l.PingsMissed }).says("How many pings in a row may go unanswered. Default: 2."),
		intKey("uri_length", number(16, 65535), func(l *Limits) *int64 { return &l.URILength }).says("Bytes of a URI. Default: 255."),
		intKey("depth", number(2, 1000), func(l *Limits) *int64 { return &l.Depth }).says("How deep values may be nested. Default: 32."),
		durationKey("rawsocket_handshake_timeout", 10*time.Millisecond, time.Minute, func(l *Limits) *time.Duration { return &l.RawSocketHandshake }).says("Within which the handshake of RawSocket has to arrive. Default: 2s."),
	}
}

// workerLimits are those of all transports of a worker, where they do not set their own, and
// those of the worker itself.
func workerLimits() table[Limits] {
	return append(transportLimits(),
		durationKey("stop_timeout", 10*time.Millisecond, time.Hour, func(l *Limits) *time.Duration { return &l.StopTimeout }).says("What the node has to stop, after it has drained; the longest of all workers counts. Default: 20s."),
		durationKey("drain_timeout", 10*time.Millisecond, time.Hour, func(l *Limits) *time.Duration { return &l.DrainTimeout }).says("What pending calls have to end when the node stops; the longest of all workers counts. Default: 10s."),
		intKey("outboxes_bytes", number(1<<20, 1<<40), func(l *Limits) *int64 { return &l.OutboxesBytes }).says("Bytes that may wait for all clients together; above it those who have stopped reading are disconnected first. Default: 1 GiB, or half of GOMEMLIMIT if that is less."),
		intKey("failed_logins_per_address", number(1, 10_000_000), func(l *Limits) *int64 { return &l.FailedLoginsPerAddress }).says("How many logins by ticket, wampcra or scram may fail in failed_logins_period from one IPv4 address or IPv6 /64 network; loopback and Unix sockets are exempt, but not who comes by a trusted proxy. Default: 20."),
		intKey("failed_logins_per_authid", number(1, 10_000_000), func(l *Limits) *int64 { return &l.FailedLoginsPerAuthID }).says("How many of them may fail for one authid; above it those are refused who have failed three times within the hour. Default: 100."),
		durationKey("failed_logins_period", 100*time.Millisecond, time.Hour, func(l *Limits) *time.Duration { return &l.FailedLoginsPeriod }).says("Within which failed logins are forgotten, steadily. Default: 10m."),
		intKey("subscriptions_per_session", number(1, 1_000_000), func(l *Limits) *int64 { return &l.Subscriptions }).says("Default: 1000."),
		intKey("registrations_per_session", number(1, 1_000_000), func(l *Limits) *int64 { return &l.Registrations }).says("Default: 1000."),
		intKey("pending_calls_per_session", number(1, 1_000_000), func(l *Limits) *int64 { return &l.PendingCallsPerSession }).says("Calls that a session may wait for. Default: 1000."),
		intKey("pending_calls_per_callee", number(1, 1_000_000), func(l *Limits) *int64 { return &l.PendingCallsPerCallee }).says("Invocations that a callee may not have answered. Default: 4096."),
		intKey("queued_calls", number(1, 1_000_000), func(l *Limits) *int64 { return &l.QueuedCalls }).says("Calls of a realm that may wait for callees that are busy, but for those of a call-queue. Default: 1000."),
		intKey("queued_calls_per_session", number(1, 1_000_000), func(l *Limits) *int64 { return &l.QueuedCallsPerSession }).says("Those of them that one session may have made. Default: a quarter of queued_calls."),
		intKey("kept_bytes", number(1024, 1<<30), func(l *Limits) *int64 { return &l.KeptBytes }).says("Bytes of the calls of a realm that wait for callees, or may be rerouted. Default: 67108864."),
		intKey("kept_bytes_per_session", number(1024, 1<<30), func(l *Limits) *int64 { return &l.KeptBytesPerSession }).says("Bytes of those of them that one session has made. Default: a quarter of kept_bytes."),
		intKey("uri_components", number(1, 1_000), func(l *Limits) *int64 { return &l.URIComponents }).says("How many components a URI may have. Default: 32."),
		intKey("testaments_per_session", number(1, 100_000), func(l *Limits) *int64 { return &l.Testaments }).says("Testaments of one session. Default: 100."),
		intKey("testament_bytes_per_session", number(1024, 1<<30), func(l *Limits) *int64 { return &l.TestamentBytes }).says("Bytes of all testaments of one session. Default: 65536."),
	)
}
