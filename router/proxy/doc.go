// Package proxy reads what reverse proxies and load balancers say of the clients they
// connect for: in a header of each request (X-Forwarded-For, or Forwarded of RFC 7239), or in
// front of the connection (the PROXY protocol, versions 1 and 2). Nobody is believed who is
// not trusted by name.
package proxy
