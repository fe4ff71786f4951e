package runtime

import "context"

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
	err := guard(ctx, func(ctx context.Context) error {
		i.component.OnRejoin(ctx, s.joinDetails())
		return nil
	})
	if err != nil {
		logFailedHook(s.logger, "OnRejoin", err)
	}
}
