package listen

import (
	"bytes"
	"context"
	"log/slog"
)

// serverLog is what the HTTP server logs to.
type serverLog struct{ logger *slog.Logger }

// Write logs a line. That a client does not get through the TLS handshake is its own
// affair, and anybody can make it happen: it is worth a line only to who looks closely.
func (l serverLog) Write(line []byte) (int, error) {
	level := slog.LevelWarn
	if bytes.Contains(line, []byte("TLS handshake error")) {
		level = slog.LevelDebug
	}
	l.logger.Log(context.Background(), level, string(bytes.TrimSpace(line)))
	return len(line), nil
}
