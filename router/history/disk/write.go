package disk

import (
	"context"
	"encoding/binary"
	"fmt"

	"go.etcd.io/bbolt"

	"github.com/wampgen/wampgen/router/broker"
	"github.com/wampgen/wampgen/router/history"
)

// mostGone is how many events one that comes may drive out, so that a lower limit does not
// hold up everybody.
const mostGone = 1000

// Keep implements broker.Store: all of it is one transaction.
func (s *Store) Keep(ctx context.Context, r *broker.Record, histories []broker.History, retain bool) (broker.Receipt, error) {
	var event []byte
	bytes := 0
	if len(histories) > 0 {
		var err error
		if event, err = sealEvent(r); err != nil {
			return nil, fmt.Errorf("append to history: %w", err)
		}
	}
	for _, h := range histories {
		if err := s.fits(patternKey(h.Pattern), event); err != nil {
			return nil, fmt.Errorf("append to history: %w", err)
		}
		bytes += len(event)
	}
	if retain {
		alone, err := sealRetained(0, []*broker.Publication{r.Publication})
		if err == nil {
			err = s.fits([]byte(r.Topic), alone)
		}
		if err != nil {
			return nil, fmt.Errorf("retain event: %w", err)
		}
		bytes += len(alone)
	}
	return s.put(ctx, bytes, func(tx *bbolt.Tx, sums *sums, limit int64) error {
		for _, h := range histories {
			if err := appendEvent(tx, h, event, sums, limit); err != nil {
				return err
			}
		}
		if retain {
			return setRetained(tx, r.Publication, sums, limit)
		}
		return nil
	})
}

// appendEvent makes an event the most recent one of a history. Beyond the history's limit,
// and beyond the bytes of all, the oldest events go.
func appendEvent(tx *bbolt.Tx, h broker.History, event []byte, sums *sums, limit int64) error {
	name, all := patternKey(h.Pattern), tx.Bucket(histories)
	b, err := all.CreateBucketIfNotExists(name)
	if err != nil {
		return err
	}
	b.FillPercent = 1 // events only come at the end
	sums.last++
	key := placeKey(sums.last)
	if err := b.Put(key, event); err != nil {
		return err
	}
	sums.events[string(name)]++
	sums.bytes += weigh(key, event)
	for range mostGone {
		var from []byte
		switch {
		case sums.events[string(name)] > h.Limit:
			from = name
		case sums.bytes > limit:
			from = oldest(all, sums)
			sums.driven++
		default:
			return nil
		}
		if err := forget(all.Bucket(from), from, sums); err != nil {
			return err
		}
	}
	return nil
}

// fits refuses what can not be kept.
func (s *Store) fits(key, value []byte) error {
	s.mu.Lock()
	limit := s.settings.MaxBytes
	s.mu.Unlock()
	switch n := weigh(key, value) + 8; {
	case len(key) > longest:
		return fmt.Errorf("%w: its URI has %d bytes", broker.ErrTooLarge, len(key))
	case n > limit:
		return fmt.Errorf("%w: it takes %d of %d bytes", broker.ErrTooLarge, n, limit)
	}
	return nil
}

// forget drops the oldest event of a history.
func forget(b *bbolt.Bucket, name []byte, sums *sums) error {
	key, value := b.Cursor().First()
	sums.events[string(name)]--
	sums.bytes -= weigh(key, value)
	return b.Delete(key)
}

// oldest returns the history with the oldest event, of the few that there are.
func oldest(all *bbolt.Bucket, sums *sums) (name []byte) {
	var first uint64
	for history, n := range sums.events {
		if n == 0 {
			continue
		}
		key, _ := all.Bucket([]byte(history)).Cursor().First()
		if place := binary.BigEndian.Uint64(key); name == nil || place < first {
			name, first = []byte(history), place
		}
	}
	return name
}

// setRetained makes p the most recent retained event of its topic. Beyond the bytes of
// all, the topic goes that was set longest ago.
func setRetained(tx *bbolt.Tx, p *broker.Publication, sums *sums, limit int64) error {
	topic := []byte(p.Topic)
	var events []*broker.Publication
	if value := tx.Bucket(retained).Get(topic); value != nil {
		place, before, err := unsealRetained(value)
		if err != nil {
			return err
		}
		if err := tx.Bucket(order).Delete(placeKey(place)); err != nil {
			return err
		}
		sums.retention -= weigh(topic, value)
		events = before
	}
	sums.last++
	events = history.Latest(events, p)
	value, err := sealRetained(sums.last, events)
	if err == nil && weigh(topic, value) > limit { // rather than all others
		value, err = sealRetained(sums.last, events[:1])
	}
	if err != nil {
		return err
	}
	if err := tx.Bucket(retained).Put(topic, value); err != nil {
		return err
	}
	if err := tx.Bucket(order).Put(placeKey(sums.last), topic); err != nil {
		return err
	}
	sums.retention += weigh(topic, value)
	for gone := 0; sums.retention > limit && gone < mostGone; gone++ {
		if err := forgetTopic(tx, sums); err != nil {
			return err
		}
		sums.driven++
	}
	return nil
}

// forgetTopic drops the retained events of the topic that was set longest ago.
func forgetTopic(tx *bbolt.Tx, sums *sums) error {
	place, topic := tx.Bucket(order).Cursor().First()
	if place == nil {
		return errDamaged
	}
	topic = append([]byte(nil), topic...)
	sums.retention -= weigh(topic, tx.Bucket(retained).Get(topic))
	if err := tx.Bucket(order).Delete(place); err != nil {
		return err
	}
	return tx.Bucket(retained).Delete(topic)
}
