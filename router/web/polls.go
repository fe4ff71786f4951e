package web

import (
	"crypto/rand"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wampgen/wampgen/runtime/transport/longpoll"
)

// Polls are the connections of clients that poll. The zero value is ready.
type Polls struct {
	mu    sync.Mutex
	open  map[string]*poll
	ended []endedPoll // lately, in this order
}

// poll is a connection that is open.
type poll struct {
	*longpoll.Conn
	joined atomic.Bool // its session is open
}

// endedPoll is a connection that is no more.
type endedPoll struct {
	id string
	at time.Time
}

// How many connections that have ended are remembered, and for how long.
const (
	mostEnded = 1024
	endedFor  = 30 * time.Second
)

// Continues reports whether a request belongs to a connection that is open.
func (p *Polls) Continues(r *http.Request) bool {
	segments := strings.Split(r.URL.Path, "/")
	return len(segments) > 1 && p.find(segments[len(segments)-2]) != nil
}

func (p *Polls) find(id string) *poll {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.open[id]
}

func (p *Polls) add(conn *poll) (id string) {
	id = rand.Text() // 128 bits
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.open == nil {
		p.open = map[string]*poll{}
	}
	p.open[id] = conn
	return id
}

func (p *Polls) remove(id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.open, id)
	now := time.Now()
	old := 0
	for old < len(p.ended) && (now.Sub(p.ended[old].at) > endedFor || len(p.ended)-old >= mostEnded) {
		old++
	}
	p.ended = append(slices.Delete(p.ended, 0, old), endedPoll{id, now})
}

// hasEnded reports whether a connection has ended lately: its client may close it, too,
// which is no mistake.
func (p *Polls) hasEnded(id string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.ContainsFunc(p.ended, func(e endedPoll) bool { return e.id == id })
}
