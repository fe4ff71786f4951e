package authn

import "time"

// longestName bounds what the log shows of an authid, in bytes.
const longestName = 64

// say tells the log of a refusal, once in a while: who is refused may come back as often as
// he likes.
func (t *turn) say(limit string) {
	b, now := t.brake, time.Now()
	b.mu.Lock()
	if !b.said.IsZero() && now.Sub(b.said) < saidEvery {
		b.unsaid++
		b.mu.Unlock()
		return
	}
	others := b.unsaid
	b.said, b.unsaid = now, 0
	b.mu.Unlock()
	b.logger.Warn("login refused after failed ones", "limit", limit, "network", t.network, "authid", t.name[:min(len(t.name), longestName)], "refused_before", others)
}
