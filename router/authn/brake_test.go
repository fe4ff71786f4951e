package authn

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// door is a service with tickets, minded by a brake.
type door struct {
	*Authenticator
	challenges atomic.Int32
}

func newDoor(limits BrakeLimits) *door {
	return &door{Authenticator: New(nil, NewBrake(limits), Ticket{Directory: NewNamed([]Record{
		{AuthID: "joe", Role: "user", Secret: "joe's"}, {AuthID: "eve", Role: "user", Secret: "eve's"},
	})})}
}

// try logs in and returns the URI that refuses it, "" for none.
func (d *door) try(ctx context.Context, remote, authid, ticket string) wamp.URI {
	_, err := d.Authenticate(ctx, &session.Attempt{
		Realm:   "realm1",
		Details: wamp.Dict{"authid": authid, "authmethods": []any{"ticket"}},
		Info:    transport.Info{Remote: remote},
		Challenge: func(*wamp.Challenge) (*wamp.Authenticate, error) {
			d.challenges.Add(1)
			if ticket == "" {
				return nil, errors.New("connection lost")
			}
			return &wamp.Authenticate{Signature: ticket}, nil
		},
	})
	var w *wamp.Error
	if errors.As(err, &w) {
		return w.URI
	}
	if err != nil {
		return wamp.ErrNetworkFailure
	}
	return ""
}

func (d *door) want(t *testing.T, uri wamp.URI, remote, authid, ticket string) {
	t.Helper()
	if got := d.try(t.Context(), remote, authid, ticket); got != uri {
		t.Fatalf("%s from %s with %q: got %q, want %q", authid, remote, ticket, got, uri)
	}
}

func TestBrakePerAddress(t *testing.T) {
	const denied, refused = wamp.ErrAuthenticationDenied, wamp.ErrUnavailable
	for name, test := range map[string]struct {
		guesser func(i int) string
		same    string // another port or host of the network
		other   string // somebody else
	}{
		"IPv4":          {func(i int) string { return fmt.Sprintf("203.0.113.5:%d", 1000+i) }, "203.0.113.5:9", "203.0.113.6:9"},
		"IPv4 as IPv6":  {func(i int) string { return fmt.Sprintf("[::ffff:203.0.113.5]:%d", 1000+i) }, "203.0.113.5:9", "203.0.113.6:9"},
		"an IPv6 /64":   {func(i int) string { return fmt.Sprintf("[2001:db8::%x]:1", i) }, "[2001:db8::ffff:1]:9", "[2001:db8:0:1::1]:9"},
		"a link's zone": {func(i int) string { return fmt.Sprintf("[fe80::%x%%eth0]:1", i) }, "[fe80::ffff%eth1]:9", "[fe81::1%eth0]:9"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newDoor(BrakeLimits{})
				for i := range 20 {
					d.want(t, denied, test.guesser(i), fmt.Sprintf("guess%d", i), "x")
				}
				asked := d.challenges.Load()
				d.want(t, refused, test.same, "joe", "joe's")
				if d.challenges.Load() != asked {
					t.Error("who is refused was challenged")
				}
				d.want(t, "", test.other, "joe", "joe's")
				time.Sleep(29 * time.Second)
				d.want(t, refused, test.same, "joe", "x")
				time.Sleep(time.Second)
				d.want(t, denied, test.same, "joe", "x")
				d.want(t, refused, test.same, "joe", "joe's")
				time.Sleep(30 * time.Second)
				for range 3 { // what succeeds costs nothing
					d.want(t, "", test.same, "joe", "joe's")
				}
				d.want(t, denied, test.same, "joe", "x") // and takes nothing off
				d.want(t, refused, test.same, "joe", "x")
				time.Sleep(10 * time.Minute)
				for range 20 {
					d.want(t, denied, test.same, "joe", "x")
				}
				d.want(t, refused, test.same, "joe", "x")
			})
		})
	}
}

// Addresses that many may share are exempt, and so is what is no guess.
func TestBrakeLeavesAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDoor(BrakeLimits{PerAddress: 3, PerAuthID: 3})
		for _, remote := range []string{"127.0.0.1:5", "127.0.0.2:5", "[::1]:5", "[::ffff:127.0.0.1]:5", "unix", ""} {
			for range 10 {
				d.want(t, wamp.ErrAuthenticationDenied, remote, "joe", "x")
			}
			d.want(t, "", remote, "joe", "joe's")
		}
		for range 10 {
			d.want(t, wamp.ErrNetworkFailure, "203.0.113.5:1", "joe", "")         // no answer
			d.want(t, wamp.ErrAuthenticationDenied, "203.0.113.5:1", "", "joe's") // no authid
		}
		d.want(t, "", "203.0.113.5:1", "joe", "joe's")
		if n := len(d.brake.networks) + len(d.brake.authids); n != 0 {
			t.Errorf("%d counts of nothing", n)
		}
	})
}

// An authenticator that does not work is no guess of the peer's, nor is its panic.
func TestBrakeOfBrokenAuthenticator(t *testing.T) {
	for name, ask := range map[string]Ask{
		"fails": func(context.Context, wamp.URI, wamp.URI, wamp.Payload) (wamp.Payload, error) {
			return wamp.Payload{}, errors.New("x")
		},
		"panics": func(context.Context, wamp.URI, wamp.URI, wamp.Payload) (wamp.Payload, error) { panic("x") },
	} {
		t.Run(name, func(t *testing.T) {
			d := &door{Authenticator: New(nil, NewBrake(BrakeLimits{PerAddress: 2}),
				Ticket{Directory: NewDynamic(&Dynamic{Procedure: "a.b", Ask: ask}), Given: true})}
			for range 5 {
				func() {
					defer func() { _ = recover() }() // as a session does
					d.want(t, wamp.ErrAuthenticationFailed, "203.0.113.5:1", "joe", "x")
				}()
			}
			if diff := cmp.Diff(tallies[netip.Prefix]{}, d.brake.networks); diff != "" {
				t.Errorf("counts (-want +got):\n%s", diff)
			}
		})
	}
}

func TestBrakePerAuthID(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDoor(BrakeLimits{})
		host := func(i int) string { return fmt.Sprintf("198.51.100.%d:1", i) }
		d.want(t, wamp.ErrAuthenticationDenied, "203.0.113.5:1", "joe", "mistyped")
		d.want(t, wamp.ErrAuthenticationDenied, "203.0.113.5:1", "joe", "mistyped")
		guesses := 0
		for i := range 250 {
			for range 5 {
				if d.try(t.Context(), host(i), "joe", "x") == wamp.ErrAuthenticationDenied {
					guesses++
				}
			}
		}
		// Five from each network until the authid has failed 100 times, three from each later one.
		if want := 20*5 + 230*3; guesses > want {
			t.Errorf("%d guesses, want %d at most", guesses, want)
		}
		d.want(t, wamp.ErrUnavailable, host(7), "joe", "joe's")
		d.want(t, "", host(7), "eve", "eve's")
		// The user is not locked out, wherever he has not guessed.
		d.want(t, "", "203.0.113.5:1", "joe", "joe's")
		d.want(t, "", "203.0.113.77:1", "joe", "joe's")
		d.want(t, "", "[2001:db8::1]:1", "joe", "joe's")

		time.Sleep(time.Minute)
		d.want(t, "", host(7), "joe", "joe's") // the authid has drained: not guessed at any more
		for i := range 250 {
			d.try(t.Context(), host(i), "joe", "x")
		}
		d.want(t, wamp.ErrUnavailable, host(7), "joe", "joe's")
		time.Sleep(time.Hour)
		d.want(t, "", host(7), "joe", "joe's")
	})
}

// Answers that come at once are as many guesses as those that come one after the other.
func TestBrakeOfManyAtOnce(t *testing.T) {
	for _, test := range []struct {
		ticket         string
		looked, passed int32
	}{{"wrong", 20, 0}, {"right", 200, 200}} {
		t.Run(test.ticket, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var looked, passed atomic.Int32
				ask := func(ctx context.Context, realm, procedure wamp.URI, p wamp.Payload) (wamp.Payload, error) {
					looked.Add(1)
					time.Sleep(100 * time.Millisecond)
					if !strings.Contains(string(p.Args), "right") {
						return wamp.Payload{}, &wamp.Error{URI: wamp.ErrNoSuchPrincipal}
					}
					return answering(t, "user")(ctx, realm, procedure, p)
				}
				d := &door{Authenticator: New(nil, NewBrake(BrakeLimits{}),
					Ticket{Directory: NewDynamic(&Dynamic{Procedure: "a.b", Ask: ask}), Given: true})}
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
				defer cancel()
				var all sync.WaitGroup
				for range 200 {
					all.Go(func() {
						if d.try(ctx, "203.0.113.5:1", "joe", test.ticket) == "" {
							passed.Add(1)
						}
					})
				}
				all.Wait()
				if looked.Load() != test.looked || passed.Load() != test.passed {
					t.Errorf("%d looked at, %d passed; want %d, %d", looked.Load(), passed.Load(), test.looked, test.passed)
				}
			})
		})
	}
}

// A wait for room ends with the login.
func TestBrakeWaitIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hang := func(context.Context, wamp.URI, wamp.URI, wamp.Payload) (wamp.Payload, error) {
			time.Sleep(time.Hour)
			return wamp.Payload{}, errors.New("x")
		}
		d := &door{Authenticator: New(nil, NewBrake(BrakeLimits{PerAddress: 1}),
			Ticket{Directory: NewDynamic(&Dynamic{Procedure: "a.b", Ask: hang}), Given: true})}
		go d.try(t.Context(), "203.0.113.5:1", "joe", "x")
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		began := time.Now()
		if got := d.try(ctx, "203.0.113.5:1", "joe", "x"); got != wamp.ErrTimeout || time.Since(began) != 10*time.Second {
			t.Errorf("got %q after %s", got, time.Since(began))
		}
		time.Sleep(time.Hour)
	})
}

// Whether the authid exists makes no difference, and a right guess of who is refused neither.
func TestBrakeTellsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sequence := func(authid, last string) (seen []string) {
			d := newDoor(BrakeLimits{PerAuthID: 5})
			for i := range 30 {
				seen = append(seen, string(d.try(t.Context(), fmt.Sprintf("203.0.113.%d:1", i%3), authid, "x")))
			}
			return append(seen, string(d.try(t.Context(), "203.0.113.1:1", authid, last)))
		}
		want := sequence("joe", "x")
		for _, other := range [][2]string{{"joe", "joe's"}, {"nobody", "x"}} {
			if diff := cmp.Diff(want, sequence(other[0], other[1])); diff != "" {
				t.Errorf("%v (-joe +got):\n%s", other, diff)
			}
		}
		if want[30] != string(wamp.ErrUnavailable) {
			t.Errorf("ended with %s", want[30])
		}
	})
}

func TestBrakeUnderAFlood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDoor(BrakeLimits{})
		for range 20 {
			d.want(t, wamp.ErrAuthenticationDenied, "203.0.113.5:1", "joe", "x")
		}
		for i := range 100_000 {
			remote := fmt.Sprintf("[2001:db8:%x:%x::1]:1", i>>16, i&0xffff)
			d.want(t, wamp.ErrAuthenticationDenied, remote, fmt.Sprintf("%d%s", i, strings.Repeat("x", 100)), "x")
		}
		if len(d.brake.networks) != mostTallies || len(d.brake.authids) != mostTallies {
			t.Errorf("%d networks, %d authids", len(d.brake.networks), len(d.brake.authids))
		}
		d.want(t, wamp.ErrUnavailable, "203.0.113.5:1", "joe", "joe's")
	})
}
