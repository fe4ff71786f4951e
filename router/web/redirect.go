package web

import "net/http"

// NewRedirect returns a handler that sends clients to another address.
func NewRedirect(target string) http.Handler {
	return exactly(reading(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		secure(w.Header())
		http.Redirect(w, r, target, http.StatusFound)
	})))
}
