package routertest_test

import (
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// proxy stands between clients and a router and does to connections what networks do.
type proxy struct {
	target   string
	listener net.Listener
	running  sync.WaitGroup

	mu    sync.Mutex
	fault fault
	conns map[*proxied]bool
}

// fault is what happens to bytes.
type fault uint8

const (
	passes    fault = iota
	slow            // a few bytes at a time, late
	blackHole       // taken and never delivered
	refuses         // new connections are closed at once
)

// proxied is one connection and its continuation to the router.
type proxied struct {
	client, router net.Conn
	ended          bool // and nobody was told
}

func newProxy(t *testing.T, url string) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{target: strings.TrimPrefix(url, "ws://"), listener: l, conns: map[*proxied]bool{}}
	p.running.Go(p.accept)
	t.Cleanup(func() {
		l.Close()
		p.set(refuses)
		p.cut()
		p.running.Wait()
	})
	return p
}

func (p *proxy) url() string { return "ws://" + p.listener.Addr().String() }

func (p *proxy) accept() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		router, err := net.Dial("tcp", p.target)
		if err != nil {
			client.Close()
			continue
		}
		c := &proxied{client: client, router: router}
		p.mu.Lock()
		p.conns[c] = true
		refused := p.fault == refuses
		p.mu.Unlock()
		if refused {
			p.cut()
			continue
		}
		p.running.Go(func() { p.carry(c, client, router) })
		p.running.Go(func() { p.carry(c, router, client) })
	}
}

func (p *proxy) carry(c *proxied, from io.Reader, to io.Writer) {
	buf := make([]byte, 4096)
	for {
		part := buf
		if p.is(slow) {
			time.Sleep(time.Millisecond)
			part = buf[:7]
		}
		n, err := from.Read(part)
		if err != nil {
			break
		}
		if p.is(blackHole) {
			continue
		}
		if _, err := to.Write(part[:n]); err != nil {
			break
		}
	}
	p.mu.Lock()
	c.ended = true
	p.mu.Unlock()
	if !p.is(blackHole) {
		p.close(c)
	}
}

// heal ends all faults. Who has not heard of an end yet does now: TCP repeats it.
func (p *proxy) heal() {
	p.set(passes)
	p.each(func(c *proxied) {
		if c.ended {
			reset(c.client)
			reset(c.router)
		}
	})
}

func (p *proxy) is(f fault) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.fault == f
}

// set has bytes meet a fault from now on.
func (p *proxy) set(f fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fault = f
}

// cut closes both ends of all connections, without a word.
func (p *proxy) cut() { p.each(func(c *proxied) { reset(c.client); reset(c.router) }) }

// halve closes the router's end, of which the clients hear nothing.
func (p *proxy) halve() {
	p.set(blackHole)
	p.each(func(c *proxied) { reset(c.router) })
}

func (p *proxy) each(f func(*proxied)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.conns {
		f(c)
	}
}

func (p *proxy) close(c *proxied) {
	p.mu.Lock()
	delete(p.conns, c)
	p.mu.Unlock()
	reset(c.client)
	reset(c.router)
}

func reset(c net.Conn) {
	_ = c.(*net.TCPConn).SetLinger(0)
	c.Close()
}
