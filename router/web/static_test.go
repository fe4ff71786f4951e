package web

import (
	"embed"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

//go:embed static.go
var embedded embed.FS

// get asks a handler; more are headers, as "Name: value".
func get(t *testing.T, h http.Handler, method, path string, more ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, "http://test"+path, nil)
	for _, header := range more {
		name, value, _ := strings.Cut(header, ": ")
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func site() fstest.MapFS {
	files := fstest.MapFS{}
	for name, content := range map[string]string{
		"index.html":           "start",
		"app.js":               "js",
		"lib.mjs":              "mjs",
		"code.wasm":            "wasm",
		"logo.SVG":             "svg",
		"style.css":            "css",
		"data.json":            "{}",
		"unknown.zzz":          "?",
		"sub/index.html":       "sub",
		"empty/file.txt":       "text",
		".env":                 "secret",
		".git/config":          "secret",
		"sub/.hidden":          "secret",
		".well-known/text.txt": "known",
		"with space.txt":       "space",
		"100%.txt":             "percent",
	} {
		files[name] = &fstest.MapFile{Data: []byte(content), ModTime: time.Unix(1_700_000_000, 0)}
	}
	return files
}

func TestStatic(t *testing.T) {
	h := NewStatic(Static{Files: site(), MIMETypes: map[string]string{".zzz": "text/x-zzz"}})
	type answer struct {
		Code     int
		Type     string
		Location string
		Body     string
	}
	for _, c := range []struct {
		path string
		want answer
	}{
		{"/", answer{200, "text/html; charset=utf-8", "", "start"}},
		{"/index.html", answer{200, "text/html; charset=utf-8", "", "start"}},
		{"/app.js", answer{200, "text/javascript; charset=utf-8", "", "js"}},
		{"/lib.mjs", answer{200, "text/javascript; charset=utf-8", "", "mjs"}},
		{"/code.wasm", answer{200, "application/wasm", "", "wasm"}},
		{"/logo.SVG", answer{200, "image/svg+xml", "", "svg"}},
		{"/style.css", answer{200, "text/css; charset=utf-8", "", "css"}},
		{"/data.json", answer{200, "application/json", "", "{}"}},
		{"/unknown.zzz", answer{200, "text/x-zzz", "", "?"}},
		{"/with%20space.txt", answer{200, "text/plain; charset=utf-8", "", "space"}},
		{"/100%25.txt", answer{200, "text/plain; charset=utf-8", "", "percent"}},
		{"/sub/", answer{200, "text/html; charset=utf-8", "", "sub"}},
		{"/sub", answer{301, "", "./sub/", ""}},
		{"/sub?a=b", answer{301, "", "./sub/?a=b", ""}},
		{"/.well-known/text.txt", answer{200, "text/plain; charset=utf-8", "", "known"}},
	} {
		r := get(t, h, "GET", c.path)
		got := answer{r.StatusCode, r.Header.Get("Content-Type"), r.Header.Get("Location"), body(t, r)}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.path, diff)
		}
	}
}

// TestStaticRefuses has paths that name no file, or one that is nobody's business.
func TestStaticRefuses(t *testing.T) {
	h := NewStatic(Static{Files: site()})
	for _, path := range []string{
		"/none", "/empty/", "/app.js/", "/app.js/x", "/.env", "/.git/config", "/sub/.hidden", "/sub/.well-known/x",
		"/../static.go", "/%2e%2e/static.go", "/sub/../../x", "/sub/..%2f..%2fx", "//app.js/..", "/sub//index.html",
		`/..\x`, `/sub\index.html`, "/app.js%00", "/C:/x", "/.", "/./app.js",
	} {
		r := get(t, h, "GET", path)
		if r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d, %q", path, r.StatusCode, body(t, r))
			continue
		}
		if text := body(t, r); !strings.Contains(text, "404") || strings.Contains(text, "secret") {
			t.Errorf("%s: %s", path, text)
		}
	}
}

func TestStaticMethods(t *testing.T) {
	h := NewStatic(Static{Files: site()})
	if r := get(t, h, "HEAD", "/app.js"); r.StatusCode != 200 || body(t, r) != "" || r.Header.Get("Content-Length") != "2" {
		t.Errorf("HEAD: %d, length %s", r.StatusCode, r.Header.Get("Content-Length"))
	}
	if r := get(t, h, "HEAD", "/none"); r.StatusCode != 404 || body(t, r) != "" {
		t.Errorf("HEAD of nothing: %d", r.StatusCode)
	}
	if r := get(t, h, "POST", "/app.js"); r.StatusCode != 405 || r.Header.Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: %d, allow %q", r.StatusCode, r.Header.Get("Allow"))
	}
}

func TestStaticHeaders(t *testing.T) {
	h := NewStatic(Static{Files: site(), CacheFor: time.Minute})
	r := get(t, h, "GET", "/app.js")
	want := map[string]string{
		"X-Content-Type-Options": "nosniff",
		"X-Frame-Options":        "SAMEORIGIN",
		"Referrer-Policy":        "same-origin",
		"Cache-Control":          "max-age=60",
	}
	got := map[string]string{}
	for name := range want {
		got[name] = r.Header.Get(name)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("headers (-want +got):\n%s", diff)
	}
	if c := get(t, NewStatic(Static{Files: site()}), "GET", "/app.js").Header.Get("Cache-Control"); c != "no-cache" {
		t.Errorf("without a time to keep it: %q", c)
	}
}

func TestStaticIsRevalidated(t *testing.T) {
	for name, h := range map[string]http.Handler{
		"with a time of change": NewStatic(Static{Files: site(), DefaultFile: "app.js"}),
		"embedded":              NewStatic(Static{Files: embedded, DefaultFile: "static.go"}),
	} {
		first := get(t, h, "GET", "/")
		tag := first.Header.Get("ETag")
		if first.StatusCode != 200 || tag == "" || body(t, first) == "" {
			t.Errorf("%s: %d, tag %q", name, first.StatusCode, tag)
		}
		if again := get(t, h, "GET", "/", "If-None-Match: "+tag); again.StatusCode != 304 || body(t, again) != "" {
			t.Errorf("%s: asked again: %d", name, again.StatusCode)
		}
		if other := get(t, h, "GET", "/", `If-None-Match: "other"`); other.StatusCode != 200 {
			t.Errorf("%s: with another tag: %d", name, other.StatusCode)
		}
	}
}

func TestStaticRange(t *testing.T) {
	r := get(t, NewStatic(Static{Files: site()}), "GET", "/index.html", "Range: bytes=1-3")
	if text := body(t, r); r.StatusCode != 206 || text != "tar" {
		t.Errorf("%d, %q", r.StatusCode, text)
	}
}

// readOnly hides that files can seek.
type readOnly struct{ fs.FS }

func (f readOnly) Open(name string) (fs.File, error) {
	file, err := f.FS.Open(name)
	return struct{ fs.File }{file}, err
}

func TestStaticWithoutSeeking(t *testing.T) {
	r := get(t, NewStatic(Static{Files: readOnly{site()}}), "GET", "/sub/")
	if text := body(t, r); r.StatusCode != 200 || text != "sub" {
		t.Errorf("%d, %q", r.StatusCode, text)
	}
}

func TestStaticServesNoPipes(t *testing.T) {
	files := site()
	files["pipe"] = &fstest.MapFile{Mode: fs.ModeNamedPipe}
	if r := get(t, NewStatic(Static{Files: files}), "GET", "/pipe"); r.StatusCode != 404 {
		t.Errorf("a pipe: %d", r.StatusCode)
	}
}

func TestStaticOfADirectory(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "index.html"), []byte("on disk"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := get(t, NewStatic(Static{Files: os.DirFS(dir)}), "GET", "/")
	if text := body(t, r); text != "on disk" || r.Header.Get("Last-Modified") == "" {
		t.Errorf("%q, changed %q", text, r.Header.Get("Last-Modified"))
	}
}
