package listen

import (
	"errors"
	"fmt"
	"net"
	"os"
)

// privateSocket is a Unix socket that only the user of this process can open.
type privateSocket struct {
	*net.UnixListener
	path string
}

// listenPrivate is listenUnix for a socket with the mode 0600. It is made beside its path
// and moved there once it has that, so that there is no moment when others can connect.
func listenPrivate(network, path string) (net.Listener, error) {
	made := path + "~"
	for _, name := range []string{path, made} {
		if err := removeStale(network, name); err != nil {
			return nil, err
		}
	}
	listener, err := net.ListenUnix(network, &net.UnixAddr{Name: made, Net: network})
	if err != nil {
		return nil, err
	}
	listener.SetUnlinkOnClose(false)
	if err = os.Chmod(made, 0o600); err == nil {
		err = os.Rename(made, path)
	}
	if err != nil {
		return nil, fmt.Errorf("make socket: %w", errors.Join(err, listener.Close(), os.Remove(made)))
	}
	return &privateSocket{listener, path}, nil
}

// Addr returns the path where the socket is.
func (s *privateSocket) Addr() net.Addr { return &net.UnixAddr{Name: s.path, Net: "unix"} }

// Close closes the socket and takes its path away.
func (s *privateSocket) Close() error {
	removed := os.Remove(s.path)
	if errors.Is(removed, os.ErrNotExist) {
		removed = nil
	}
	return errors.Join(s.UnixListener.Close(), removed)
}
