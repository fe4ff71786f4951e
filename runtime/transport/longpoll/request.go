package longpoll

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/wampgen/wampgen/runtime/transport"
)

// largestAnswer is from how many bytes on a request is given no more messages.
const largestAnswer = 1 << 20

// ErrGone is returned to requests of a connection that is closed.
var ErrGone = errors.New("the connection is closed")

// Deliver hands what a request has sent to the reader, and waits until it has been
// read: so a client can not be faster than its session. data is borrowed. The error
// is that of a batch that is none, ErrGone, or that of ctx.
//
// Browsers send the requests of a page side by side: what comes before its turn, by its
// WAMP request ids, waits for those that it has overtaken.
func (c *Conn) Deliver(ctx context.Context, data []byte) error {
	if c.protocol.Batched {
		if err := transport.CheckBatch(c.protocol.Format, data); err != nil {
			return err
		}
	} else if len(data) == 0 {
		return errors.New("no message")
	}
	c.arrived()
	defer c.left()
	turn := c.turnOf(data)
	defer turn.stop()
	var mine uint64
	free := func() bool { return len(c.batch) == 0 }
	ready := func() bool { return free() && turn.come(c) }
	if err := c.await(ctx, ready, func() { c.batch = data; c.batches++; mine = c.batches; turn.end(c) }); err != nil {
		return err
	}
	read := func() bool { return free() || c.batches != mine } // the next one has been let in
	err := c.await(ctx, read, nil)
	if err != nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		if read() {
			return nil // just now
		}
		c.batch = nil // the caller takes its data away
		c.fail(err)
	}
	return err
}

// await waits for a condition, and then does something under the same lock.
func (c *Conn) await(ctx context.Context, condition func() bool, then func()) error {
	for {
		c.mu.Lock()
		ended, met, changed := c.readErr != nil, condition(), c.changed
		if met && !ended && then != nil {
			then()
			c.change()
		}
		c.mu.Unlock()
		switch {
		case met && (then == nil || !ended):
			return nil
		case ended:
			return ErrGone
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Collect waits for messages, as long as HoldFor, and writes them: in a batched
// protocol all that wait, else one. It returns 0 if there were none; ErrGone if there
// will be none any more. If writing fails they are lost and the connection with them.
func (c *Conn) Collect(ctx context.Context, w io.Writer) (messages int, err error) {
	c.arrived()
	defer c.left()
	hold := time.NewTimer(c.HoldFor())
	defer hold.Stop()
	for {
		c.mu.Lock()
		frames := c.take()
		gone, changed := c.failure != nil || c.finished && len(frames) == 0, c.changed
		c.mu.Unlock()
		switch {
		case len(frames) > 0:
			return len(frames), c.write(w, frames)
		case gone:
			return 0, ErrGone
		}
		select {
		case <-changed:
		case <-hold.C:
			return 0, nil
		case <-ctx.Done():
			c.brokenOff()
			return 0, ctx.Err()
		}
	}
}

// take returns what one request is given. c.mu is held.
func (c *Conn) take() (frames []*transport.Frame) {
	size := 0
	for len(c.queue) > 0 && (len(frames) == 0 || c.protocol.Batched && size < largestAnswer) {
		f := c.queue[0]
		c.queue[0], c.queue = nil, c.queue[1:]
		c.queued -= f.Size()
		size += f.Size()
		frames = append(frames, f)
	}
	if len(frames) > 0 {
		c.since = time.Now()
		c.change()
	}
	return frames
}

func (c *Conn) write(w io.Writer, frames []*transport.Frame) error {
	var buf transport.Buffer
	defer buf.Free()
	for _, f := range frames {
		if c.protocol.Batched {
			f.AppendBatched(&buf)
		} else {
			buf.Append(f.Payload())
		}
		f.Release()
	}
	_, err := w.Write(buf.Bytes())
	if err != nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.lost += len(frames)
		c.fail(err)
	}
	return err
}

// Hangup is the client's wish to end the connection.
func (c *Conn) Hangup() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.endReading(io.EOF)
}

// Cut ends the connection at once.
func (c *Conn) Cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fail(transport.ErrClosed)
}

func (c *Conn) arrived() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asking++
	c.away = false
}

// brokenOff notes that a client has gone while it waited for messages.
func (c *Conn) brokenOff() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.away = true; c.failure == nil {
		c.watch.Reset(c.absence())
	}
}

func (c *Conn) left() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asking--
	c.heard = time.Now()
}
