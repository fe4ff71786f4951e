package wamp

import "iter"

// IDTable is a map by IDs that count up, those of requests and of invocations: an
// ID has its place by its lowest bits, so that neighbours lie side by side and
// nothing is hashed. IDs of any other kind only make it slower. The zero IDTable
// is empty. It is not for concurrent use.
type IDTable[V any] struct {
	slots []idSlot[V] // a power of two, or none; at most half of them are taken
	count int
	reach int // how far from its place an entry lies at most
}

type idSlot[V any] struct {
	key   ID // the ID plus one; 0: free
	value V
}

// keptSlots is how many slots a table keeps when it becomes empty.
const keptSlots = 256

// Len returns the number of entries.
func (t *IDTable[V]) Len() int { return t.count }

// Get returns the value of id, or the zero value.
func (t *IDTable[V]) Get(id ID) (value V) {
	if i, ok := t.find(id + 1); ok {
		value = t.slots[i].value
	}
	return value
}

// Put sets the value of id.
func (t *IDTable[V]) Put(id ID, value V) {
	if 2*t.count < len(t.slots) {
		if s := &t.slots[int(id+1)&(len(t.slots)-1)]; s.key == 0 { // as it mostly is: then id is nowhere else
			s.key, s.value = id+1, value
			t.count++
			return
		}
	}
	if i, ok := t.find(id + 1); ok {
		t.slots[i].value = value
		return
	}
	if 2*t.count >= len(t.slots) {
		t.grow()
	}
	t.add(idSlot[V]{id + 1, value})
	t.count++
}

// Delete removes id, if it is there.
func (t *IDTable[V]) Delete(id ID) {
	if i, ok := t.find(id + 1); ok {
		t.free(i)
	}
}

// Take is Get and Delete.
func (t *IDTable[V]) Take(id ID) (value V) {
	if i, ok := t.find(id + 1); ok {
		value = t.slots[i].value
		t.free(i)
	}
	return value
}

// free empties a slot that is taken.
func (t *IDTable[V]) free(free int) {
	if t.count--; t.count == 0 {
		t.reach = 0
		if len(t.slots) > keptSlots {
			t.slots = nil
			return
		}
	}
	// What lies behind comes nearer to its place.
	mask := len(t.slots) - 1
	for n := 1; n <= t.reach; n++ {
		i := (free + n) & mask
		key := t.slots[i].key
		if key == 0 {
			break
		}
		if (i-int(key))&mask >= n {
			t.slots[free] = t.slots[i]
			free, n = i, 0
		}
	}
	t.slots[free] = idSlot[V]{}
}

// All returns the entries in no order. The table must not change meanwhile.
func (t *IDTable[V]) All() iter.Seq2[ID, V] {
	return func(yield func(ID, V) bool) {
		for _, s := range t.slots {
			if s.key != 0 && !yield(s.key-1, s.value) {
				return
			}
		}
	}
}

// find returns the slot of a key.
func (t *IDTable[V]) find(key ID) (slot int, ok bool) {
	mask := len(t.slots) - 1
	if mask < 0 {
		return 0, false
	}
	for n := 0; n <= t.reach; n++ {
		i := (int(key) + n) & mask
		switch t.slots[i].key {
		case key:
			return i, true
		case 0:
			return 0, false
		}
	}
	return 0, false
}

// add puts what is not there into the first free slot from its place on.
func (t *IDTable[V]) add(s idSlot[V]) {
	mask := len(t.slots) - 1
	n := 0
	for t.slots[(int(s.key)+n)&mask].key != 0 {
		n++
	}
	t.slots[(int(s.key)+n)&mask] = s
	t.reach = max(t.reach, n)
}

func (t *IDTable[V]) grow() {
	old := t.slots
	t.slots, t.reach = make([]idSlot[V], max(8, 2*len(old))), 0
	for _, s := range old {
		if s.key != 0 {
			t.add(s)
		}
	}
}
