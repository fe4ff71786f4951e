package listen

import (
	"errors"
	"syscall"
)

// refused reports whether nobody listens.
func refused(err error) bool {
	const connectionRefused = syscall.Errno(10061) // WSAECONNREFUSED
	return errors.Is(err, connectionRefused)
}
