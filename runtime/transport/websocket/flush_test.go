package websocket

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// fill appends frames until the peer's socket takes no more and returns their number.
func fill(t *testing.T, conn transport.Conn) (messages int) {
	t.Helper()
	f := frame(t, wamp.JSON, 1, 100_000)
	defer f.Release()
	for {
		conn.Append(f)
		messages++
		done, err := conn.TryFlush()
		if err != nil {
			t.Fatal(err)
		}
		if !done {
			return messages
		}
	}
}

func TestTryFlushDoesNotBlock(t *testing.T) {
	s := newServer(t, Options{}, false)
	client := s.dialRaw(t, wamp.JSON)
	srv := s.accept(t)
	sent := fill(t, srv)
	if srv.Queued() == 0 || srv.Stalled() == 0 {
		t.Errorf("%d bytes wait, stalled for %s", srv.Queued(), srv.Stalled())
	}
	// It may be tried again and again, and control frames may be queued meanwhile.
	for range 3 {
		if done, err := srv.TryFlush(); done || err != nil {
			t.Errorf("flush done %t, error %v", done, err)
		}
	}
	flushed := make(chan error)
	go func() { flushed <- srv.Flush() }()
	for range sent {
		if first, _, err := client.next(); err != nil || first != fin|text {
			t.Fatalf("frame %#x, error %v", first, err)
		}
	}
	if err := <-flushed; err != nil {
		t.Fatal(err)
	}
	if srv.Queued() != 0 || srv.Stalled() != 0 {
		t.Errorf("%d bytes wait, stalled for %s", srv.Queued(), srv.Stalled())
	}
	client.Close()
}

func TestStalledPeer(t *testing.T) {
	for _, secure := range []bool{false, true} {
		s := newServer(t, Options{Limits: transport.Limits{Stall: 100 * time.Millisecond}}, secure)
		client := s.dial(t, DialOptions{}) // never reads
		srv := s.accept(t)
		f := frame(t, wamp.JSON, 1, 1<<20)
		const n = 32
		for range n {
			srv.Append(f)
		}
		if err := srv.Flush(); !errors.Is(err, transport.ErrStalled) {
			t.Errorf("secure %t: flush returned %v, want ErrStalled", secure, err)
		}
		if srv.Append(f) >= 0 {
			t.Error("a failed connection takes frames")
		}
		if _, err := srv.TryFlush(); !errors.Is(err, transport.ErrStalled) {
			t.Errorf("the error did not stick: %v", err)
		}
		f.Release()
		if err := srv.Close(transport.ClosePolicyViolation, ""); !errors.Is(err, transport.ErrStalled) {
			t.Errorf("Close returned %v", err)
		}
		// What was written is what the peer can still read.
		read := 0
		var buf transport.Buffer
		for client.Read(&buf) == nil {
			read++
		}
		buf.Free()
		if lost := srv.Discard(); lost != n-read || read == 0 {
			t.Errorf("secure %t: %d messages lost and %d read of %d", secure, lost, read, n)
		}
		if srv.Discard() != 0 || srv.Queued() != 0 {
			t.Errorf("discarded twice; %d bytes wait", srv.Queued())
		}
	}
}

// A peer that reads slowly is not one that has stopped.
func TestSlowPeerIsNotStalled(t *testing.T) {
	s := newServer(t, Options{Limits: transport.Limits{Stall: 500 * time.Millisecond}}, false)
	client := s.dialRaw(t, wamp.JSON)
	srv := s.accept(t)
	sent := fill(t, srv)
	flushed := make(chan error)
	go func() { flushed <- srv.Flush() }()
	for range sent {
		if _, _, err := client.next(); err != nil {
			t.Fatal(err)
		}
		if s := srv.Stalled(); s > 0 {
			time.Sleep(20 * time.Millisecond)
		}
	}
	if err := <-flushed; err != nil {
		t.Errorf("flush: %v", err)
	}
	client.Close()
}

// Discard leaves whole frames behind: what follows can be read.
func TestDiscardKeepsFramesWhole(t *testing.T) {
	s := newServer(t, Options{}, false)
	client := s.dialRaw(t, wamp.JSON)
	srv := s.accept(t)
	sent := fill(t, srv)
	small := frame(t, wamp.JSON, 7, 10)
	for range 1000 {
		srv.Append(small)
	}
	small.Release()
	if got := srv.Discard(); got != 1000 {
		t.Errorf("discarded %d messages, want 1000", got)
	}
	last := frame(t, wamp.JSON, 9, 10)
	srv.Finish(last)
	if srv.Append(last) >= 0 {
		t.Error("a frame was appended after the last one")
	}
	want := string(last.Payload())
	last.Release()
	closed := make(chan struct{})
	go func() { srv.Close(transport.ClosePolicyViolation, "slow"); close(closed) }()
	for range sent {
		if _, payload, err := client.next(); err != nil || len(payload) < 100_000 {
			t.Fatalf("frame of %d bytes, error %v", len(payload), err)
		}
	}
	if _, payload, err := client.next(); err != nil || string(payload) != want {
		t.Errorf("then %q, error %v", payload, err)
	}
	if code := client.closeCode(); code != int(transport.ClosePolicyViolation) {
		t.Errorf("close code %d", code)
	}
	client.Close()
	<-closed
	if n := srv.Discard(); n != 0 {
		t.Errorf("%d messages count as lost", n)
	}
}

// Many goroutines append and flush, the peer pings all the time, and each
// sender's messages arrive whole and in order.
func TestConcurrentUse(t *testing.T) {
	for _, secure := range []bool{false, true} {
		for _, format := range []wamp.Format{wamp.JSON, wamp.CBOR} {
			s := newServer(t, Options{Limits: transport.Limits{PingInterval: time.Millisecond, PingsMissed: 1 << 20}}, secure)
			client := s.dial(t, DialOptions{Formats: []wamp.Format{format}, Limits: transport.Limits{PingInterval: time.Millisecond, PingsMissed: 1 << 20}})
			srv := s.accept(t)
			client.OnIdle(func() { client.TryFlush() })
			srv.OnIdle(func() { srv.TryFlush() })
			testConcurrentUse(t, srv, client)
		}
	}
}

func testConcurrentUse(t *testing.T, srv, client transport.Conn) {
	const senders, messages = 8, 200
	flusher := transport.NewFlusher(srv, func(err error) { t.Errorf("write: %v", err) })
	var sending sync.WaitGroup
	for sender := range senders {
		sending.Go(func() {
			for i := range messages {
				f := frame(t, srv.Format(), wamp.ID(sender*1000+i+1), (i%3)*10_000)
				srv.Append(f)
				f.Release()
				switch i % 3 {
				case 0:
					flusher.Flush()
				case 1:
					flusher.Start()
				}
			}
			flusher.Flush()
		})
	}
	go drain(srv)
	var next [senders]int
	var buf transport.Buffer
	defer buf.Free()
	for range senders * messages {
		if err := client.Read(&buf); err != nil {
			t.Fatal(err)
		}
		id := publication(t, srv.Format(), buf.Bytes()) - 1
		if sender, i := id/1000, id%1000; next[sender] != i {
			t.Fatalf("sender %d: message %d, want %d", sender, i, next[sender])
		}
		next[id/1000]++
	}
	sending.Wait()
	flusher.Close()
}

// publication returns the publication of an EVENT.
func publication(t *testing.T, f wamp.Format, data []byte) int {
	t.Helper()
	m, err := codec.NewDecoder(f, codec.Limits{}).Decode(data)
	if err != nil {
		t.Fatalf("%v in %.80q", err, data)
	}
	return int(m.(*wamp.Event).Publication)
}

// Append, flushes and Discard may meet Close at any moment.
func TestConcurrentClose(t *testing.T) {
	for range 20 {
		srv, client := pair(t, wamp.JSON, Options{})
		read := make(chan int)
		go func() {
			var buf transport.Buffer
			defer buf.Free()
			n := 0
			for client.Read(&buf) == nil {
				n++
			}
			client.Close(transport.CloseNormal, "")
			read <- n
		}()
		go drain(srv)
		flusher := transport.NewFlusher(srv, func(error) {})
		var sending sync.WaitGroup
		var mu sync.Mutex
		appended := 0
		start := make(chan struct{})
		for range 4 {
			sending.Go(func() {
				<-start
				for i := range 200 {
					f := frame(t, wamp.JSON, 1, i*10)
					ok := srv.Append(f) >= 0
					f.Release()
					if !ok {
						return
					}
					mu.Lock()
					appended++
					mu.Unlock()
					flusher.Flush()
				}
			})
		}
		close(start)
		srv.Close(transport.CloseNormal, "")
		sending.Wait()
		flusher.Close()
		if lost, read := srv.Discard(), <-read; read+lost != appended {
			t.Fatalf("%d messages read and %d lost of %d", read, lost, appended)
		}
	}
}

func TestMask(t *testing.T) {
	lengths := []int{2*maskPattern - 1, 2 * maskPattern, 2*maskPattern + 9, 3*maskPattern - 1, 10_003}
	for n := range 40 {
		lengths = append(lengths, n)
	}
	for _, n := range lengths {
		src := []byte(strings.Repeat("0123456789", n/10+1)[:n])
		dst := make([]byte, n)
		mask(dst, src, 0x04030201)
		for i := range dst {
			if want := src[i] ^ byte(1+i%4); dst[i] != want {
				t.Fatalf("byte %d of %d is %#x, want %#x", i, n, dst[i], want)
			}
		}
	}
}
