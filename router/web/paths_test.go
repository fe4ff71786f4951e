package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// echo answers with a name and the path that it sees.
func echo(name string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%s:%s", name, r.URL.Path)
	})
}

func TestPaths(t *testing.T) {
	whole := Paths{
		"/":   echo("root"),
		"a":   echo("a"),
		"one": exactly(echo("one")),
		"more": Paths{
			"b": echo("b"),
			"deep": Paths{
				"/": echo("deep"),
				"c": echo("c"),
			},
		},
	}
	for _, c := range []struct{ path, want string }{
		{"/", "root:/"},
		{"/a", "a:"},
		{"/a/", "a:/"},
		{"/a/x/y", "a:/x/y"},
		{"/ab", "root:/ab"},
		{"/x/a", "root:/x/a"},
		{"//a", "root://a"},
		{"/one", "one:"},
		{"/one/", "one:/"},
		{"/one/x", "404"},
		{"/more", "404"},
		{"/more/", "404"},
		{"/more/b/x", "b:/x"},
		{"/more/x", "404"},
		{"/more/deep", "deep:"},
		{"/more/deep/", "deep:/"},
		{"/more/deep/x", "deep:/x"},
		{"/more/deep/c", "c:"},
		{"/more%2Fb", "b:"},
	} {
		r := get(t, whole, "GET", c.path)
		got := body(t, r)
		if r.StatusCode == 404 {
			got = "404"
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.path, got, c.want)
		}
	}
	if r := get(t, Paths{}, "GET", "/"); r.StatusCode != 404 {
		t.Errorf("without paths: %d", r.StatusCode)
	}
}

func TestNotFoundSaysNothingOfTheRequest(t *testing.T) {
	r := get(t, Paths{}, "GET", "/<script>x</script>?q=<b>")
	text := body(t, r)
	if strings.Contains(text, "script") || r.Header.Get("X-Content-Type-Options") != "nosniff" || r.Header.Get("Content-Type") != "text/html; charset=utf-8" {
		t.Errorf("headers %v, page %s", r.Header, text)
	}
}

func TestJSON(t *testing.T) {
	h := NewJSON(JSON{Value: []byte(`{"a":[1,2]}`), Prettify: true, AllowCrossOrigin: true, DiscourageCaching: true})
	r := get(t, h, "GET", "")
	got := []string{body(t, r), r.Header.Get("Content-Type"), r.Header.Get("Access-Control-Allow-Origin"), r.Header.Get("Cache-Control")}
	want := []string{"{\n  \"a\": [\n    1,\n    2\n  ]\n}\n", "application/json", "*", "no-store"}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got %q, want %q", got[i], want[i])
		}
	}
	plain := get(t, NewJSON(JSON{Value: []byte(`1`)}), "GET", "")
	if text := body(t, plain); text != "1\n" || plain.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("plain: %q, %v", text, plain.Header)
	}
}

func TestRedirect(t *testing.T) {
	r := get(t, NewRedirect("https://example.com/x"), "GET", "")
	if r.StatusCode != 302 || r.Header.Get("Location") != "https://example.com/x" {
		t.Errorf("%d, %q", r.StatusCode, r.Header.Get("Location"))
	}
}

func TestNodeInfo(t *testing.T) {
	h := NewNodeInfo(func() NodeInfo {
		return NodeInfo{Title: "<Building>", Components: []ComponentInfo{{"worker001", "component1", "hello.MySession", "realm1", "ready"}}}
	})
	r := get(t, h, "GET", "")
	text := body(t, r)
	for _, want := range []string{"&lt;Building&gt;", "worker001/component1", "hello.MySession", "realm1", "ready"} {
		if !strings.Contains(text, want) {
			t.Errorf("page lacks %s:\n%s", want, text)
		}
	}
	if empty := body(t, get(t, NewNodeInfo(func() NodeInfo { return NodeInfo{} }), "GET", "")); strings.Contains(empty, "<table>") {
		t.Errorf("a table of nothing: %s", empty)
	}
}

func TestOrigins(t *testing.T) {
	for _, c := range []struct {
		origins Origins
		origin  string
		want    bool
	}{
		{Origins{Allowed: []string{"https://example.com"}}, "https://example.com", true},
		{Origins{Allowed: []string{"https://example.com/"}}, "https://EXAMPLE.com", true},
		{Origins{Allowed: []string{"https://example.com"}}, "https://example.com.evil.org", false},
		{Origins{Allowed: []string{"https://example.com"}}, "https://exampleXcom", false},
		{Origins{Allowed: []string{"https://example.com"}}, "http://example.com", false},
		{Origins{Allowed: []string{"https://example.com"}}, "http://test", false},
		{Origins{Allowed: []string{"https://example.com"}}, "", true},
		{Origins{Allowed: []string{"http://localhost:*"}}, "http://localhost:3000", true},
		{Origins{Allowed: []string{"a", "https://*.example.com"}}, "https://b.example.com", true},
		{Origins{Allowed: []string{"*"}}, "https://anything", true},
		{Origins{Allowed: []string{"*"}}, "null", false},
		{Origins{Allowed: []string{"*"}, AllowNull: true}, "null", true},
		{Origins{AllowNull: true}, "null", true},
		{Origins{AllowNull: true}, "http://test", true},
		{Origins{AllowNull: true}, "http://other", false},
	} {
		r, err := http.NewRequest("GET", "http://test/ws", nil)
		if err != nil {
			t.Fatal(err)
		}
		if c.origin != "" {
			r.Header.Set("Origin", c.origin)
		}
		if got := c.origins.Check()(r); got != c.want {
			t.Errorf("%+v, %q: %t", c.origins, c.origin, got)
		}
	}
	if (Origins{}).Check() != nil {
		t.Error("without origins the transport's own rule does not hold")
	}
}
