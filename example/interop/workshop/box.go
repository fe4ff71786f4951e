package workshop

import (
	"context"
	"sync"
)

// depth is how many values of one name a box keeps.
const depth = 16

// box keeps values by names until somebody takes them.
type box[T any] struct {
	mu     *sync.Mutex
	values map[string]chan T
}

func newBox[T any]() box[T] { return box[T]{mu: new(sync.Mutex), values: map[string]chan T{}} }

func (b box[T]) of(name string) chan T {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.values[name] == nil {
		b.values[name] = make(chan T, depth)
	}
	return b.values[name]
}

// put keeps a value; what is too much is lost.
func (b box[T]) put(name string, value T) {
	select {
	case b.of(name) <- value:
	default:
	}
}

// take waits for a value.
func (b box[T]) take(ctx context.Context, name string) (T, error) {
	select {
	case value := <-b.of(name):
		return value, nil
	case <-ctx.Done():
		var none T
		return none, context.Cause(ctx)
	}
}
