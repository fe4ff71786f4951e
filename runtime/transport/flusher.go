package transport

import (
	"sync"
)

// Flusher writes what waits in a connection: at once where the peer takes it
// without blocking, else in a goroutine that exists only as long as it is needed.
type Flusher struct {
	conn   Conn
	failed func(error)

	mu      sync.Mutex
	running bool
	closed  bool
	writer  sync.WaitGroup
}

// NewFlusher returns a flusher of conn. failed is called, in the writer's
// goroutine or in that of Flush, when a write fails; more than once perhaps.
func NewFlusher(conn Conn, failed func(error)) *Flusher {
	return &Flusher{conn: conn, failed: failed}
}

// Flush makes one attempt that does not block and leaves the rest to the writer.
func (f *Flusher) Flush() {
	done, err := f.conn.TryFlush()
	switch {
	case err != nil:
		f.failed(err)
	case !done:
		f.Start()
	}
}

// Start has the writer write what waits. It never blocks.
func (f *Flusher) Start() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.running || f.closed {
		return
	}
	f.running = true
	f.writer.Go(f.write)
}

// Close waits for the writer, which ends by itself once the connection is
// closed, and starts no other one.
func (f *Flusher) Close() {
	f.mu.Lock()
	f.closed = true
	f.mu.Unlock()
	f.writer.Wait()
}

func (f *Flusher) write() {
	for {
		err := f.conn.Flush()
		if err != nil {
			f.failed(err)
		}
		f.mu.Lock()
		// What was appended after Flush looked is seen here, or by the Start of
		// who appended it.
		if err != nil || f.conn.Queued() == 0 {
			f.running = false
			f.mu.Unlock()
			return
		}
		f.mu.Unlock()
	}
}
