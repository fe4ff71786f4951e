package web

import (
	"net/http"
	"regexp"
	"strings"
)

// Origins says which pages may connect from a browser. The zero Origins admits
// pages of the host that is connected to.
type Origins struct {
	Allowed   []string // origins such as https://example.com:8443; "*" stands for any text
	AllowNull bool     // pages without an origin of their own: files, sandboxed frames
}

// Check returns the function that judges requests, or nil for the rule of the
// transport, the same host. A client that is no browser sends no Origin and is
// admitted.
func (o Origins) Check() func(*http.Request) bool {
	if len(o.Allowed) == 0 && !o.AllowNull {
		return nil
	}
	var patterns []string
	for _, origin := range o.Allowed {
		pattern := regexp.QuoteMeta(strings.TrimSuffix(strings.ToLower(origin), "/"))
		patterns = append(patterns, strings.ReplaceAll(pattern, `\*`, `.*`))
	}
	allowed := regexp.MustCompile(`^(?:` + strings.Join(patterns, "|") + `)$`)
	return func(r *http.Request) bool {
		switch origin := strings.ToLower(r.Header.Get("Origin")); {
		case origin == "":
			return true
		case origin == "null":
			return o.AllowNull
		case len(o.Allowed) == 0:
			return origin == "http://"+strings.ToLower(r.Host) || origin == "https://"+strings.ToLower(r.Host)
		default:
			return allowed.MatchString(origin)
		}
	}
}
