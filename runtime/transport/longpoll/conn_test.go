package longpoll

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func open(batched bool) *Conn {
	return New(transport.Protocol{Format: wamp.JSON, Batched: batched}, transport.Info{}, transport.Limits{})
}

func add(t *testing.T, c *Conn, args string) (queued int) {
	t.Helper()
	f, err := transport.NewFrame(wamp.JSON, &wamp.Event{Subscription: 1, Publication: 2, Payload: wamp.Payload{Format: wamp.JSON, Args: []byte(args)}})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Release()
	return c.Append(f)
}

// read reads until the end and returns the messages.
func read(c *Conn) (messages []string, err error) {
	var buf transport.Buffer
	defer buf.Free()
	for {
		if err := c.Read(&buf); err != nil {
			return messages, err
		}
		messages = append(messages, string(buf.Bytes()))
	}
}

func TestCollect(t *testing.T) {
	for batched, want := range map[bool][]string{
		false: {"[36,1,2,{},[1]]", "[36,1,2,{},[2]]"},
		true:  {"[36,1,2,{},[1]]\x1e[36,1,2,{},[2]]\x1e"},
	} {
		synctest.Test(t, func(t *testing.T) {
			c := open(batched)
			add(t, c, "[1]")
			if queued := add(t, c, "[2]"); queued != 30 || c.Queued() != 30 {
				t.Errorf("%d bytes wait", queued)
			}
			var got []string
			for c.Queued() > 0 {
				var b bytes.Buffer
				if n, err := c.Collect(t.Context(), &b); n == 0 || err != nil {
					t.Fatal(n, err)
				}
				got = append(got, b.String())
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			begin := time.Now()
			if n, err := c.Collect(t.Context(), io.Discard); n != 0 || err != nil || time.Since(begin) != c.HoldFor() {
				t.Errorf("%d messages, error %v after %s", n, err, time.Since(begin))
			}
			c.Close(transport.CloseNormal, "")
			if _, err := c.Collect(t.Context(), io.Discard); err != ErrGone {
				t.Errorf("after Close: %v", err)
			}
		})
	}
}

func TestDeliver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := open(true)
		read1 := make(chan []string)
		go func() { messages, _ := read(c); read1 <- messages }()
		for _, batch := range []string{"[1]\x1e[2]\x1e", "[3]\x1e"} {
			data := []byte(batch)
			if err := c.Deliver(t.Context(), data); err != nil {
				t.Error(err)
			}
			clear(data) // it is borrowed
		}
		if err := c.Deliver(t.Context(), []byte("[4]")); err == nil || err == ErrGone {
			t.Errorf("no batch: %v", err)
		}
		c.Hangup()
		if diff := cmp.Diff([]string{"[1]", "[2]", "[3]"}, <-read1); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if err := c.Deliver(t.Context(), []byte("[5]\x1e")); err != ErrGone {
			t.Errorf("after Hangup: %v", err)
		}
		c.Close(transport.CloseNormal, "")
	})
}

// A request waits for its own messages, not for those of the next one, which may never
// be read.
func TestDeliveriesAtOnce(t *testing.T) {
	for range 100 {
		synctest.Test(t, func(t *testing.T) {
			c := open(false)
			delivered := make(chan error, 2)
			for range 2 {
				go func() { delivered <- c.Deliver(t.Context(), []byte("[1]")) }()
				synctest.Wait()
			}
			var buf transport.Buffer
			defer buf.Free()
			if err := c.Read(&buf); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
			select {
			case err := <-delivered:
				if err != nil {
					t.Error(err)
				}
			default:
				t.Fatal("what is read is not delivered")
			}
			c.Hangup()
			if err := <-delivered; err != ErrGone {
				t.Errorf("what is not read: %v", err)
			}
			c.Close(transport.CloseNormal, "")
		})
	}
}

// A request that goes away before its message is read takes the connection with it.
func TestDeliveryThatIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := open(false)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := c.Deliver(ctx, []byte("[1]")); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
		if messages, err := read(c); len(messages) != 0 || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("read %q, error %v", messages, err)
		}
		c.Close(transport.CloseNormal, "")
	})
}

func TestClientThatVanishes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		t.Log("with nothing to receive")
		c := open(false)
		begin := time.Now()
		var closed *transport.CloseError
		if _, err := read(c); !errors.As(err, &closed) || closed.Code != transport.ClosePolicyViolation || time.Since(begin) != time.Minute {
			t.Errorf("read ended with %v after %s", err, time.Since(begin))
		}
		c.Close(transport.CloseNormal, "")

		t.Log("with messages that wait")
		c = open(false)
		add(t, c, "[1]")
		if done, err := c.TryFlush(); done || err != nil {
			t.Errorf("flush done %t, %v", done, err)
		}
		begin = time.Now()
		if err := c.Flush(); err != transport.ErrStalled || time.Since(begin) != 10*time.Second {
			t.Errorf("flush: %v after %s", err, time.Since(begin))
		}
		if err := c.Close(transport.CloseNormal, ""); err == nil || c.Discard() != 1 || c.Discard() != 0 || c.Queued() != 0 {
			t.Errorf("close: %v", err)
		}

		t.Log("while it is given a message")
		c = open(true)
		add(t, c, "[1]")
		add(t, c, "[2]")
		r, w := io.Pipe()
		r.Close()
		if _, err := c.Collect(t.Context(), w); err == nil {
			t.Error("writing did not fail")
		}
		if add(t, c, "[3]") >= 0 {
			t.Error("a connection that has lost messages takes more")
		}
		if c.Close(transport.CloseNormal, ""); c.Discard() != 2 {
			t.Error("the messages are not counted")
		}
	})
}

// A client that polls stays, however little there is for it.
func TestClientThatPollsStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := open(false)
		ended := make(chan error, 1)
		go func() { _, err := read(c); ended <- err }()
		for range 10 {
			if n, err := c.Collect(t.Context(), io.Discard); n != 0 || err != nil {
				t.Fatal(n, err)
			}
			time.Sleep(20 * time.Second)
		}
		c.Cut()
		if err := <-ended; err != transport.ErrClosed {
			t.Errorf("read ended with %v", err)
		}
		c.Close(transport.CloseNormal, "")
	})
}

func TestDeadlineAndWake(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := open(false)
		idle := make(chan struct{}, 10)
		c.OnIdle(func() { idle <- struct{}{} })
		c.SetReadDeadline(time.Now().Add(time.Second))
		ended := make(chan error, 1)
		go func() { _, err := read(c); ended <- err }()
		<-idle
		c.Wake()
		<-idle
		begin := time.Now()
		if err := <-ended; err != os.ErrDeadlineExceeded || time.Since(begin) != time.Second {
			t.Errorf("read ended with %v after %s", err, time.Since(begin))
		}
		c.Close(transport.CloseNormal, "")
	})
}

// Close lets requests take what waits, the last message too.
func TestClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := open(true)
		add(t, c, "[1]")
		closed := make(chan error)
		go func() { closed <- c.Close(transport.CloseNormal, "") }()
		synctest.Wait()
		if add(t, c, "[2]") >= 0 {
			t.Error("a connection that closes takes more")
		}
		var b strings.Builder
		if n, err := c.Collect(t.Context(), &b); n != 1 || err != nil {
			t.Errorf("%d messages, error %v", n, err)
		}
		if err := <-closed; err != nil {
			t.Error(err)
		}
		if _, err := read(c); err != io.EOF && err != transport.ErrClosed {
			t.Errorf("read %v", err)
		}
	})
}

// There is nothing to bind to, whatever the first request came by.
func TestChannelBinding(t *testing.T) {
	c := New(transport.Protocol{Format: wamp.JSON}, transport.Info{Secure: true}, transport.Limits{})
	defer c.Close(transport.CloseNormal, "")
	if got := c.Info().ChannelBinding("tls-exporter"); got != nil {
		t.Errorf("bound by %x", got)
	}
}
