package node

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/router/config"
)

func resourceFile(paths string) string {
	return file(realm1, echoing, `{type: web, endpoint: {type: tcp, port: 0, interface: 127.0.0.1}, paths: {`+paths+`}}`)
}

// A handler of the program sees the paths below its own.
func TestResources(t *testing.T) {
	says := func(name string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, name, " ", r.Method, " ", r.URL.Path)
		})
	}
	source := resourceFile(`/: {type: resource, classname: shop.Front}, api: {type: path, paths: {shop: {type: resource, classname: shop.Catalog}}}`)
	cfg, faults := config.Load("node.yaml", []byte(source), os.LookupEnv)
	if faults.HasErrors() {
		t.Fatal(faults.Text(nil))
	}
	plan, faults := NewPlan(cfg, registryOf(t, echoes()), Disk(t.TempDir()), Resources{"shop.Front": says("front"), "shop.Catalog": says("catalog")})
	if plan == nil {
		t.Fatal(faults.Text(nil))
	}
	n, err := Start(t.Context(), plan, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, n) })
	base := "http://" + n.Addresses()[0].Host
	got := map[string]string{}
	for _, path := range []string{"/", "/a/b", "/api/shop", "/api/shop/", "/api/shop/1/x"} {
		answer, err := http.Post(base+path, "text/plain", nil)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		got[path] = string(body)
	}
	http.DefaultClient.CloseIdleConnections()
	want := map[string]string{
		"/": "front POST /", "/a/b": "front POST /a/b",
		"/api/shop": "catalog POST /", "/api/shop/": "catalog POST /", "/api/shop/1/x": "catalog POST /1/x",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
}

func TestUnknownResources(t *testing.T) {
	for _, test := range []struct {
		linked Resources
		want   string
	}{
		{nil, "no resource is linked in"},
		{Resources{"shop.Catalog": http.NotFoundHandler()}, `did you mean "shop.Catalog"?`},
		{Resources{"news.Feed": http.NotFoundHandler()}, "linked in are news.Feed"},
	} {
		cfg, _ := config.Load("node.yaml", []byte(resourceFile(`/: {type: resource, classname: shop.Catalogue}`)), os.LookupEnv)
		plan, faults := NewPlan(cfg, registryOf(t, echoes()), Disk(t.TempDir()), test.linked)
		said := faults.Text(nil)
		if plan != nil || !strings.Contains(said, `resource "shop.Catalogue" is not linked into this program`) && !strings.Contains(said, "resource shop.Catalogue is not linked into this program") || !strings.Contains(said, test.want) {
			t.Errorf("want %q, got\n%s", test.want, said)
		}
	}
}
