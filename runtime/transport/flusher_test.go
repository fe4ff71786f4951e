package transport

import (
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// slowConn takes bytes at once or only by Flush, a second each time.
type slowConn struct {
	Conn
	queued  atomic.Int64
	blocked bool
	err     error
	flushes atomic.Int64
}

func (c *slowConn) Queued() int { return int(c.queued.Load()) }

func (c *slowConn) TryFlush() (bool, error) {
	if !c.blocked && c.err == nil {
		c.queued.Store(0)
	}
	return c.queued.Load() == 0, c.err
}

func (c *slowConn) Flush() error {
	n := c.queued.Load()
	time.Sleep(time.Second)
	c.queued.Add(-n)
	c.flushes.Add(1)
	return c.err
}

func TestFlusher(t *testing.T) {
	t.Run("no writer where none is needed", func(t *testing.T) {
		c := &slowConn{}
		f := NewFlusher(c, func(err error) { t.Error(err) })
		c.queued.Store(10)
		f.Flush()
		if c.Queued() != 0 || c.flushes.Load() != 0 {
			t.Errorf("%d bytes wait after %d flushes by the writer", c.Queued(), c.flushes.Load())
		}
		f.Close()
	})
	t.Run("the writer goes on until nothing waits", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			c := &slowConn{blocked: true}
			f := NewFlusher(c, func(err error) { t.Error(err) })
			c.queued.Store(10)
			f.Flush()
			time.Sleep(time.Second / 2)
			c.queued.Add(5) // while it writes
			f.Flush()
			f.Start()
			time.Sleep(time.Minute)
			if c.Queued() != 0 || c.flushes.Load() != 2 {
				t.Errorf("%d bytes wait after %d flushes by the writer", c.Queued(), c.flushes.Load())
			}
			c.queued.Store(1) // it has ended and starts again
			f.Start()
			f.Close()
			if c.Queued() != 0 {
				t.Error("Close did not wait for the writer")
			}
			c.queued.Store(1)
			f.Start()
			synctest.Wait()
			if c.flushes.Load() != 3 {
				t.Error("a writer was started after Close")
			}
		})
	})
	t.Run("errors are told", func(t *testing.T) {
		for _, blocked := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				want := errors.New("broken")
				c := &slowConn{blocked: blocked, err: want}
				var got error
				f := NewFlusher(c, func(err error) { got = err })
				c.queued.Store(1)
				if blocked {
					f.Start()
				} else {
					f.Flush()
				}
				f.Close()
				if got != want {
					t.Errorf("told %v", got)
				}
			})
		}
	})
}
