package session

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Sessions tell of their lives in debug records, and in no others.
func TestLogOfSessions(t *testing.T) {
	for _, test := range []struct {
		level slog.Level
		want  []string
	}{
		{slog.LevelDebug, []string{
			`"session joined" session=1 realm=realm1 authid=`, ` role=anonymous method=anonymous remote=127.0.0.1:`,
			`"session ended" session=1 realm=realm1 remote=`,
			`reason=wamp.close.normal`,
			`"session not admitted" session=0 realm="" remote=`,
			`error="session aborted: wamp.error.no_such_realm: there is no realm \"realm2\""`,
		}},
		{slog.LevelInfo, nil},
	} {
		var log bytes.Buffer
		r := newRouter(t, func(cfg *Config) {
			cfg.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: test.level}))
		})
		c := r.join(t, wamp.JSON)
		c.send(&wamp.Goodbye{Details: wamp.Dict{}, Reason: wamp.CloseNormal})
		c.receive() // GOODBYE
		c.ws.Close()
		if err := r.serveEnds(t); err != nil {
			t.Errorf("session ended with %v", err)
		}
		c = r.dial(t, wamp.JSON)
		c.send(hello("realm2"))
		c.abort()
		c.ws.Close()
		if err := r.serveEnds(t); err == nil {
			t.Error("a session without a realm was admitted")
		}
		if test.want == nil && log.Len() > 0 {
			t.Errorf("level %s logs %s", test.level, &log)
		}
		for _, want := range test.want {
			if !strings.Contains(log.String(), want) {
				t.Errorf("the log lacks %s:\n%s", want, &log)
			}
		}
	}
}
