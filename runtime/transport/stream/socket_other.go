//go:build !unix

package stream

import "net"

// socket needs file descriptors that can be tried without blocking. Without
// them a connection is read and written in the ordinary way, by its writer.
type socket struct{}

func newSocket(net.Conn) *socket { return nil }

func (*socket) read([]byte, *received) (int, error) { return 0, net.ErrClosed }
func (*socket) hasWaited() bool                     { return false }
func (*socket) tryWrite([]byte) (int, error)        { return 0, net.ErrClosed }
func (*socket) write([]byte) (int, error)           { return 0, net.ErrClosed }
