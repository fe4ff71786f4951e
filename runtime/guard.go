package runtime

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"
)

// hookGrace is how long a hook may take to notice that its context has ended.
const hookGrace = time.Second

// PanicError is a panic of a constructor or a lifecycle hook.
type PanicError struct {
	Value any
	Stack []byte
}

// Error returns the value, not the stack.
func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }

// guard runs user code in a goroutine of its own and returns its error, its panic
// as a *PanicError, or, if it does not return in time, that of the context. In
// that case the goroutine stays behind.
func guard(ctx context.Context, what string, f func(context.Context) error) error {
	result := make(chan error, 1)
	go func() {
		err := fmt.Errorf("%s: its goroutine was ended", what) // by runtime.Goexit
		defer func() {
			if v := recover(); v != nil {
				err = &PanicError{Value: v, Stack: debug.Stack()}
			}
			result <- err
		}()
		err = f(ctx)
	}()
	select {
	case err := <-result:
		return err
	case <-ctx.Done():
	}
	select {
	case err := <-result:
		return err
	case <-time.After(hookGrace):
		return fmt.Errorf("%s did not return: %w", what, ctx.Err())
	}
}
