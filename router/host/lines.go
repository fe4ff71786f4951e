package host

import (
	"bytes"
	"log/slog"
	"strings"
)

// lineSize bounds a record of the log: longer lines are divided.
const lineSize = 16 << 10

// lines logs what is written to it, a record for each line. It is written to by one
// goroutine at a time.
type lines struct {
	logger *slog.Logger
	rest   []byte // of a line whose end has not come
}

// Write logs the lines that are complete.
func (l *lines) Write(p []byte) (int, error) {
	written := len(p)
	for {
		line, rest, ended := bytes.Cut(p, []byte("\n"))
		room := lineSize - len(l.rest)
		if len(line) > room {
			line, rest, ended = p[:room], p[room:], true
		}
		l.rest = append(l.rest, line...)
		if !ended {
			return written, nil
		}
		l.flush()
		p = rest
	}
}

// flush logs what there is of a line.
func (l *lines) flush() {
	text := strings.ToValidUTF8(strings.TrimSuffix(string(l.rest), "\r"), "\uFFFD")
	l.rest = l.rest[:0]
	if text != "" {
		l.logger.Info(text)
	}
}
