//go:build unix

package stream

import (
	"io"
	"net"
	"syscall"
)

// socket makes single attempts on a connection's file descriptor. Reading and
// writing are independent of one another; each belongs to one goroutine.
type socket struct {
	raw      syscall.RawConn
	in, out  attempt
	waited   bool                  // the reader has
	reader   func(fd uintptr) bool // the methods below, bound once: nothing is allocated for an attempt
	writer   func(fd uintptr) bool
	oneWrite func(fd uintptr) bool
}

type attempt struct {
	data []byte
	pool *received // where data is nil: borrows it once there is something
	n    int
	err  error
}

// newSocket returns nil if conn is not directly a socket, as under TLS.
func newSocket(conn net.Conn) *socket {
	c, ok := conn.(syscall.Conn)
	if !ok {
		return nil
	}
	raw, err := c.SyscallConn()
	if err != nil {
		return nil
	}
	s := &socket{raw: raw}
	s.reader, s.writer, s.oneWrite = s.readWhenReady, s.writeWhenReady, s.writeOnce
	return s
}

// read reads into data or, where that is nil, into memory that pool borrows
// only when there is something to read. It waits until the read deadline.
func (s *socket) read(data []byte, pool *received) (int, error) {
	s.in = attempt{data: data, pool: pool}
	err := s.raw.Read(s.reader)
	n, failure := s.in.n, s.in.err
	s.in = attempt{}
	if err == nil {
		err = failure
	}
	if err == nil && n == 0 {
		err = io.EOF
	}
	return n, err
}

// tryWrite writes what the socket takes without blocking.
func (s *socket) tryWrite(data []byte) (int, error) { return s.attemptWrite(data, s.oneWrite) }

// write writes what the socket takes and waits until the write deadline for it
// to take something.
func (s *socket) write(data []byte) (int, error) { return s.attemptWrite(data, s.writer) }

func (s *socket) attemptWrite(data []byte, f func(fd uintptr) bool) (int, error) {
	s.out = attempt{data: data}
	err := s.raw.Write(f)
	n, failure := s.out.n, s.out.err
	s.out = attempt{}
	if err == nil {
		err = failure
	}
	return n, err
}

func (s *socket) readWhenReady(fd uintptr) bool {
	a := &s.in
	data := a.data
	if data == nil {
		data = a.pool.borrow(readSize)
	}
	n, err := ignoringInterrupts(syscall.Read, int(fd), data)
	if a.data == nil && n <= 0 {
		a.pool.free()
	}
	if err == syscall.EAGAIN {
		s.waited = true
		return false
	}
	a.n, a.err = max(n, 0), err
	return true
}

// hasWaited reports whether there was nothing to read at some time since it was asked last.
func (s *socket) hasWaited() bool {
	waited := s.waited
	s.waited = false
	return waited
}

func (s *socket) writeWhenReady(fd uintptr) bool {
	s.writeOnce(fd)
	return s.out.n > 0 || s.out.err != nil
}

func (s *socket) writeOnce(fd uintptr) bool {
	n, err := ignoringInterrupts(syscall.Write, int(fd), s.out.data)
	if err == syscall.EAGAIN {
		err = nil
	}
	s.out.n, s.out.err = max(n, 0), err
	return true
}

func ignoringInterrupts(call func(int, []byte) (int, error), fd int, p []byte) (int, error) {
	for {
		n, err := call(fd, p)
		if err != syscall.EINTR {
			return n, err
		}
	}
}
