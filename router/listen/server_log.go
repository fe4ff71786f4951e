package listen

import (
	"bytes"
	"context"
	"log/slog"
	"slices"

	"github.com/wampgen/wampgen/router/tally"
)

// serverLog is what the HTTP server logs to.
type serverLog struct {
	logger *slog.Logger
	door   *tally.Door
}

// uncounted are the ends of handshakes that have not failed: what is too late is counted as such,
// and who leaves without a word is not.
var uncounted = [][]byte{[]byte("i/o timeout"), []byte(": EOF"), []byte("use of closed network connection"), []byte("connection reset")}

// Write logs a line. That a client does not get through the TLS handshake is its own
// affair, and anybody can make it happen: it is worth a line only to who looks closely.
func (l serverLog) Write(line []byte) (int, error) {
	level := slog.LevelWarn
	if bytes.Contains(line, []byte("TLS handshake error")) {
		level = slog.LevelDebug
		if !slices.ContainsFunc(uncounted, func(end []byte) bool { return bytes.Contains(line, end) }) {
			l.door.Refuse(tally.TLSHandshake)
		}
	}
	l.logger.Log(context.Background(), level, string(bytes.TrimSpace(line)))
	return len(line), nil
}
