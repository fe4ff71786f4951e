package strangers

import (
	"context"
	"log/slog"
	"net/netip"
	"sync"
	"time"
)

// How much the log tells: anybody can make it do so, as often as he likes.
const (
	span          = time.Minute
	mostOfNetwork = 10  // records in a span
	mostOfAll     = 100 // records in a span
)

// Log tells of one thing that strangers do, so that they can not flood it: in each minute 10
// records of one network, and 100 of all. When the minute is over one more says how many were
// left out. A nil Log tells nothing.
type Log struct {
	logger  *slog.Logger
	subject string

	mu     sync.Mutex
	now    minute
	timer  *time.Timer // runs while something is left out
	closed bool
	ending sync.WaitGroup // of the timer's function
}

// minute is what has come since a time.
type minute struct {
	since   time.Time
	written int
	left    int                  // out
	of      map[netip.Prefix]int // of those of whom something was written: all that has come
	level   slog.Level           // the highest of what was left out
}

// NewLog returns a log; subject is what it is about, "failed logins". Records that were left
// out are told of by the logger.
func NewLog(logger *slog.Logger, subject string) *Log {
	return &Log{logger: logger, subject: subject}
}

// Write writes a record of a stranger with that address, by a logger, unless there are too
// many. It reports whether it has.
func (l *Log) Write(logger *slog.Logger, level slog.Level, message, remote string, attrs ...any) bool {
	if l == nil || !logger.Enabled(context.Background(), level) || !l.admit(level, NetworkOf(remote)) {
		return false
	}
	logger.Log(context.Background(), level, message, append([]any{"remote", remote}, attrs...)...)
	return true
}

// admit counts a record and reports whether it is to be written.
func (l *Log) admit(level slog.Level, network netip.Prefix) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	m := &l.now
	if m.left == 0 && now.Sub(m.since) >= span { // else the timer does it
		*m = minute{since: now, of: map[netip.Prefix]int{}}
	}
	known := m.of[network]
	if m.written >= mostOfAll || network.IsValid() && known >= mostOfNetwork {
		m.left++
		m.level = max(m.level, level)
		if known > 0 {
			m.of[network]++
		}
		if l.timer == nil && !l.closed {
			l.ending.Add(1)
			l.timer = time.AfterFunc(m.since.Add(span).Sub(now), l.expire)
		}
		return false
	}
	m.written++
	m.of[network]++
	return true
}

// expire ends a minute in which something was left out.
func (l *Log) expire() {
	defer l.ending.Done()
	l.tell()
}

// tell says how many records were left out, and begins anew.
func (l *Log) tell() {
	l.mu.Lock()
	m := l.now
	l.now, l.timer = minute{}, nil
	l.mu.Unlock()
	if m.left == 0 {
		return
	}
	attrs := []any{"about", l.subject, "records", m.left, "since", m.since}
	if most := m.most(); most.IsValid() {
		attrs = append(attrs, "most_from", most.String())
	}
	l.logger.Log(context.Background(), m.level, "records left out", attrs...)
}

// most returns the network of which most has come, of those whose records were written; not
// valid if none has had more than that.
func (m *minute) most() (network netip.Prefix) {
	most := mostOfNetwork
	for n, count := range m.of {
		if n.IsValid() && count > most {
			network, most = n, count
		}
	}
	return network
}

// Close says what there is left to say. Later records may be left out without a word.
func (l *Log) Close() {
	if l == nil {
		return
	}
	l.mu.Lock()
	l.closed = true
	stopped := l.timer != nil && l.timer.Stop()
	l.mu.Unlock()
	if stopped {
		l.expire()
	}
	l.ending.Wait()
}
