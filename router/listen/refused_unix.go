//go:build unix

package listen

import (
	"errors"
	"syscall"
)

// refused reports whether nobody listens.
func refused(err error) bool { return errors.Is(err, syscall.ECONNREFUSED) }
