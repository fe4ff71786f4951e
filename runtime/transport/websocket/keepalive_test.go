package websocket

import (
	"bytes"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

func TestPingsAreSent(t *testing.T) {
	for _, secure := range []bool{false, true} {
		s := newServer(t, Options{Limits: transport.Limits{PingInterval: time.Millisecond, PingsMissed: 10_000}}, secure)
		client := s.dial(t, DialOptions{})
		srv := s.accept(t)
		seen := make(chan struct{}, 1)
		client.(*conn).ws.SetPingHandler(func(string) error {
			select {
			case seen <- struct{}{}:
			default:
			}
			return nil
		})
		go drain(client)
		go drain(srv)
		<-seen
		<-seen
	}
}

func TestSilentPeerIsCutOff(t *testing.T) {
	s := newServer(t, Options{Limits: transport.Limits{PingInterval: 5 * time.Millisecond, PingsMissed: 2}}, false)
	s.dialRaw(t, wamp.JSON) // answers nothing
	srv := s.accept(t)
	var closed *transport.CloseError
	if err := drain(srv); !errors.As(err, &closed) || closed.Code != transport.ClosePolicyViolation || closed.Peer {
		t.Errorf("read ended with %v", err)
	}
}

// A peer that answers stays for many more pings than it may leave unanswered.
func TestPeerThatAnswersStays(t *testing.T) {
	const missed = 10
	s := newServer(t, Options{Limits: transport.Limits{PingInterval: 20 * time.Millisecond, PingsMissed: missed}}, false)
	client := s.dial(t, DialOptions{})
	client.OnIdle(func() { client.TryFlush() })
	srv := s.accept(t)
	pings := make(chan struct{}, 100)
	answer := client.(*conn).ws.PingHandler()
	client.(*conn).ws.SetPingHandler(func(data string) error { pings <- struct{}{}; return answer(data) })
	go drain(client)
	ended := make(chan error, 1)
	go func() { ended <- drain(srv) }()
	for range 3 * missed {
		select {
		case <-pings:
		case err := <-ended:
			t.Fatalf("cut off: %v", err)
		}
	}
}

// Pongs between messages do not reach gorilla, wherever reading cuts them.
func TestSkipPongs(t *testing.T) {
	pong := func(n int) []byte { return append([]byte{0x8a, 0x80 | byte(n), 1, 2, 3, 4}, make([]byte, n)...) }
	text := []byte{0x81, 0x81, 1, 2, 3, 4, 'x'}
	for name, test := range map[string]struct{ in, left []byte }{
		"one":               {pong(0), nil},
		"several":           {slices.Concat(pong(3), pong(125)), nil},
		"before a message":  {slices.Concat(pong(0), text), text},
		"after a message":   {slices.Concat(text, pong(0)), slices.Concat(text, pong(0))},
		"cut in the header": {[]byte{0x8a, 0x80}, []byte{0x8a, 0x80}},
		"cut in the data":   {pong(9)[:14], pong(9)[:14]},
		"not masked":        {[]byte{0x8a, 0, 1, 2, 3, 4}, []byte{0x8a, 0, 1, 2, 3, 4}},
		"too long":          {[]byte{0x8a, 0xfe, 0, 126, 3, 4}, []byte{0x8a, 0xfe, 0, 126, 3, 4}},
		"in parts":          {[]byte{0x0a, 0x80, 1, 2, 3, 4}, []byte{0x0a, 0x80, 1, 2, 3, 4}},
	} {
		t.Run(name, func(t *testing.T) {
			left := test.in
			for n := pongLength(left); n > 0; n = pongLength(left) {
				left = left[n:]
			}
			if !bytes.Equal(left, test.left) {
				t.Errorf("left %x, want %x", left, test.left)
			}
		})
	}
}
