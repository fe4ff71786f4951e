package web

import (
	"fmt"
	"net/http"
	"strings"
)

// NewLive returns the handler of a page that says that the process answers.
func NewLive() http.Handler {
	return exactly(reading(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		health(w, http.StatusOK, "ok")
	})))
}

// NewReady returns the handler of a page that says whether the node is ready for
// clients, or with the status 503 what it lacks. lacks is called for each request.
func NewReady(lacks func() []string) http.Handler {
	return exactly(reading(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if missing := lacks(); len(missing) > 0 {
			health(w, http.StatusServiceUnavailable, strings.Join(missing, "\n"))
			return
		}
		health(w, http.StatusOK, "ready")
	})))
}

func health(w http.ResponseWriter, status int, text string) {
	secure(w.Header())
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = fmt.Fprintln(w, text) // an error is the client's going away
}
