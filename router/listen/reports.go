package listen

import (
	"log/slog"
	"sync"
	"time"

	"github.com/wampgen/wampgen/router/tally"
)

// reportEvery bounds the log lines about connections that are turned away.
const reportEvery = 10 * time.Second

// reports tell the log of connections that are turned away.
type reports struct {
	logger *slog.Logger

	mu    sync.Mutex
	count int // since the last one
	last  time.Time
}

func (r *reports) refused(limit tally.Refusal, remote string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.count++
	if now := time.Now(); now.Sub(r.last) >= reportEvery {
		r.logger.Warn("connections refused", "limit", limit.String(), "last", remote, "count", r.count)
		r.count, r.last = 0, now
	}
}
