package node

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/wampgen/wampgen/router/config"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/client"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Remote is the router that a component of a container joins.
type Remote struct {
	URL      string        // as the file has it
	Target   string        // the URL to connect to: that, or one to the endpoint that the file has
	Host     string        // that the router is asked for, if Target does not say
	Formats  []wamp.Format // nil: all
	Timeout  time.Duration // to connect; 0: the start timeout of the component
	Hostname string        // that the router's certificate is for; "": that of the URL
	Roots    []byte        // PEM: who is trusted; nil: the system's
	Identity *Certificate  // of this side; nil: none
}

// remote resolves the transport of a container's component.
func (p *planner) remote(r *config.Remote) *Remote {
	remote := &Remote{URL: r.URL, Target: r.URL}
	for _, name := range r.Serializers {
		if format, ok := wamp.ParseFormat(name); ok && !slices.Contains(remote.Formats, format) {
			remote.Formats = append(remote.Formats, format)
		}
	}
	e := &r.Endpoint
	remote.Timeout = time.Duration(e.Timeout) * time.Second
	if e.TLS.Given() && e.Intact("tls") {
		p.remoteTLS(remote, &e.TLS)
	}
	if r.Type == "rawsocket" {
		remote.Target = p.rawSocketURL(e)
		return remote
	}
	u, err := url.Parse(r.URL)
	switch {
	case !r.Intact("url") || r.URL == "":
	case err != nil || u.Host == "" || u.Scheme != "ws" && u.Scheme != "wss":
		p.fault(r.Source, "url", "invalid-url", "want a URL of the scheme ws or wss, got %s", r.Written("url"))
	case e.Type != "":
		p.redirect(remote, u, e)
		if u.Scheme == "ws" && e.TLS.Given() {
			p.fault(e.Source, "tls", "tls", "the URL %s is not of the scheme wss", r.Written("url"))
		}
	}
	return remote
}

// rawSocketURL is where a RawSocket endpoint leads.
func (p *planner) rawSocketURL(e *config.RemoteEndpoint) string {
	switch {
	case e.Type == "unix":
		return "rs://unix:" + p.files.Path(e.Path)
	case e.TLS.Given():
		return "rss://" + hostPort(e)
	default:
		return "rs://" + hostPort(e)
	}
}

func hostPort(e *config.RemoteEndpoint) string {
	return net.JoinHostPort(e.Host, strconv.FormatInt(e.Port, 10))
}

// redirect has the router reached elsewhere than its URL says.
func (p *planner) redirect(remote *Remote, u *url.URL, e *config.RemoteEndpoint) {
	if e.Type == "unix" {
		if u.Scheme != "ws" || u.Path != "" && u.Path != "/" {
			p.fault(e.Source, "type", "unsupported", "over a Unix socket only URLs of the scheme ws with the path / are supported")
			return
		}
		remote.Target = "ws://unix:" + p.files.Path(e.Path)
		return
	}
	if remote.Hostname == "" {
		remote.Hostname = u.Hostname()
	}
	remote.Host = u.Host
	to := *u
	to.Host = hostPort(e)
	remote.Target = to.String()
}

func (p *planner) remoteTLS(remote *Remote, t *config.RemoteTLS) {
	remote.Hostname = t.Hostname
	for i, name := range t.CACertificates {
		index := fmt.Sprintf("[%d]", i)
		roots, ok := p.certificates(t.AtPath("ca_certificates", index), t.Path("ca_certificates")+index, name)
		if ok {
			remote.Roots = append(append(remote.Roots, '\n'), roots...)
		}
	}
	if t.Has("certificate") != t.Has("key") {
		p.fault(t.Source, "", "tls", "a certificate and its key go together")
		return
	}
	if !t.Has("certificate") {
		return
	}
	chain, ok := p.certificates(t.At("certificate"), t.Path("certificate"), t.Certificate)
	key, read := p.file(t.At("key"), t.Path("key"), t.Key)
	if !ok || !read {
		return
	}
	remote.Identity = &Certificate{Chain: bytes.Clone(chain), Key: key}
	if _, err := remote.Identity.load(); err != nil {
		p.fault(t.Source, "key", "tls", "%q does not fit the certificate %q: %v", t.Key, t.Certificate, err)
	}
}

// connect returns the way to the router.
func (r *Remote) connect() (runtime.Connect, error) {
	var opts []client.Option
	if r.Formats != nil {
		opts = append(opts, client.WithFormats(r.Formats...))
	}
	cfg, err := r.tls()
	if err != nil {
		return nil, err
	}
	opts = append(opts, client.WithTLS(cfg))
	if r.Host != "" {
		opts = append(opts, client.WithHeader(http.Header{"Host": {r.Host}}))
	}
	connect := client.Connect(r.Target, opts...)
	if r.Timeout == 0 {
		return connect, nil
	}
	return func(ctx context.Context, sink runtime.Sink) (runtime.Link, error) {
		ctx, cancel := context.WithTimeout(ctx, r.Timeout)
		defer cancel()
		return connect(ctx, sink)
	}, nil
}

func (r *Remote) tls() (*tls.Config, error) {
	cfg := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: r.Hostname}
	if r.Roots != nil {
		cfg.RootCAs = x509.NewCertPool()
		cfg.RootCAs.AppendCertsFromPEM(r.Roots) // checked by the plan
	}
	if r.Identity != nil {
		identity, err := r.Identity.load()
		if err != nil {
			return nil, err
		}
		cfg.Certificates = []tls.Certificate{*identity}
	}
	return cfg, nil
}
