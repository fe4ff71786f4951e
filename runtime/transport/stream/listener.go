package stream

import "net"

// Listener wraps what a net.Listener accepts in a Base. Put it below TLS.
type Listener struct{ net.Listener }

// Accept implements net.Listener.
func (l Listener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return NewBase(conn), nil
}
