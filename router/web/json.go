package web

import (
	"bytes"
	"encoding/json"
	"net/http"
)

// JSON is a fixed JSON value as a page.
type JSON struct {
	Value             []byte // JSON
	Prettify          bool
	AllowCrossOrigin  bool
	DiscourageCaching bool
}

// NewJSON returns the handler of the value.
func NewJSON(j JSON) http.Handler {
	body := bytes.Clone(j.Value)
	if j.Prettify {
		var pretty bytes.Buffer
		if json.Indent(&pretty, body, "", "  ") == nil {
			body = pretty.Bytes()
		}
	}
	body = append(body, '\n')
	return exactly(reading(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		h := w.Header()
		secure(h)
		h.Set("Content-Type", "application/json")
		if j.AllowCrossOrigin {
			h.Set("Access-Control-Allow-Origin", "*")
		}
		if j.DiscourageCaching {
			h.Set("Cache-Control", "no-store")
		}
		_, _ = w.Write(body) // an error is the client's going away
	})))
}
