package routertest

import (
	"io"
	"log/slog"
	"sync"
	"testing"
)

// newLogger returns a logger to the output of a test, until that ends: what is logged
// later, by a handler that was left behind, would panic.
func newLogger(t testing.TB) *slog.Logger {
	out := &output{w: t.Output()}
	t.Cleanup(out.close)
	return slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{
		ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
			if len(groups) == 0 && a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		},
	}))
}

type output struct {
	mu sync.Mutex
	w  io.Writer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.w.Write(p)
}

func (o *output) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.w = io.Discard
}
