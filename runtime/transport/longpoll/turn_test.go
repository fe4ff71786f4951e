package longpoll

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime/transport"
)

// Requests that arrive in any order are read in that of their WAMP request ids; what has
// none is not held back.
func TestOvertaking(t *testing.T) {
	for batched, want := range map[bool][]string{
		false: {"[70,9]", `[48,1]`, `[16,2]`, `[32,3]`, `[48,4]`, `[48,2]`},
		true:  {"[70,9]", `[48,1]`, `[70,1]`, `[16,2]`, `[70,2]`, `[32,3]`, `[70,3]`, `[48,4]`, `[70,4]`, `[48,2]`, `[70,2]`},
	} {
		synctest.Test(t, func(t *testing.T) {
			c := open(batched)
			messages := make(chan []string)
			go func() { got, _ := read(c); messages <- got }()
			for _, m := range []string{"[48,4]", "[32,3]", "[16,2]", "[70,9]", "[48,1]", "[48,2]"} { // the last as a continuation
				if batched {
					if m[1:3] != "70" {
						m += "\x1e[70," + m[4:]
					}
					m += "\x1e"
				}
				go func() {
					if err := c.Deliver(t.Context(), []byte(m)); err != nil {
						t.Errorf("%q: %v", m, err)
					}
				}()
				synctest.Wait()
			}
			c.Hangup()
			if diff := cmp.Diff(want, <-messages); diff != "" {
				t.Errorf("batched %t (-want +got):\n%s", batched, diff)
			}
			c.Close(transport.CloseNormal, "")
		})
	}
}

// Who leaves ids out is not held back for long: that is for the session to judge.
func TestOvertakingWithoutEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := open(false)
		messages := make(chan []string)
		go func() { got, _ := read(c); messages <- got }()
		begin := time.Now()
		for i := range 3 {
			if err := c.Deliver(t.Context(), fmt.Appendf(nil, "[48,%d]", 7+i)); err != nil {
				t.Error(err)
			}
		}
		if waited := time.Since(begin); waited != turnWait {
			t.Errorf("waited %s, want %s once", waited, turnWait)
		}
		delivered := make(chan error)
		go func() { delivered <- c.Deliver(t.Context(), []byte("[48,99]")) }()
		synctest.Wait()
		c.Hangup()
		if err := <-delivered; err != ErrGone {
			t.Errorf("what waits for its turn at the end: %v", err)
		}
		if diff := cmp.Diff([]string{"[48,7]", "[48,8]", "[48,9]"}, <-messages); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		c.Close(transport.CloseNormal, "")
	})
}

// A page that is left breaks its request off, and does not come back.
func TestClientThatGoesAway(t *testing.T) {
	for back, want := range map[bool]time.Duration{false: 10 * time.Second, true: 60 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			c := open(false)
			ctx, leave := context.WithCancel(t.Context())
			time.AfterFunc(time.Second, leave)
			if _, err := c.Collect(ctx, io.Discard); err != context.Canceled {
				t.Fatal(err)
			}
			if back {
				time.Sleep(5 * time.Second)
				if n, err := c.Collect(t.Context(), io.Discard); n != 0 || err != nil {
					t.Fatal(n, err)
				}
			}
			begin := time.Now()
			_, err := read(c)
			var closed *transport.CloseError
			if gone := time.Since(begin); !errors.As(err, &closed) || gone != want {
				t.Errorf("back %t: given up after %s with %v", back, gone, err)
			}
			c.Close(transport.CloseNormal, "")
		})
	}
}
