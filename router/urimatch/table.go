package urimatch

import "sync/atomic"

// table is a hash map with string keys for one writer at a time and any number of
// readers beside it. The zero table is empty. The owner hashes the keys.
type table[V any] struct {
	buckets atomic.Pointer[buckets[V]]
	count   int // entries; the writer's
}

// buckets has a power of two chains.
type buckets[V any] []atomic.Pointer[entry[V]]

// entry is one link of a chain and never changes.
type entry[V any] struct {
	hash  uint64
	key   string
	value V
	next  *entry[V]
}

func (b buckets[V]) at(hash uint64) *atomic.Pointer[entry[V]] {
	return &b[hash&uint64(len(b)-1)]
}

// find returns the key's entry in the chain e, or nil.
func (e *entry[V]) find(hash uint64, key string) *entry[V] {
	for ; e != nil; e = e.next {
		if e.hash == hash && e.key == key {
			return e
		}
	}
	return nil
}

// get returns the key's value.
func (t *table[V]) get(hash uint64, key string) (value V, ok bool) {
	if b := t.buckets.Load(); b != nil {
		if e := b.at(hash).Load().find(hash, key); e != nil {
			return e.value, true
		}
	}
	return value, false
}

// set puts the value in the place of the key's old one, if there is one.
func (t *table[V]) set(hash uint64, key string, value V) {
	b := t.buckets.Load()
	if b != nil {
		chain := b.at(hash)
		if old := chain.Load().find(hash, key); old != nil {
			chain.Store(&entry[V]{hash, key, value, chain.Load().without(old)})
			return
		}
	}
	if b == nil || t.count == len(*b) {
		b = t.resize(max(4, 2*t.count))
	}
	chain := b.at(hash)
	chain.Store(&entry[V]{hash, key, value, chain.Load()})
	t.count++
}

// delete removes the key and its value.
func (t *table[V]) delete(hash uint64, key string) {
	b := t.buckets.Load()
	if b == nil {
		return
	}
	chain := b.at(hash)
	gone := chain.Load().find(hash, key)
	if gone == nil {
		return
	}
	chain.Store(chain.Load().without(gone))
	t.count--
	if len(*b) > 4 && t.count < len(*b)/8 {
		t.resize(len(*b) / 4)
	}
}

// without returns the chain e without one of its entries.
func (e *entry[V]) without(gone *entry[V]) *entry[V] {
	if e == gone {
		return gone.next
	}
	return &entry[V]{e.hash, e.key, e.value, e.next.without(gone)}
}

// resize rebuilds the chains in n buckets, a power of two.
func (t *table[V]) resize(n int) *buckets[V] {
	grown := make(buckets[V], n)
	if b := t.buckets.Load(); b != nil {
		for i := range *b {
			for e := (*b)[i].Load(); e != nil; e = e.next {
				chain := grown.at(e.hash)
				chain.Store(&entry[V]{e.hash, e.key, e.value, chain.Load()})
			}
		}
	}
	t.buckets.Store(&grown)
	return &grown
}
