package web

import (
	"net/http"
	"net/url"
	"strings"
)

// Root is the name of the path that gets what no other path of its level takes.
const Root = "/"

// Paths passes each request to the handler of the first segment of its path, with
// that segment taken off the path of the request's URL. What no segment takes
// goes to Root as it is. Paths nest.
type Paths map[string]http.Handler

// ServeHTTP answers with 404 where there is no handler.
func (p Paths) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	segment, rest, below := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if h, ok := p[segment]; ok && segment != "" {
		h.ServeHTTP(w, at(r, rest, below))
		return
	}
	if h, ok := p[Root]; ok {
		h.ServeHTTP(w, r)
		return
	}
	NotFound(w, r)
}

// at returns the request as the handler of a segment sees it: the path "" is the segment
// itself, "/" the directory of that name.
func at(r *http.Request, rest string, below bool) *http.Request {
	inner := new(http.Request)
	*inner = *r
	inner.URL = new(url.URL)
	*inner.URL = *r.URL
	inner.URL.Path, inner.URL.RawPath = "", ""
	if below {
		inner.URL.Path = "/" + rest
	}
	return inner
}

// exactly passes requests for the path itself on and answers others with 404.
func exactly(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "" && r.URL.Path != "/" {
			NotFound(w, r)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// reading passes GET and HEAD on and answers other methods with 405.
func reading(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			page(w, r, http.StatusMethodNotAllowed, "This address is for reading only.")
			return
		}
		h.ServeHTTP(w, r)
	})
}
