package node

import (
	"github.com/wampgen/wampgen/router/authn"
	"github.com/wampgen/wampgen/router/config"
	"github.com/wampgen/wampgen/router/listen"
	"github.com/wampgen/wampgen/router/realm"
	"github.com/wampgen/wampgen/router/session"
)

// overlay returns the limits of a worker with those that a transport sets in
// their place.
func overlay(worker, transport config.Limits) config.Limits {
	l := worker
	l.MessageSizeBeforeLogin = set(transport.MessageSizeBeforeLogin, l.MessageSizeBeforeLogin)
	l.MessageSize = set(transport.MessageSize, l.MessageSize)
	l.HeaderTimeout = set(transport.HeaderTimeout, l.HeaderTimeout)
	l.HeaderSize = set(transport.HeaderSize, l.HeaderSize)
	l.LoginTimeout = set(transport.LoginTimeout, l.LoginTimeout)
	l.Connections = set(transport.Connections, l.Connections)
	l.ConnectionsPerAddress = set(transport.ConnectionsPerAddress, l.ConnectionsPerAddress)
	l.ConnectionsBeforeLogin = set(transport.ConnectionsBeforeLogin, l.ConnectionsBeforeLogin)
	l.OutboxBytes = set(transport.OutboxBytes, l.OutboxBytes)
	l.OutboxStall = set(transport.OutboxStall, l.OutboxStall)
	l.PingInterval = set(transport.PingInterval, l.PingInterval)
	l.RawSocketHandshake = set(transport.RawSocketHandshake, l.RawSocketHandshake)
	l.PingsMissed = set(transport.PingsMissed, l.PingsMissed)
	l.URILength = set(transport.URILength, l.URILength)
	l.Depth = set(transport.Depth, l.Depth)
	return l
}

// set returns the value, or the other one if the value is not set.
func set[T comparable](value, otherwise T) T {
	var unset T
	if value != unset {
		return value
	}
	return otherwise
}

func listenLimits(l config.Limits) listen.Limits {
	d := listen.Default()
	return listen.Limits{
		Connections:            set(int(l.Connections), d.Connections),
		ConnectionsPerAddress:  set(int(l.ConnectionsPerAddress), d.ConnectionsPerAddress),
		ConnectionsBeforeLogin: set(int(l.ConnectionsBeforeLogin), d.ConnectionsBeforeLogin),
		HeaderTimeout:          set(l.HeaderTimeout, d.HeaderTimeout),
		HeaderSize:             set(int(l.HeaderSize), d.HeaderSize),
	}
}

func sessionLimits(l config.Limits) session.Limits {
	d := session.Default()
	d.MessageSizeBeforeLogin = set(int(l.MessageSizeBeforeLogin), d.MessageSizeBeforeLogin)
	d.MessageSize = set(int(l.MessageSize), d.MessageSize)
	d.LoginTimeout = set(l.LoginTimeout, d.LoginTimeout)
	d.OutboxBytes = set(int(l.OutboxBytes), d.OutboxBytes)
	d.OutboxesBytes = l.OutboxesBytes
	d.OutboxStall = set(l.OutboxStall, d.OutboxStall)
	d.PingInterval = set(l.PingInterval, d.PingInterval)
	d.PingsMissed = set(int(l.PingsMissed), d.PingsMissed)
	d.URILength = set(int(l.URILength), d.URILength)
	d.Depth = set(int(l.Depth), d.Depth)
	return d
}

func brakeLimits(l config.Limits) authn.BrakeLimits {
	return authn.BrakeLimits{
		PerAddress: int(l.FailedLoginsPerAddress),
		PerAuthID:  int(l.FailedLoginsPerAuthID),
		Period:     l.FailedLoginsPeriod,
	}
}

func realmLimits(l config.Limits) realm.Limits {
	return realm.Limits{
		Subscriptions:          int(l.Subscriptions),
		Registrations:          int(l.Registrations),
		PendingCallsPerSession: int(l.PendingCallsPerSession),
		PendingCallsPerCallee:  int(l.PendingCallsPerCallee),
		QueuedCalls:            int(l.QueuedCalls),
		QueuedCallsPerSession:  int(l.QueuedCallsPerSession),
		KeptBytes:              int(l.KeptBytes),
		KeptBytesPerSession:    int(l.KeptBytesPerSession),
		URIComponents:          int(l.URIComponents),
		Testaments:             int(l.Testaments),
		TestamentBytes:         int(l.TestamentBytes),
	}
}
