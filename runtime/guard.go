package runtime

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
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

// errGoexit is the error of user code that has called runtime.Goexit, as
// testing.T.FailNow does.
var errGoexit = errors.New("its goroutine was ended by runtime.Goexit")

// guard runs user code in a goroutine of its own and returns its error, its panic
// as a *PanicError, or, if it does not return in time, that of the context. In
// that case the goroutine stays behind. The caller says whose error it is.
func guard(ctx context.Context, f func(context.Context) error) error {
	result := make(chan error, 1)
	go func() {
		err := errGoexit
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
		return fmt.Errorf("it did not return: %w", ctx.Err())
	}
}

// logFailedHook logs the error of a hook that nobody waits for.
func logFailedHook(logger *slog.Logger, name string, err error) {
	attrs := []any{"error", err}
	var p *PanicError
	if errors.As(err, &p) {
		attrs = append(attrs, "stack", string(p.Stack))
	}
	logger.Error(name+" failed", attrs...)
}
