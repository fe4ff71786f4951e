package web

import (
	"html/template"
	"net/http"
)

// NodeInfo is what the page of a node says.
type NodeInfo struct {
	Title      string
	Components []ComponentInfo
}

// ComponentInfo is what the page of a node says of a hosted component.
type ComponentInfo struct{ Worker, ID, Class, Realm, State string }

var nodePage = template.Must(template.New("node").Parse(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Info.Title}}</title>
<style>{{.Style}}</style>
<h1>{{.Info.Title}}</h1>
<p>A WAMP router made with wampgen.</p>
{{- with .Info.Components}}
<table>
<tr><th>Component</th><th>Class</th><th>Realm</th><th>State</th></tr>
{{- range .}}
<tr><td>{{.Worker}}/{{.ID}}</td><td><code>{{.Class}}</code></td><td>{{.Realm}}</td><td>{{.State}}</td></tr>
{{- end}}
</table>
{{- end}}
</html>
`))

// NewNodeInfo returns the handler of a page about the node; info is called for
// each request.
func NewNodeInfo(info func() NodeInfo) http.Handler {
	return exactly(reading(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		secure(w.Header())
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		_ = nodePage.Execute(w, struct { // an error is the client's going away
			Info  NodeInfo
			Style template.CSS
		}{info(), pageStyle})
	})))
}
