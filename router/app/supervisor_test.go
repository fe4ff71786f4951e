package app

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestServiceManagerIsTold runs a node with a socket as a service manager has it.
func TestServiceManagerIsTold(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	socket := filepath.Join(dir, "notify")
	manager, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: socket, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer manager.Close()
	told := func() string {
		t.Helper()
		_ = manager.SetReadDeadline(time.Now().Add(20 * time.Second))
		b := make([]byte, 1024)
		n, err := manager.Read(b)
		if err != nil {
			t.Fatal(err)
		}
		return string(b[:n])
	}
	t.Setenv("NOTIFY_SOCKET", socket)
	t.Setenv("WATCHDOG_USEC", "2000")
	t.Setenv("WATCHDOG_PID", strconv.Itoa(os.Getpid()))

	ctx, cancel := context.WithCancel(t.Context())
	var stdout, stderr output
	code := make(chan int, 1)
	go func() { code <- Run(ctx, nil, &stdout, &stderr, testClasses(), Embed(testFiles())) }()
	if got := told(); got != "READY=1" {
		t.Errorf("told %q first", got)
	}
	if !strings.Contains(stdout.String(), "Ctrl-C") {
		t.Error("it was said to be ready before it was")
	}
	for range 3 {
		if got := told(); got != "WATCHDOG=1" {
			t.Errorf("told %q while it runs", got)
		}
	}
	cancel()
	for got := told(); got != "STOPPING=1"; got = told() {
		if got != "WATCHDOG=1" {
			t.Errorf("told %q at the end", got)
		}
	}
	if c := <-code; c != exitOK {
		t.Errorf("it ended with %d:\n%s", c, &stderr)
	}
}

func TestWatchdogInterval(t *testing.T) {
	own := strconv.Itoa(os.Getpid())
	for _, c := range []struct {
		usec, pid string
		want      time.Duration
	}{
		{"30000000", "", 30 * time.Second},
		{"30000000", own, 30 * time.Second},
		{"30000000", own + "1", 0},
		{"", "", 0},
		{"soon", "", 0},
		{"-1", "", 0},
	} {
		got := watchdogInterval(func(name string) (string, bool) {
			value := map[string]string{"WATCHDOG_USEC": c.usec, "WATCHDOG_PID": c.pid}[name]
			return value, value != ""
		})
		if got != c.want {
			t.Errorf("%q for process %q: %s, want %s", c.usec, c.pid, got, c.want)
		}
	}
}

// TestNoServiceManagerListens has a socket that is not there: the node runs all the same.
func TestNoServiceManagerListens(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("NOTIFY_SOCKET", filepath.Join(t.TempDir(), "nobody"))
	ctx, cancel := context.WithCancel(t.Context())
	var stdout, stderr output
	code := make(chan int, 1)
	go func() { code <- Run(ctx, nil, &stdout, &stderr, testClasses(), Embed(testFiles())) }()
	for !strings.Contains(stderr.String(), "service manager not told") {
		time.Sleep(time.Millisecond)
	}
	cancel()
	if c := <-code; c != exitOK {
		t.Errorf("it ended with %d:\n%s", c, &stderr)
	}
}
