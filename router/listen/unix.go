package listen

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"time"
)

// How long it is tried whether somebody listens on a socket that is there.
const staleTimeout = time.Second

// listenUnix listens on a Unix socket, whose file goes with the listener. The file of a
// socket on which nobody listens is replaced: that of a process that was killed.
// What is no socket stays as it is.
func listenUnix(network, path string) (net.Listener, error) {
	if err := removeStale(network, path); err != nil {
		return nil, err
	}
	return net.Listen(network, path)
}

func removeStale(network, path string) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.Mode()&fs.ModeSocket == 0:
		return errors.New("the file is there and is no socket")
	}
	conn, err := net.DialTimeout(network, path, staleTimeout)
	if err == nil {
		_ = conn.Close()
		return errors.New("another process listens there")
	}
	if !refused(err) {
		return fmt.Errorf("the socket is there: %w", cause(err))
	}
	return os.Remove(path)
}
