package disk

import (
	"fmt"
	"runtime/debug"
)

// crash is a panic of the database, or a memory fault in its file: the file is damaged
// or has been cut off.
type crash struct{ cause any }

func (c *crash) Error() string { return fmt.Sprintf("the file is damaged: %v", c.cause) }

// guarded calls f and returns a crash as an error.
func guarded(f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if cause := recover(); cause != nil {
			err = &crash{cause}
		}
	}()
	return f()
}
