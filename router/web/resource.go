package web

import "net/http"

// NewResource returns a handler that is a program's own, at a path: it sees the paths of
// requests below that, "/" for the path itself.
func NewResource(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "" {
			r = at(r, "", true)
		}
		h.ServeHTTP(w, r)
	})
}
