package websocket

import (
	"errors"
	"testing"
	"time"

	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

func TestPingsAreSent(t *testing.T) {
	for _, secure := range []bool{false, true} {
		s := newServer(t, Options{Limits: Limits{PingInterval: time.Millisecond, PingsMissed: 10_000}}, secure)
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
	s := newServer(t, Options{Limits: Limits{PingInterval: 5 * time.Millisecond, PingsMissed: 2}}, false)
	s.dialRaw(t, wamp.JSON) // answers nothing
	srv := s.accept(t)
	var closed *transport.CloseError
	if err := drain(srv); !errors.As(err, &closed) || closed.Code != transport.ClosePolicyViolation || closed.Peer {
		t.Errorf("read ended with %v", err)
	}
}

// A peer that answers stays, however short the interval.
func TestPeerThatAnswersStays(t *testing.T) {
	s := newServer(t, Options{Limits: Limits{PingInterval: 20 * time.Millisecond, PingsMissed: 100}}, false)
	client := s.dial(t, DialOptions{})
	client.OnIdle(func() { client.TryFlush() })
	srv := s.accept(t)
	pongs := make(chan struct{}, 100)
	srv.(*conn).ws.SetPongHandler(func(string) error { pongs <- struct{}{}; return nil })
	go drain(client)
	ended := make(chan error, 1)
	go func() { ended <- drain(srv) }()
	for range 5 {
		select {
		case <-pongs:
		case err := <-ended:
			t.Fatalf("cut off: %v", err)
		}
	}
}
