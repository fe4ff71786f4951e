package strangers

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// lines collects records, as text without their time.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// take returns what has come since the last time.
func (l *lines) take() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	text := strings.TrimSpace(l.b.String())
	l.b.Reset()
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

func newLines(level slog.Level) (*lines, *slog.Logger) {
	l := &lines{}
	return l, slog.New(slog.NewTextHandler(l, &slog.HandlerOptions{Level: level, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey || a.Key == "since" {
			return slog.Attr{}
		}
		return a
	}}))
}

func TestLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out, logger := newLines(slog.LevelInfo)
		l := NewLog(logger, "failed logins")
		defer l.Close()
		fail := func(times int, remote string) (written int) {
			for range times {
				if l.Write(logger, slog.LevelWarn, "login failed", remote, "realm", "realm1") {
					written++
				}
			}
			return written
		}
		want := func(records ...string) {
			t.Helper()
			if diff := cmp.Diff(records, out.take()); diff != "" {
				t.Errorf("records (-want +got):\n%s", diff)
			}
		}
		if n := fail(1, "203.0.113.5:1"); n != 1 {
			t.Fatalf("%d written", n)
		}
		want(`level=WARN msg="login failed" remote=203.0.113.5:1 realm=realm1`)

		// One network does not take the room of others.
		if n := fail(500, "203.0.113.5:2"); n != 9 {
			t.Errorf("%d of one address, want 9 more", n)
		}
		if n := fail(20, "[2001:db8::1]:1") + fail(20, "[2001:db8::2]:1"); n != 10 {
			t.Errorf("%d of one IPv6 network, want 10", n)
		}
		if n := fail(1, "203.0.113.6:1"); n != 1 {
			t.Error("another one is left out")
		}
		out.take()
		time.Sleep(59 * time.Second)
		want()
		time.Sleep(2 * time.Second)
		want(`level=WARN msg="records left out" about="failed logins" records=521 most_from=203.0.113.5/32`)
		if n := fail(1, "203.0.113.5:2"); n != 1 {
			t.Error("nothing is written in the next minute")
		}
		out.take()
		time.Sleep(2 * time.Minute)
		want() // nothing was left out

		// Many together do not flood it either, and what is behind a proxy is many.
		if n := fail(80, "127.0.0.1:1"); n != 80 {
			t.Errorf("%d by a proxy, want all 80", n)
		}
		written := 0
		for i := range 200 {
			written += fail(1, fmt.Sprintf("198.51.100.%d:1", i))
		}
		if written != 20 {
			t.Errorf("%d of many, want 20 more", written)
		}
		out.take()
		time.Sleep(time.Minute)
		synctest.Wait() // for the log's timer, which ends with the sleep
		want(`level=WARN msg="records left out" about="failed logins" records=180`)

		// The end tells at once.
		fail(12, "203.0.113.5:2")
		out.take()
		l.Close()
		want(`level=WARN msg="records left out" about="failed logins" records=2 most_from=203.0.113.5/32`)
		if n := fail(20, "203.0.113.5:2"); n != 10 {
			t.Errorf("%d after the end, want 10", n)
		}
	})
}

// What nobody reads is not counted.
func TestLogOfHigherLevel(t *testing.T) {
	out, logger := newLines(slog.LevelError)
	l := NewLog(logger, "x")
	for range 50 {
		if l.Write(logger, slog.LevelWarn, "x", "203.0.113.5:2") {
			t.Fatal("it was written")
		}
	}
	if !l.Write(logger, slog.LevelError, "x", "203.0.113.5:2") || len(out.take()) != 1 {
		t.Error("the higher level was not written")
	}
	l.Close()
	var none *Log
	if none.Write(logger, slog.LevelError, "x", "203.0.113.5:2") {
		t.Error("nil writes")
	}
	none.Close()
}

func TestLogAtOnce(t *testing.T) {
	out, logger := newLines(slog.LevelInfo)
	l := NewLog(logger, "x")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 100 {
				l.Write(logger, slog.LevelWarn, "x", "203.0.113.5:2")
			}
		})
	}
	all.Go(l.Close)
	all.Wait()
	l.Close()
	written := 0
	for _, line := range out.take() {
		if strings.Contains(line, "msg=x") {
			written++
		}
	}
	if written < 10 {
		t.Errorf("%d records were written, want 10 at least", written)
	}
}

func TestNetworkOf(t *testing.T) {
	for remote, want := range map[string]string{
		"203.0.113.5:1":            "203.0.113.5/32",
		"[::ffff:203.0.113.5]:1":   "203.0.113.5/32",
		"[2001:db8::1]:1":          "2001:db8::/64",
		"[fe80::1%eth0]:1":         "fe80::/64",
		"127.0.0.2:1":              "",
		"[::1]:1":                  "",
		"[::ffff:127.0.0.1]:1":     "",
		"unix":                     "",
		"unix:/run/somewhere.sock": "",
		"":                         "",
	} {
		var expected netip.Prefix
		if want != "" {
			expected = netip.MustParsePrefix(want)
		}
		if got := NetworkOf(remote); got != expected {
			t.Errorf("NetworkOf(%q) = %s, want %q", remote, got, want)
		}
	}
}
