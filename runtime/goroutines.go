package runtime

import "sync"

// goroutines owns the goroutines of a session: it knows when the last one has
// ended, and starts none after close.
type goroutines struct {
	mu      sync.Mutex
	running int
	closed  bool
	ended   chan struct{} // closed once closed and none is running
}

func newGoroutines() *goroutines { return &goroutines{ended: make(chan struct{})} }

// start runs f in a goroutine, or reports false if no more are started.
func (g *goroutines) start(f func()) bool {
	g.mu.Lock()
	if g.closed {
		g.mu.Unlock()
		return false
	}
	g.running++
	g.mu.Unlock()
	go func() {
		defer g.leave()
		f()
	}()
	return true
}

func (g *goroutines) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.running--
	g.settleLocked()
}

func (g *goroutines) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
	g.settleLocked()
}

func (g *goroutines) settleLocked() {
	if g.closed && g.running == 0 {
		close(g.ended)
	}
}

func (g *goroutines) count() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.running
}
