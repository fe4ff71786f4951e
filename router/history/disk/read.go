package disk

import (
	"bytes"
	"context"
	"fmt"
	"iter"

	"go.etcd.io/bbolt"

	"github.com/wampgen/wampgen/router/broker"
	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// What is read at once: between, nothing of the file is held.
const (
	portion      = 256
	portionBytes = 1 << 20
)

// Events yields the events of a history that the query selects.
func (s *Store) Events(ctx context.Context, q broker.Query) iter.Seq2[*broker.Record, error] {
	return func(yield func(*broker.Record, error) bool) {
		w := window{query: q}
		err := s.settle(ctx)
		for err == nil && !w.done {
			var found []*broker.Record
			found, err = s.events(ctx, &w)
			for _, r := range found {
				if !yield(r, nil) {
					return
				}
			}
		}
		if err != nil {
			yield(nil, fmt.Errorf("read history: %w", err))
		}
	}
}

// window is the part of a history that is left to be read: from first to last.
type window struct {
	query       broker.Query
	known, done bool
	first, last []byte
}

// events returns the next events of the window.
func (s *Store) events(ctx context.Context, w *window) (found []*broker.Record, err error) {
	err = guarded(func() error {
		return s.db.View(func(tx *bbolt.Tx) error {
			b := tx.Bucket(histories).Bucket(patternKey(w.query.Pattern))
			if b == nil {
				w.done = true
				return nil
			}
			c := b.Cursor()
			if !w.known {
				if err := w.locate(ctx, c); err != nil {
					return err
				}
			}
			found, err = w.read(ctx, c)
			return err
		})
	})
	return found, err
}

// read returns the next events of the window, and narrows it.
func (w *window) read(ctx context.Context, c *bbolt.Cursor) (found []*broker.Record, err error) {
	key, next := w.first, c.Next
	if w.query.Reverse {
		key, next = w.last, c.Prev
	}
	bytesRead := 0
	k, v := c.Seek(key)
	if w.query.Reverse && k == nil { // what was there has gone
		k, v = c.Last()
	}
	for ; k != nil && !w.done; k, v = next() {
		if bytes.Compare(k, w.first) < 0 || bytes.Compare(k, w.last) > 0 {
			break
		}
		if len(found) == portion || bytesRead > portionBytes {
			w.narrow(k)
			return found, ctx.Err()
		}
		r, err := unsealEvent(v)
		if err != nil {
			return nil, err
		}
		if bytesRead += len(v); w.query.Selects(r) {
			found = append(found, r)
		} else if bytesRead > portionBytes {
			bytesRead = 0
			if err := ctx.Err(); err != nil {
				return nil, err
			}
		}
	}
	w.done = true
	return found, nil
}

func (w *window) narrow(k []byte) {
	if w.query.Reverse {
		w.last = bytes.Clone(k)
	} else {
		w.first = bytes.Clone(k)
	}
}

// locate finds the ends of the window: those of the history, or the publications that
// the query names.
func (w *window) locate(ctx context.Context, c *bbolt.Cursor) error {
	w.known = true
	first, _ := c.First()
	last, _ := c.Last()
	w.first, w.last = bytes.Clone(first), bytes.Clone(last)
	for _, bound := range []struct {
		id   wamp.ID
		from bool
		step func() ([]byte, []byte)
	}{
		{w.query.FromPublication, true, nil},
		{w.query.AfterPublication, true, c.Next},
		{w.query.BeforePublication, false, c.Prev},
		{w.query.UntilPublication, false, nil},
	} {
		if bound.id == 0 || w.done {
			continue
		}
		k, err := find(ctx, c, bound.id)
		if err != nil {
			return err
		}
		if k != nil && bound.step != nil {
			k, _ = bound.step()
		}
		switch {
		case k == nil:
			w.done = true
		case bound.from && bytes.Compare(k, w.first) > 0:
			w.first = bytes.Clone(k)
		case !bound.from && bytes.Compare(k, w.last) < 0:
			w.last = bytes.Clone(k)
		}
	}
	w.done = w.done || first == nil || bytes.Compare(w.first, w.last) > 0
	return nil
}

// find puts the cursor on a publication, and returns its key or nil.
func find(ctx context.Context, c *bbolt.Cursor, id wamp.ID) ([]byte, error) {
	n := 0
	for k, v := c.First(); k != nil; k, v = c.Next() {
		if publicationOf(v) == id {
			return k, nil
		}
		if n++; n%10_000 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	return nil, nil
}

// Retained yields the retained events of all topics that match the pattern, in
// the order of their topics, those of one topic with the most recent first.
func (s *Store) Retained(ctx context.Context, p urimatch.Pattern) iter.Seq2[*broker.Publication, error] {
	return func(yield func(*broker.Publication, error) bool) {
		err := s.settle(ctx)
		next := []byte(p.URI)
		if p.Match == wamp.MatchWildcard {
			next = nil
		}
		for first := true; err == nil && (first || next != nil); first = false {
			var found []*broker.Publication
			if found, next, err = s.retained(ctx, p, next); err != nil {
				break
			}
			for _, event := range found {
				if !yield(event, nil) {
					return
				}
			}
		}
		if err != nil {
			yield(nil, fmt.Errorf("read retained events: %w", err))
		}
	}
}

// retained returns the events of some topics from one on, and the topic to go on with,
// or nil.
func (s *Store) retained(ctx context.Context, p urimatch.Pattern, from []byte) (found []*broker.Publication, next []byte, err error) {
	err = guarded(func() error {
		return s.db.View(func(tx *bbolt.Tx) error {
			c := tx.Bucket(retained).Cursor()
			size := 0
			for k, v := c.Seek(from); k != nil; k, v = c.Next() {
				switch {
				case p.Match == wamp.MatchExact && string(k) != string(p.URI),
					p.Match == wamp.MatchPrefix && !bytes.HasPrefix(k, []byte(p.URI)):
					return nil // they are in order
				case size > portionBytes:
					next = bytes.Clone(k)
					return ctx.Err()
				}
				size += len(k)
				if !p.Matches(wamp.URI(k)) {
					continue
				}
				size += len(v)
				_, events, err := unsealRetained(v)
				if err != nil {
					return err
				}
				found = append(found, events...)
			}
			return nil
		})
	})
	return found, next, err
}
