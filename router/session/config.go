package session

import (
	"log/slog"

	"github.com/wampgen/wampgen/router/strangers"
)

// Config is what the sessions of one transport have in common.
type Config struct {
	Realms   Realms
	Auth     Authenticator // nil is Anonymous{}
	Limits   Limits
	Outboxes *Outboxes    // of all sessions that share a bound; nil: there is none
	Observer Observer     // nil: nobody
	Logger   *slog.Logger // nil: nothing is logged
	// FailedLogins bounds what Logger is told of peers that are not admitted; nil: nothing,
	// but where an Authenticator fails.
	FailedLogins *strangers.Log
	// LooseIDs accepts request ids that are not 1, 2, 3, ...: some clients draw
	// them at random, against section "IDs".
	LooseIDs bool
}

func (c Config) withDefaults() Config {
	c.Limits = c.Limits.withDefaults()
	if c.Auth == nil {
		c.Auth = Anonymous{}
	}
	if c.Observer == nil {
		c.Observer = nobody{}
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return c
}
