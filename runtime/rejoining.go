package runtime

import (
	"context"
	"errors"
)

// rejoining returns the policy with OnRejoin. It may be nil.
func (i *Instance) rejoining(policy *Reconnect) *Reconnect {
	if policy == nil {
		return nil
	}
	told := *policy
	told.OnChange = func(c Change) {
		if c.State == Connected {
			i.rejoined()
		}
		if policy.OnChange != nil {
			policy.OnChange(c)
		}
	}
	return &told
}

// rejoined calls OnRejoin, which may take as long as one attempt.
func (i *Instance) rejoined() {
	s := i.session
	ctx, cancel := context.WithTimeout(s.ctx, s.cfg.Reconnect.withDefaults().Timeout)
	defer cancel()
	err := guard(ctx, "OnRejoin", func(ctx context.Context) error {
		i.component.OnRejoin(ctx, s.joinDetails())
		return nil
	})
	if err == nil {
		return
	}
	attrs := []any{"error", err}
	var p *PanicError
	if errors.As(err, &p) {
		attrs = append(attrs, "stack", string(p.Stack))
	}
	s.logger.Error("OnRejoin failed", attrs...)
}
