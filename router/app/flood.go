package app

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// floodLimit is how many records with one message are written in a floodTime. A handler
// that fails with each call, or a disk that is full, must not fill the disk of the log too.
const (
	floodLimit = 100
	floodTime  = time.Second
)

// flooded is a handler that leaves records out where one message comes too often. What is
// logged with other attributes, of another component say, counts by itself. How many
// records were left out is said before a later record, whatever that is. Debug records are
// all written: who asks for them wants them.
type flooded struct {
	slog.Handler
	waves *waves // of all handlers that were made of one
}

// waves are the messages of the last floodTime, and those with something to say.
type waves struct {
	mu sync.Mutex
	of map[source]*wave
}

type source struct {
	handler *flooded
	message string
}

// wave is what has come from a source since a time.
type wave struct {
	since   time.Time
	records int
	level   slog.Level // the highest of them
}

func newFlooded(h slog.Handler) *flooded {
	return &flooded{h, &waves{of: map[source]*wave{}}}
}

// WithAttrs implements slog.Handler.
func (f *flooded) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &flooded{f.Handler.WithAttrs(attrs), f.waves}
}

// WithGroup implements slog.Handler.
func (f *flooded) WithGroup(name string) slog.Handler {
	return &flooded{f.Handler.WithGroup(name), f.waves}
}

// Handle implements slog.Handler.
func (f *flooded) Handle(ctx context.Context, r slog.Record) error {
	if r.Level < slog.LevelInfo {
		return f.Handler.Handle(ctx, r)
	}
	ended, admitted := f.waves.add(source{f, r.Message}, r)
	for s, w := range ended {
		said := slog.NewRecord(r.Time, w.level, "log records left out", 0)
		said.Add("message", s.message, "records", w.records-floodLimit, "since", w.since)
		if err := s.handler.Handler.Handle(ctx, said); err != nil {
			return err
		}
	}
	if !admitted {
		return nil
	}
	return f.Handler.Handle(ctx, r)
}

// add counts a record. It returns the waves that have ended and of which records were left
// out, and whether this one is to be written.
func (all *waves) add(s source, r slog.Record) (ended map[source]*wave, admitted bool) {
	all.mu.Lock()
	defer all.mu.Unlock()
	for s, w := range all.of {
		if age := r.Time.Sub(w.since); age >= 0 && age < floodTime {
			continue
		}
		delete(all.of, s)
		if w.records > floodLimit {
			if ended == nil {
				ended = map[source]*wave{}
			}
			ended[s] = w
		}
	}
	w := all.of[s]
	if w == nil {
		w = &wave{since: r.Time, level: r.Level}
		all.of[s] = w
	}
	w.records++
	w.level = max(w.level, r.Level)
	return ended, w.records <= floodLimit
}
