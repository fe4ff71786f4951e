package app

import (
	"bytes"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// A message that comes too often is left out, and counted; others are not.
func TestFloodOfLogRecords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		logger := slog.New(newFlooded(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
		broken, fine := logger.With("component", "broken"), logger.With("component", "fine")
		for i := range 10 * floodLimit {
			broken.Warn("handler failed", "call", i)
			broken.Debug("called")
		}
		broken.Error("handler failed", "call", "last")
		broken.Info("component left")
		fine.Error("handler failed")
		count := func(text string) int { return strings.Count(log.String(), text) }
		for text, want := range map[string]int{
			`msg="handler failed" component=broken`: floodLimit,
			`msg="handler failed" component=fine`:   1,
			`msg=called component=broken`:           10 * floodLimit,
			`msg="component left"`:                  1,
			`msg="log records left out"`:            0,
		} {
			if got := count(text); got != want {
				t.Errorf("%d records with %s, want %d", got, text, want)
			}
		}
		time.Sleep(floodTime)
		fine.Info("component ready")
		for text, want := range map[string]int{
			`level=ERROR msg="log records left out" component=broken message="handler failed" records=901 since=`: 1,
			`msg="component ready"`: 1,
		} {
			if got := count(text); got != want {
				t.Errorf("%d records with %s, want %d:\n%s", got, text, want, &log)
			}
		}
		log.Reset()
		broken.Warn("handler failed")
		if got := count("handler failed"); got != 1 {
			t.Errorf("after the flood a record is written %d times", got)
		}
	})
}

func TestFloodFromManyGoroutines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log output
		logger := slog.New(newFlooded(slog.NewTextHandler(&log, nil)))
		var group sync.WaitGroup
		for range 10 {
			group.Go(func() {
				for range floodLimit {
					logger.Error("handler failed")
				}
			})
		}
		group.Wait()
		if got := strings.Count(log.String(), "handler failed"); got != floodLimit {
			t.Errorf("%d records are written, want %d", got, floodLimit)
		}
	})
}
