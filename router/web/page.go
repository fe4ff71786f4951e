package web

import (
	"html/template"
	"net/http"
)

// pageStyle is the look of the pages that the router itself makes. They need
// nothing from elsewhere.
const pageStyle template.CSS = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 42rem; margin: 4rem auto; padding: 0 1.5rem; }
h1 { font-size: 1.4rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
code { font: .95em ui-monospace, monospace; }
`

var statusPage = template.Must(template.New("status").Parse(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Code}} {{.Title}}</title>
<style>{{.Style}}</style>
<h1>{{.Code}} {{.Title}}</h1>
<p>{{.Text}}</p>
</html>
`))

// NotFound answers with 404.
func NotFound(w http.ResponseWriter, r *http.Request) {
	page(w, r, http.StatusNotFound, "There is nothing at this address.")
}

// page answers with a status and a sentence. It repeats nothing of the request.
func page(w http.ResponseWriter, r *http.Request, code int, text string) {
	secure(w.Header())
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	if r.Method == http.MethodHead {
		return
	}
	_ = statusPage.Execute(w, struct { // an error is the client's going away
		Code        int
		Title, Text string
		Style       template.CSS
	}{code, http.StatusText(code), text, pageStyle})
}
