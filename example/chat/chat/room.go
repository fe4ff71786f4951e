package chat

import (
	"slices"
	"sync"
)

// room is what was said in a room.
type room struct {
	name    RoomName
	subject string
	keep    int // messages

	mu       sync.Mutex
	messages []Message // the newest, with numbers in sequence
}

// say numbers a message, keeps it and passes it to publish; all under the lock, so that
// events come in the order of the numbers.
func (r *room) say(m Message, publish func(Message) error) (number int64, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	m.Number = r.newest() + 1
	if err := publish(m); err != nil {
		return 0, err
	}
	if len(r.messages) == r.keep {
		r.messages = slices.Delete(r.messages, 0, 1)
	}
	r.messages = append(r.messages, m)
	return m.Number, nil
}

// before returns up to limit messages below a number, oldest first.
func (r *room) before(number int64, limit int) []Message {
	r.mu.Lock()
	defer r.mu.Unlock()
	older := r.messages
	if len(older) > 0 {
		older = older[:min(max(number-older[0].Number, 0), int64(len(older)))]
	}
	return slices.Clone(older[max(0, len(older)-limit):])
}

// last returns the number of the newest message, 0 before the first.
func (r *room) last() int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.newest()
}

func (r *room) newest() int64 {
	if len(r.messages) == 0 {
		return 0
	}
	return r.messages[len(r.messages)-1].Number
}
