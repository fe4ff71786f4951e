package disk

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"

	"go.etcd.io/bbolt"

	"github.com/wampgen/wampgen/router/urimatch"
)

// The buckets of a file.
var (
	about     = []byte("about")     // what the file is
	histories = []byte("histories") // a bucket for each pattern: an event by its place in the order of all
	retained  = []byte("retained")  // the retained events of a topic by the topic
	order     = []byte("order")     // the topic by its place in the order in which they were set
)

// The keys of about, and the version of this layout.
var (
	versionKey = []byte("version")
	realmKey   = []byte("realm")
	version    = []byte("1")
)

// claim makes the buckets of a new file, or finds out whether it may be used.
func claim(tx *bbolt.Tx, realm string) error {
	b := tx.Bucket(about)
	if b == nil {
		if name, _ := tx.Cursor().First(); name != nil {
			return errors.New("it is no store of events")
		}
		return create(tx, realm)
	}
	if v := b.Get(versionKey); string(v) != string(version) {
		return fmt.Errorf("its layout has the version %q, not %q", v, version)
	}
	if r := b.Get(realmKey); string(r) != realm {
		return fmt.Errorf("it keeps the events of the realm %q", r)
	}
	for _, name := range [][]byte{histories, retained, order} {
		if tx.Bucket(name) == nil {
			return errDamaged
		}
	}
	return nil
}

func create(tx *bbolt.Tx, realm string) error {
	for _, name := range [][]byte{about, histories, retained, order} {
		if _, err := tx.CreateBucket(name); err != nil {
			return err
		}
	}
	b := tx.Bucket(about)
	return errors.Join(b.Put(versionKey, version), b.Put(realmKey, []byte(realm)))
}

// longest is how long a key may be, of a pattern or of a topic.
const longest = bbolt.MaxKeySize - 1

// patternKey is the name of a history's bucket.
func patternKey(p urimatch.Pattern) []byte { return append([]byte(p.Match.String()+" "), p.URI...) }

func placeKey(place uint64) []byte { return binary.BigEndian.AppendUint64(nil, place) }

// sums are what the records in a file come to.
type sums struct {
	last      uint64         // the last place in both orders
	events    map[string]int // of each history, by its bucket
	bytes     int64          // of all histories
	retention int64          // bytes of the retained events
	driven    int            // events that went because of the bytes, in this transaction
}

func (s *sums) clone() sums {
	c := *s
	c.events = maps.Clone(s.events)
	return c
}

// weigh returns the bytes that a record counts for.
func weigh(key, value []byte) int64 { return int64(len(key) + len(value)) }

// inspect reads all records. The error names the first one that is damaged.
func inspect(tx *bbolt.Tx) (sums, error) {
	s := sums{events: map[string]int{}}
	err := tx.Bucket(histories).ForEachBucket(func(name []byte) error {
		return tx.Bucket(histories).Bucket(name).ForEach(func(k, v []byte) error {
			if _, err := unsealEvent(v); err != nil || len(k) != 8 {
				return fmt.Errorf("history of %s, record %x: %w", name, k, errDamaged)
			}
			s.events[string(name)]++
			s.bytes += weigh(k, v)
			s.last = max(s.last, binary.BigEndian.Uint64(k))
			return nil
		})
	})
	if err != nil {
		return s, err
	}
	topics := 0
	err = tx.Bucket(retained).ForEach(func(k, v []byte) error {
		place, events, err := unsealRetained(v)
		if err != nil || len(events) == 0 || string(tx.Bucket(order).Get(placeKey(place))) != string(k) {
			return fmt.Errorf("retained event of %q: %w", k, errDamaged)
		}
		topics++
		s.retention += weigh(k, v)
		s.last = max(s.last, place)
		return nil
	})
	if err != nil {
		return s, err
	}
	places := 0
	err = tx.Bucket(order).ForEach(func(k, v []byte) error {
		places++
		return nil
	})
	if err == nil && places != topics {
		err = fmt.Errorf("order of the retained events: %w", errDamaged)
	}
	return s, err
}
