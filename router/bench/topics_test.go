//go:build unix

package bench

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// topicsWorkload has 8 publishers publish to 256 topics, of which each of 8
// subscribers has 32. 256 events are in flight.
func topicsWorkload(cpu bar) workload {
	const publishers, topics = 8, 256
	return workload{
		name: "event, 8 publishers, 256 topics", operations: 16_000, parts: 1, without: []string{"relay", "limit"}, bar: cpu,
		start: func(b testing.TB, s *server) job {
			clients := s.connect(b, same(wamp.JSON, 2*publishers)...)
			uris := make([]wamp.URI, topics)
			for i := range uris {
				uris[i] = s.uri(fmt.Sprintf("topic%d.", i))
			}
			room := make(chan struct{}, topics) // one for each event that may be published
			for range cap(room) {
				room <- struct{}{}
			}
			for _, c := range clients[:publishers] {
				go c.ignore(b)
			}
			for i, c := range clients[publishers:] {
				for _, uri := range uris[i*topics/publishers : (i+1)*topics/publishers] {
					c.send(b, &wamp.Subscribe{Request: c.request(), Topic: uri})
					if m, ok := c.receive(b).(*wamp.Subscribed); !ok {
						b.Fatalf("got %+v, want SUBSCRIBED", m)
					}
				}
				go func() {
					for c.receive(b) != nil {
						room <- struct{}{}
					}
				}()
			}
			p := text(wamp.JSON, 16)
			run := func(n int) []time.Duration {
				var publishing sync.WaitGroup
				for i, c := range clients[:publishers] {
					publishing.Go(func() {
						for j := range n / publishers {
							<-room
							c.send(b, &wamp.Publish{Request: c.request(), Topic: uris[(i*31+j)%topics], Payload: p})
						}
					})
				}
				publishing.Wait()
				for range cap(room) {
					<-room
				}
				for range cap(room) {
					room <- struct{}{}
				}
				return nil
			}
			return job{run, func() { closeAll(clients) }}
		},
	}
}
