package app

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/router/node"
	"github.com/wampgen/wampgen/runtime/contract"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// output can be read while it is written.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// TestRunServesItsPaths runs the embedded node in this process and asks for its pages
// at the addresses that it prints.
func TestRunServesItsPaths(t *testing.T) {
	t.Chdir(t.TempDir())
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	var stdout, stderr output
	code := make(chan int, 1)
	go func() { code <- Run(ctx, nil, &stdout, &stderr, testClasses(), Embed(testFiles())) }()
	for !strings.Contains(stdout.String(), "Ctrl-C") {
		select {
		case c := <-code:
			t.Fatalf("it ended with %d:\n%s%s", c, &stdout, &stderr)
		case <-time.After(5 * time.Millisecond):
		}
	}
	base := regexp.MustCompile(`http://127\.0\.0\.1:[0-9]+`).FindString(stdout.String())
	web := &http.Client{Transport: &http.Transport{}}
	type answer struct {
		Code int
		Has  bool
	}
	for path, has := range map[string]string{
		"/":        "<!doctype html>hello",
		"/info":    "hello.MySession",
		"/ws":      "WAMP router",
		"/nothing": "404",
	} {
		response, err := web.Get(base + path)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if err != nil {
			t.Error(err)
		}
		want := answer{map[string]int{"/ws": 426, "/nothing": 404}[path], true}
		if want.Code == 0 {
			want.Code = 200
		}
		got := answer{response.StatusCode, strings.Contains(string(text), has)}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s\n%s", path, diff, text)
		}
	}
	web.CloseIdleConnections()
	cancel()
	if c := <-code; c != exitOK {
		t.Errorf("it ended with %d:\n%s", c, &stderr)
	}
}

func TestSampleCall(t *testing.T) {
	c := &contract.Component{Types: []contract.Type{
		{Name: "Mode", Enum: []string{"heat", "cool"}},
		{Name: "Device", Fields: []contract.Field{{Name: "id", Type: "string"}}},
	}}
	field := func(typ string) contract.Field { return contract.Field{Name: "x", Type: typ} }
	for _, test := range []struct {
		name string
		p    contract.Procedure
		want string // "no" where no call can be made up
	}{
		{"nothing", contract.Procedure{}, ""},
		{"scalars", contract.Procedure{Args: []contract.Field{field("string"), field("int"), field("bool"), field("float")}}, `'"World"' '1' 'true' '1'`},
		{"at least", contract.Procedure{Args: []contract.Field{{Type: "int", Min: "17"}}}, `'17'`},
		{"an enum", contract.Procedure{Args: []contract.Field{field("Mode")}}, `'"heat"'`},
		{"an optional tail", contract.Procedure{Args: []contract.Field{field("int"), field("optional(Device)")}}, `'1'`},
		{"a default", contract.Procedure{Args: []contract.Field{{Type: "string", Default: `"x"`}}}, ""},
		{"a length", contract.Procedure{Args: []contract.Field{{Type: "string", Min: "1", Max: "40"}}}, `'"World"'`},
		{"too short", contract.Procedure{Args: []contract.Field{{Type: "string", Max: "3"}}}, "no"},
		{"too long", contract.Procedure{Args: []contract.Field{{Type: "string", Min: "10"}}}, "no"},
		{"a pattern", contract.Procedure{Args: []contract.Field{{Type: "string", Pattern: "^a$"}}}, "no"},
		{"a struct", contract.Procedure{Args: []contract.Field{field("Device")}}, "no"},
		{"a keyword", contract.Procedure{Kwargs: []contract.Field{field("int")}}, "no"},
		{"an optional keyword", contract.Procedure{Kwargs: []contract.Field{field("optional(int)")}}, ""},
		{"a pattern of URIs", contract.Procedure{Match: wamp.MatchPrefix}, "no"},
	} {
		words, ok := sampleCall(c, test.p)
		got := strings.Join(words, " ")
		if !ok {
			got = "no"
		}
		if got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

func TestServices(t *testing.T) {
	got := services([]node.Address{{Host: "127.0.0.1:80", Paths: []node.Path{
		{Name: "/", Type: node.Static, Static: &node.StaticPath{Directory: "web"}},
		{Name: "a", Type: node.Nested, Paths: []node.Path{
			{Name: "/", Type: node.JSON},
			{Name: "b", Type: node.WebSocket, WebSocket: &node.WebSocketPath{}},
			{Name: "c", Type: node.Redirect, Target: "/"},
		}},
		{Name: "ws", Type: node.WebSocket, WebSocket: &node.WebSocketPath{URL: "wss://example.com/ws"}},
		{Name: "info", Type: node.NodeInfo},
	}}, {Host: "127.0.0.1:81", Secure: true, Paths: []node.Path{
		{Name: "/", Type: node.WebSocket, WebSocket: &node.WebSocketPath{}},
		{Name: "info", Type: node.NodeInfo},
	}}})
	var lines []string
	for _, s := range got {
		lines = append(lines, s.url+" "+s.what)
	}
	want := []string{
		"http://127.0.0.1:80/ the files of web",
		"http://127.0.0.1:80/a/ a JSON value",
		"ws://127.0.0.1:80/a/b WAMP over WebSocket",
		"http://127.0.0.1:80/a/c leads to /",
		"wss://example.com/ws WAMP over WebSocket",
		"http://127.0.0.1:80/info a page about this node",
		"wss://127.0.0.1:81/ WAMP over WebSocket",
		"https://127.0.0.1:81/info a page about this node",
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("services (-want +got):\n%s", diff)
	}
}

// A program's own logger gets what the application logs, whatever the flags say.
func TestLogger(t *testing.T) {
	var log, stderr bytes.Buffer
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	logger := slog.New(slog.NewTextHandler(&log, nil))
	code := Run(ctx, []string{"--log-level", "error"}, io.Discard, &stderr, testClasses(), Embed(testFiles()), Logger(logger))
	if code != exitOK || stderr.Len() > 0 || !strings.Contains(log.String(), "node stopped before it was up") {
		t.Errorf("exit code %d, standard error %q, log %q", code, &stderr, &log)
	}
}
