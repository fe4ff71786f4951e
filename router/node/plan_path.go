package node

import (
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/wampgen/wampgen/router/config"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// The types of paths.
const (
	WebSocket = "websocket"
	Static    = "static"
	JSON      = "json"
	Redirect  = "redirect"
	NodeInfo  = "nodeinfo"
	Nested    = "path"
	LongPoll  = "longpoll"
	Metrics   = "metrics"
	Live      = "livez"
	Ready     = "readyz"
	Resource  = "resource"
)

// Path is a service of a transport. Type says which of the other fields counts.
type Path struct {
	Name      string // a segment of the URL's path, or "/"
	Type      string
	WebSocket *WebSocketPath // of websocket and longpoll
	Static    *StaticPath
	JSON      *JSONPath
	Target    string // of a redirect
	Resource  string // the class name of a handler
	Paths     []Path
}

// WebSocketPath is a WAMP-over-WebSocket service, or one for clients that poll.
type WebSocketPath struct {
	Service
	URL             string // how clients reach it; "" if the file does not say
	AllowedOrigins  []string
	AllowNullOrigin bool
	Compression     bool // permessage-deflate
}

// Service is what WAMP services of all transports have in common.
type Service struct {
	Role    string // of who comes without credentials; "": nobody does
	Auth    Auth
	Formats []wamp.Format // nil: all
	Limits  session.Limits
}

// StaticPath is files of a directory.
type StaticPath struct {
	Directory   string // as the node file has it
	DefaultFile string
	MIMETypes   map[string]string
	CacheFor    time.Duration
}

// JSONPath is a fixed JSON value.
type JSONPath struct {
	Value             []byte
	Prettify          bool
	AllowCrossOrigin  bool
	DiscourageCaching bool
}

// paths resolves the paths of a transport, or those nested in one.
func (p *planner) paths(s service, configured []config.Path) []Path {
	var paths []Path
	for i := range configured {
		c := &configured[i]
		path := Path{Name: c.Name, Type: c.Type}
		switch c.Type {
		case WebSocket:
			path.WebSocket = p.webSocket(s, c.Source, &c.WebSocket)
		case LongPoll:
			path.WebSocket = p.longPoll(s, c.Source, &c.WebSocket)
		case Static:
			path.Static = p.static(c)
		case JSON:
			path.JSON = &JSONPath{
				Value:             c.Value,
				Prettify:          c.JSON.Prettify,
				AllowCrossOrigin:  c.JSON.AllowCrossOrigin,
				DiscourageCaching: c.JSON.DiscourageCaching,
			}
		case Redirect:
			path.Target = p.target(c)
		case Resource:
			path.Resource = p.resource(c)
		case Nested:
			path.Paths = p.paths(s, c.Paths)
		}
		paths = append(paths, path)
	}
	return paths
}

func (p *planner) static(c *config.Path) *StaticPath {
	static := &StaticPath{
		Directory:   c.Static.Directory,
		DefaultFile: c.Static.DefaultFile,
		MIMETypes:   c.Static.MIMETypes,
		CacheFor:    time.Duration(c.Static.CacheSeconds) * time.Second,
	}
	if static.Directory == "" {
		return static
	}
	if _, err := p.files.Directory(static.Directory); err != nil {
		p.fault(c.Source, "directory", "no-directory", "%v", err).Hint = "directories are relative to the node file"
	}
	if filepath.Clean(static.Directory) == "." {
		p.warn(c.Source, "directory", "serves-itself", "the directory is that of the node file, which is served with all the rest").
			Hint = "move what is public to a directory of its own"
	}
	return static
}

func (p *planner) target(c *config.Path) string {
	u, err := url.Parse(c.Target)
	if c.Target != "" && (err != nil || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" || strings.ContainsAny(c.Target, "\r\n")) {
		p.fault(c.Source, "url", "invalid-url", "want a path or a URL of the scheme http or https, got %s", c.Written("url"))
	}
	return c.Target
}
