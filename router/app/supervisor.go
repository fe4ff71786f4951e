package app

import (
	"log/slog"
	"net"
	"os"
	"strconv"
	"time"

	"github.com/wampgen/wampgen/router/node"
)

// supervisor tells the service manager that started the process about the node: the
// protocol of systemd's sd_notify(3). Without a service manager it does nothing.
type supervisor struct {
	socket   string        // "" if there is none
	watchdog time.Duration // within which a sign of life is expected; 0: none is
	logger   *slog.Logger

	quit, ended chan struct{}
}

func newSupervisor(env func(string) (string, bool), logger *slog.Logger) *supervisor {
	s := &supervisor{logger: logger, quit: make(chan struct{}), ended: make(chan struct{})}
	s.socket, _ = env("NOTIFY_SOCKET")
	s.watchdog = watchdogInterval(env)
	return s
}

// watchdogInterval is the time between signs of life that the service manager wants
// from this process.
func watchdogInterval(env func(string) (string, bool)) time.Duration {
	if pid, ok := env("WATCHDOG_PID"); ok && pid != strconv.Itoa(os.Getpid()) {
		return 0
	}
	value, _ := env("WATCHDOG_USEC")
	microseconds, err := strconv.ParseInt(value, 10, 64)
	if err != nil || microseconds <= 0 {
		return 0
	}
	return time.Duration(microseconds) * time.Microsecond
}

// ready says that the node is up, and shows signs of life until close.
func (s *supervisor) ready(n *node.Node) {
	s.notify("READY=1")
	if s.socket == "" || s.watchdog <= 0 {
		close(s.ended)
		return
	}
	go func() {
		defer close(s.ended)
		tick := time.NewTicker(max(s.watchdog/2, time.Millisecond))
		defer tick.Stop()
		for {
			n.List() // a node that is stuck does not answer
			s.notify("WATCHDOG=1")
			select {
			case <-tick.C:
			case <-s.quit:
				return
			}
		}
	}()
}

// stopping says that the node is about to end.
func (s *supervisor) stopping() { s.notify("STOPPING=1") }

// close ends the signs of life. It is called once, after ready.
func (s *supervisor) close() {
	close(s.quit)
	<-s.ended
}

func (s *supervisor) notify(state string) {
	if s.socket == "" {
		return
	}
	conn, err := net.Dial("unixgram", s.socket) // a name that begins with @ is abstract
	if err == nil {
		_, err = conn.Write([]byte(state))
		_ = conn.Close() // the datagram is sent or it is not
	}
	if err != nil {
		s.logger.Warn("service manager not told", "state", state, "error", err)
	}
}
