package session

import (
	"errors"
	"io"
	"testing"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// How a session has ended says why what waited for its peer was dropped.
func TestDropOfEnding(t *testing.T) {
	missed := lost(io.EOF)
	missed.reason, missed.limit = wamp.ErrTimeout, limitPingsMissed
	for name, test := range map[string]struct {
		ending *ending
		want   Drop
	}{
		"none":         {nil, DropEnded},
		"GOODBYE":      {&ending{reason: wamp.CloseRealm}, DropEnded},
		"a violation":  {violation("x"), DropEnded},
		"lost":         {lost(io.EOF), DropLost},
		"a failure":    {failure(errors.New("x")), DropLost},
		"silent":       {missed, DropLost},
		"a full box":   {tooSlow(limitOutboxBytes, "x"), DropTooSlow},
		"takes naught": {tooSlow(limitOutboxStall, "x"), DropTooSlow},
		"all boxes":    {tooSlow(limitOutboxesBytes, "x"), DropTooSlow},
	} {
		if got := test.ending.drop(); got != test.want {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
	seen := map[string]bool{}
	for d := range Drops {
		if seen[d.String()] || d.String() == "" {
			t.Errorf("the reason %d is called %q", d, d)
		}
		seen[d.String()] = true
	}
}
