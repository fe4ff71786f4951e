package app

import (
	"os"
	"os/signal"
	"syscall"
)

// hangups are the SIGHUPs of the process. One is meant to reload the node file, unless it
// says that the terminal is gone in which the node was started: then it ends, as a
// program in a terminal should. Who started it with nohup wants it to stay.
type hangups struct {
	signals  chan os.Signal
	terminal bool // the node was started in one, and ends with it
}

func notifyHangups() *hangups {
	h := &hangups{
		signals:  make(chan os.Signal, 1),
		terminal: hasTerminal() && !signal.Ignored(syscall.SIGHUP),
	}
	signal.Notify(h.signals, syscall.SIGHUP)
	return h
}

func (h *hangups) stop() { signal.Stop(h.signals) }

// terminalGone reports whether the terminal of the process has gone.
func (h *hangups) terminalGone() bool { return h.terminal && !hasTerminal() }

// hasTerminal reports whether the process has a controlling terminal.
func hasTerminal() bool {
	terminal, err := os.OpenFile("/dev/tty", os.O_RDONLY|syscall.O_NOCTTY, 0)
	if err != nil {
		return false
	}
	_ = terminal.Close() // it was only looked at
	return true
}
