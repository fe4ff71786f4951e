package stream

import (
	"bytes"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"net"
	"net/http/httptest"
	"testing"
	"time"
)

func record(kind byte, size int) []byte {
	head := binary.BigEndian.AppendUint16([]byte{kind, 3, 3}, uint16(size))
	return append(head, make([]byte, size)...)
}

func TestRecords(t *testing.T) {
	whole := bytes.Join([][]byte{record(22, 300), record(20, 1), record(23, 0), record(23, longestRecord)}, nil)
	for _, test := range []struct {
		name    string
		bytes   []byte
		ends    int
		between bool
	}{
		{"nothing", nil, 0, true},
		{"whole records", whole, 4, true},
		{"half of a header", append(bytes.Clone(whole), record(23, 5)[:3]...), 4, false},
		{"a header alone", append(bytes.Clone(whole), record(23, 5)[:5]...), 4, false},
		{"half of a body", append(bytes.Clone(whole), record(23, 5)[:7]...), 4, false},
		{"no TLS", []byte("GET / HTTP/1.1\r\n\r\n"), 0, false},
		{"another version", []byte{23, 2, 0, 0, 0}, 0, false},
		{"too long", record(23, longestRecord+1), 0, false},
	} {
		for _, size := range []int{1, 4, 7, 1000, len(test.bytes) + 1} {
			var r records
			ends := 0
			for rest := test.bytes; len(rest) > 0; {
				n := min(size, len(rest))
				ends += r.pass(rest[:n])
				rest = rest[n:]
			}
			if ends != test.ends || r.between() != test.between {
				t.Errorf("%s, %d bytes at a time: %d records end, between two: %v; want %d, %v", test.name, size, ends, r.between(), test.ends, test.between)
			}
		}
	}
}

// FuzzRecords wants the same of bytes however they come.
func FuzzRecords(f *testing.F) {
	f.Add(append(record(22, 40), record(23, 7)...), uint8(3))
	f.Add([]byte("GET /"), uint8(1))
	f.Fuzz(func(t *testing.T, data []byte, at uint8) {
		var once, twice records
		cut := min(int(at), len(data))
		ends := twice.pass(data[:cut])
		if ends += twice.pass(data[cut:]); ends != once.pass(data) || once.between() != twice.between() {
			t.Errorf("%d records end in two parts, and not as many in one", ends)
		}
	})
}

// gathering is a connection that writes only what is released, in pieces of any size.
type gathering struct {
	net.Conn
	gathers bool
	out     []byte
}

func (g *gathering) Write(p []byte) (int, error) {
	if !g.gathers {
		return g.Conn.Write(p)
	}
	g.out = append(g.out, p...)
	return len(p), nil
}

// release writes the first n bytes, in another goroutine.
func (g *gathering) release(n, piece int) (failed <-chan error) {
	n = min(n, len(g.out))
	out := g.out[:n]
	g.out = g.out[n:]
	done := make(chan error, 1)
	go func() {
		for len(out) > 0 {
			n := min(piece, len(out))
			if _, err := g.Conn.Write(out[:n]); err != nil {
				done <- err
				return
			}
			out = out[n:]
		}
		done <- nil
	}()
	return done
}

// Await is never called while TLS keeps something: everything is read although the peer
// sends nothing more, however its records, what arrives at a time and the reads fall
// together.
func TestAwaitOverTLS(t *testing.T) {
	s := httptest.NewUnstartedServer(nil)
	s.StartTLS()
	certificates := s.TLS.Certificates
	s.Close()
	awaited := 0
	for round := range uint64(60) {
		awaited += awaitOverTLS(t, certificates, rand.New(rand.NewPCG(round, 1)))
		if t.Failed() {
			t.Fatalf("in round %d", round)
		}
	}
	if awaited == 0 {
		t.Error("nothing was awaited")
	}
}

func awaitOverTLS(t *testing.T, certificates []tls.Certificate, random *rand.Rand) (awaited int) {
	here, there := loopback(t)
	defer there.Close()
	raw := &gathering{Conn: there}
	client := tls.Client(raw, &tls.Config{InsecureSkipVerify: true})
	server := tls.Server(NewBase(here), &tls.Config{Certificates: certificates})
	failed := make(chan error, 1)
	go func() { failed <- client.Handshake() }()
	if err := errors.Join(server.Handshake(), <-failed); err != nil {
		t.Fatal(err)
	}
	raw.gathers = true
	var want, got []byte
	send := func(size int) {
		message := make([]byte, size)
		for i := range message {
			message[i] = byte(random.Uint32())
		}
		if _, err := client.Write(message); err != nil {
			t.Fatal(err)
		}
		want = append(want, message...)
	}
	longest := []int{40, 700, 40_000}[random.IntN(3)]
	for range 1 + random.IntN(40) {
		send(1 + random.IntN(longest))
	}
	if random.IntN(2) == 0 { // as an opening handshake does, which may leave records behind
		sent := raw.release(17_000+random.IntN(2000), 20_000)
		got = append(got, 0)
		if _, err := server.Read(got); err != nil {
			t.Fatal(err)
		}
		if err := <-sent; err != nil {
			t.Fatal(err)
		}
	}

	stream := New(server, bare{}, time.Minute)
	defer stream.Free()
	defer stream.Close()
	stream.Open()
	stream.SetReadDeadline(time.Now().Add(10 * time.Second))
	read := func() {
		for p := make([]byte, 4096); len(got) < len(want); {
			if stream.CanAwait() {
				awaited++
				stream.Await()
			}
			n, err := stream.Read(p[:1+random.IntN(len(p))])
			got = append(got, p[:n]...)
			if err != nil {
				t.Fatalf("after %d of %d bytes: %v", len(got), len(want), err)
			}
		}
	}
	sent := raw.release(len(raw.out), []int{100, 3000, 100_000}[random.IntN(3)])
	read()
	if err := <-sent; err != nil {
		t.Fatal(err)
	}
	send(4) // to a stream that waits
	sent = raw.release(100, 100)
	read()
	if err := <-sent; err != nil || !bytes.Equal(got, want) {
		t.Errorf("other bytes were read; error %v", err)
	}
	return awaited
}

func loopback(t *testing.T) (accepted, dialled net.Conn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if dialled, err = net.Dial("tcp", l.Addr().String()); err != nil {
		t.Fatal(err)
	}
	if accepted, err = l.Accept(); err != nil {
		t.Fatal(err)
	}
	return accepted, dialled
}
