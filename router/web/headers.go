package web

import "net/http"

// secure sets the headers that every answer carries: no guessing of types, no
// framing by other sites, no full URL to other sites.
func secure(h http.Header) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "SAMEORIGIN")
	h.Set("Referrer-Policy", "same-origin")
}
