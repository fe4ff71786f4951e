package app

import (
	"errors"
	"io"
	"log/slog"
	"os"

	"github.com/spf13/pflag"
)

// Logger has the application log to l, and not to standard error. What l does with
// levels and formats is its own: the flags for these change nothing then.
func Logger(l *slog.Logger) Option {
	return func(a *application) { a.logger = l }
}

// logFlags are the flags of start that say how the node logs.
type logFlags struct {
	level  slog.Level
	format logFormat
}

func (f *logFlags) add(flags *pflag.FlagSet) {
	flags.TextVar(&f.level, "log-level", slog.LevelInfo, "the least level that is logged: debug, info, warn or error")
	flags.TextVar(&f.format, "log-format", logFormat(""), "how records are written: text or json (default text on a terminal, json elsewhere)")
}

// logger logs as the flags say.
func (f *logFlags) logger(w io.Writer) *slog.Logger {
	terminal := isTerminal(w)
	options := &slog.HandlerOptions{Level: f.level, ReplaceAttr: readable}
	if f.format == textFormat || f.format == "" && terminal {
		if terminal {
			options.ReplaceAttr = shortTime
		}
		return slog.New(newFlooded(slog.NewTextHandler(w, options)))
	}
	return slog.New(newFlooded(slog.NewJSONHandler(w, options)))
}

// logFormat is how log records are written; "" leaves it to what they are written to.
type logFormat string

const (
	textFormat logFormat = "text"
	jsonFormat logFormat = "json"
)

// UnmarshalText reads the value of the flag.
func (f *logFormat) UnmarshalText(text []byte) error {
	switch format := logFormat(text); format {
	case textFormat, jsonFormat:
		*f = format
		return nil
	default:
		return errors.New("want text or json")
	}
}

// MarshalText returns the value of the flag.
func (f logFormat) MarshalText() ([]byte, error) { return []byte(f), nil }

// readable writes durations with their unit.
func readable(_ []string, a slog.Attr) slog.Attr {
	if a.Value.Kind() == slog.KindDuration {
		return slog.String(a.Key, a.Value.Duration().String())
	}
	return a
}

// shortTime leaves the date to whoever sits before the terminal.
func shortTime(groups []string, a slog.Attr) slog.Attr {
	if len(groups) == 0 && a.Key == slog.TimeKey {
		return slog.String(slog.TimeKey, a.Value.Time().Format("15:04:05.000"))
	}
	return a
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
