package disk

import (
	"context"
	"errors"
	"fmt"
	"os"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/wampgen/wampgen/router/broker"
	"github.com/wampgen/wampgen/router/tally"
)

// batchBytes is about how many bytes wait for the writer; who has more waits.
const batchBytes = 8 << 20

// errClosed is the error of using a store that is closed.
var errClosed = errors.New("the store is closed")

// batch is what is written by one transaction. It is the Receipt of each part.
type batch struct {
	changes []change
	bytes   int
	taken   chan struct{} // closed when the writer has it
	done    chan struct{} // closed when it is kept, or err says why it is not
	err     error
}

// change is a part of a transaction.
type change func(tx *bbolt.Tx, sums *sums, limit int64) error

func newBatch() *batch { return &batch{taken: make(chan struct{}), done: make(chan struct{})} }

// Wait implements broker.Receipt.
func (b *batch) Wait(ctx context.Context) error {
	select {
	case <-b.done:
		return b.err
	case <-ctx.Done():
		return fmt.Errorf("wait for the disk: %w", ctx.Err())
	}
}

// put gives the writer a change of so many bytes. It waits while too much is before it.
func (s *Store) put(ctx context.Context, bytes int, c change) (broker.Receipt, error) {
	for {
		s.mu.Lock()
		switch {
		case s.closed:
			s.mu.Unlock()
			return nil, errClosed
		case s.broken != nil:
			s.mu.Unlock()
			return nil, s.broken
		}
		b := s.filling
		if len(b.changes) > 0 && b.bytes+bytes > batchBytes {
			s.mu.Unlock()
			s.hurry()
			select {
			case <-b.taken:
				continue
			case <-ctx.Done():
				return nil, fmt.Errorf("wait for the disk: %w", ctx.Err())
			}
		}
		b.changes = append(b.changes, c)
		b.bytes += bytes
		later := s.settings.Interval > 0 && s.failed == nil
		if later && len(b.changes) == 1 {
			s.timer.Reset(s.settings.Interval)
		}
		s.mu.Unlock()
		if later {
			return nil, nil
		}
		s.hurry()
		return b, nil
	}
}

// hurry has the writer commit what there is.
func (s *Store) hurry() {
	select {
	case s.urgent <- struct{}{}:
	default: // it is going to
	}
}

// write commits one batch after the other, until the store is closed and nothing is left.
func (s *Store) write() {
	defer close(s.done)
	for range s.urgent {
		b, limit, last := s.take()
		if len(b.changes) > 0 {
			s.commit(b, limit)
		}
		s.mu.Lock()
		s.writing = nil
		s.mu.Unlock()
		close(b.done)
		if last {
			return
		}
	}
}

// take returns the batch that was filled, and begins another.
func (s *Store) take() (b *batch, limit int64, last bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, s.filling = s.filling, newBatch()
	s.writing = b
	close(b.taken)
	return b, s.settings.MaxBytes, s.closed
}

func (s *Store) commit(b *batch, limit int64) {
	var after sums
	err := guarded(func() error {
		return s.db.Update(func(tx *bbolt.Tx) error {
			after = s.sums.clone()
			for _, c := range b.changes {
				if err := c(tx, &after, limit); err != nil {
					return err
				}
			}
			return nil
		})
	})
	if err == nil {
		s.sums = after
		s.counts.LimitedBy(tally.MaxSize, after.driven)
		s.sums.driven = 0
	} else {
		b.err = fmt.Errorf("write store %q: %w", s.path, err)
		s.logger.Error("events are not kept", "events", len(b.changes), "error", b.err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failed = b.err
	if err != nil && !repairable(err) {
		s.broken = b.err
	}
}

// repairable reports whether a transaction failed in a way after which the next one may
// go well: a file that can not grow now. After a sync that failed nobody knows what is on
// the disk.
func repairable(err error) bool {
	path := (*os.PathError)(nil)
	return errors.As(err, &path) || errors.Is(err, bolterrors.ErrMaxSizeReached)
}

// settle waits until what was put before can be read, or is known to be lost.
func (s *Store) settle(ctx context.Context) error {
	s.mu.Lock()
	b, closed := s.filling, s.closed
	if len(b.changes) == 0 {
		b = s.writing
	}
	s.mu.Unlock()
	switch {
	case closed:
		return errClosed
	case b == nil:
		return nil
	}
	s.hurry()
	select {
	case <-b.done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait for the disk: %w", ctx.Err())
	}
}
