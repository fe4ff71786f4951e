//go:build unix

package bench

import (
	"context"
	"flag"
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wampgen/wampgen/runtime/wamp"
)

var soak = flag.Duration("soak", 500*time.Millisecond, "how long TestSoak works the router")

// TestSoak has clients come, call, subscribe, publish, break their connections and send
// garbage, all at once, in several phases. After each the router has as many goroutines
// as before, and in the end no more memory than after the second:
//
//	go test ./router/bench -count=1 -v -timeout 0 -run TestSoak -soak 10m
func TestSoak(t *testing.T) {
	const phases = 5
	s := startServer(t, "tight")
	s.group.Add(1)
	before := s.goroutines(t)
	var memory, goroutines []int64
	for phase := range phases {
		s.work(t, *soak/phases, uint64(phase))
		for deadline := time.Now().Add(20 * time.Second); s.goroutines(t) > before && time.Now().Before(deadline); {
			time.Sleep(20 * time.Millisecond) // sessions end that were cut off
		}
		memory, goroutines = append(memory, s.memory(t)), append(goroutines, s.goroutines(t))
	}
	t.Logf("after each phase: %v bytes, %v goroutines; %d messages dropped, %d sessions ended", memory, goroutines, s.dropped(t), s.killed(t))
	last := phases - 1
	if goroutines[last] > before {
		t.Errorf("%d goroutines before, after each phase %v", before, goroutines)
	}
	if most := memory[1] + memory[1]/10 + 1<<20; memory[last] > most {
		t.Errorf("bytes after each phase: %v", memory)
	}
}

// work has many clients do all that there is for some time, and ends when all have gone.
func (s *server) work(t *testing.T, d time.Duration, seed uint64) {
	stop, done := context.WithTimeout(t.Context(), d)
	defer done()
	var working sync.WaitGroup
	for i, do := range []func(*testing.T, context.Context, *rand.Rand){s.serveSteadily, s.churn, s.churn, s.churn, s.talkNonsense} {
		working.Go(func() { do(t, stop, rand.New(rand.NewPCG(seed, uint64(i)))) })
	}
	working.Wait()
}

// serveSteadily calls one callee and publishes to subscribers, without a fault: nothing may fail.
func (s *server) serveSteadily(t *testing.T, stop context.Context, random *rand.Rand) {
	c, e := s.calls(t, wamp.JSON), s.events(t, same(wamp.MessagePack, 4)...)
	for stop.Err() == nil {
		size := 16 << random.IntN(13) // up to 64 KiB
		c.run(t, 50, 1+random.IntN(64), text(wamp.JSON, size))
		e.run(t, 50, 1+random.IntN(32), text(wamp.MessagePack, size))
	}
	c.close()
	e.close()
}

// churn joins, subscribes, registers, calls, publishes, and leaves in one way or another.
func (s *server) churn(t *testing.T, stop context.Context, random *rand.Rand) {
	formats := []wamp.Format{wamp.JSON, wamp.MessagePack, wamp.CBOR}
	for stop.Err() == nil {
		f := formats[random.IntN(3)]
		c := s.dial(t, f)
		for range random.IntN(20) {
			switch random.IntN(5) {
			case 0:
				c.send(t, &wamp.Subscribe{Request: c.request(), Topic: "com.example.soak"})
			case 1:
				c.send(t, &wamp.Register{Request: c.request(), Procedure: "com.example.soak"})
			case 2:
				c.send(t, &wamp.Call{Request: c.request(), Procedure: "com.example.soak", Payload: text(f, 100)})
			case 3:
				c.send(t, &wamp.Publish{Request: c.request(), Topic: "com.example.soak", Payload: text(f, 1000)})
			case 4:
				c.send(t, &wamp.Yield{Request: wamp.ID(1 + random.IntN(3))})
			}
		}
		switch random.IntN(3) {
		case 0:
			c.send(t, &wamp.Goodbye{Reason: wamp.CloseRealm})
			for c.receive(t) != nil {
			}
		case 1:
			c.send(t, &wamp.Welcome{Session: 1}) // which no client sends
			for c.receive(t) != nil {
			}
		}
		c.close()
	}
}

// talkNonsense opens connections and cuts them off in the middle of something.
func (s *server) talkNonsense(t *testing.T, stop context.Context, random *rand.Rand) {
	request := "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" +
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: wamp.2.cbor\r\n\r\n"
	for stop.Err() == nil {
		conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "ws://"))
		if err != nil {
			t.Error(err)
			return
		}
		if random.IntN(4) == 0 {
			_, _ = io.WriteString(conn, request[:random.IntN(len(request))])
		} else {
			_, _ = io.WriteString(conn, request)
			_ = conn.SetReadDeadline(time.Now().Add(5 * time.Second))
			_, _ = conn.Read(make([]byte, 512)) // the answer
			garbage := make([]byte, random.IntN(3000))
			for i := range garbage {
				garbage[i] = byte(random.Uint32())
			}
			if random.IntN(2) == 0 && len(garbage) > 2 {
				garbage[0], garbage[1] = 0x82, 0xfe // a binary frame of some length
			}
			_, _ = conn.Write(garbage)
		}
		if random.IntN(2) == 0 {
			_ = conn.(*net.TCPConn).SetLinger(0)
		}
		_ = conn.Close()
	}
}
