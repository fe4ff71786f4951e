//go:build unix

package bench

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// passingVariable has the test binary pass large messages; see passLarge.
const passingVariable = "WAMPGEN_BENCH_PASSING"

// latencies of small calls, alone and while others pass large messages.
type latencies struct {
	median, worst time.Duration // worst: of 99 in 100
	passed        float64       // by the others, MiB/s to and fro
}

func smallCalls(t testing.TB, c calls, n int) latencies {
	t.Helper()
	took := c.run(t, n, 1, text(wamp.JSON, 16))
	m := median(took) // sorts
	return latencies{median: m, worst: took[len(took)*99/100]}
}

// beside returns how long small calls take alone, and beside clients that pass messages
// of the size as fast as they can.
func (s *server) beside(t testing.TB, size, large, n int) (alone, beside latencies) {
	t.Helper()
	small := s.calls(t, wamp.JSON)
	alone = smallCalls(t, small, n)
	stop := s.passLarge(t, size, large)
	beside = smallCalls(t, small, n)
	beside.passed = stop()
	small.close()
	return alone, beside
}

// passLarge has pairs of clients pass messages of the size until it is stopped. They are in a
// process of their own: in one with those of small calls they would delay them by themselves.
func (s *server) passLarge(t testing.TB, size, pairs int) (stop func() (passed float64)) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run", "^TestPassing$")
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s %s %d %d", passingVariable, s.name, s.url, size, pairs))
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	out := bufio.NewReader(stdout)
	if _, err := out.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	return func() (passed float64) {
		took := time.Since(start)
		stdin.Close() // it ends with its input
		var calls int
		if _, err := fmt.Fscanln(out, &calls); err != nil {
			t.Error(err)
		}
		_, _ = io.Copy(io.Discard, out)
		if err := cmd.Wait(); err != nil {
			t.Errorf("clients with messages of %s: %v", sizeName(size), err)
		}
		return 2 * float64(calls) * float64(size) / (1 << 20) / took.Seconds()
	}
}

// TestPassing is the process of passLarge.
func TestPassing(t *testing.T) {
	var size, pairs int
	s := &server{}
	if n, err := fmt.Sscan(os.Getenv(passingVariable), &s.name, &s.url, &size, &pairs); n == 0 {
		t.Skip("not asked to")
	} else if err != nil {
		t.Fatal(err)
	}
	s.group.Store(1 << 20) // its URIs are its own
	var passing sync.WaitGroup
	var passed atomic.Int64
	stop := make(chan struct{})
	for range pairs {
		c := s.calls(t, wamp.MessagePack)
		p := text(wamp.MessagePack, size)
		c.run(t, 2, 2, p)
		passing.Go(func() {
			defer c.close()
			for {
				select {
				case <-stop:
					return
				default:
					c.run(t, 4, 2, p)
					passed.Add(4)
				}
			}
		})
	}
	fmt.Println("passing")
	_, _ = io.Copy(io.Discard, os.Stdin)
	fmt.Println(passed.Load())
	close(stop)
	passing.Wait()
}

// beside writes what large messages of some sessions do to small ones of others.
func (e effort) beside(t *testing.T, out *bytes.Buffer, servers []*server) {
	out.WriteString("\n| latency of small calls, one in flight, µs | relay: median, 99 in 100 | others pass, MiB/s | router: median, 99 in 100 | others pass, MiB/s |\n|---|---:|---:|---:|---:|\n")
	for _, size := range []int{64 << 10, 1 << 20} {
		var cells [2][2]string
		for i, name := range []string{"relay", "router"} {
			for _, s := range servers {
				if s.name == name {
					alone, beside := s.beside(t, size, 2, max(20, 4000/e.share))
					for j, l := range []latencies{alone, beside} {
						cells[j][i] = fmt.Sprintf("%s, %s | %s", figure(microseconds(l.median)), figure(microseconds(l.worst)), figure(l.passed))
					}
				}
			}
		}
		if size == 64<<10 {
			fmt.Fprintf(out, "| alone | %s | %s |\n", cells[0][0], cells[0][1])
		}
		fmt.Fprintf(out, "| beside two sessions with calls of %s | %s | %s |\n", sizeName(size), cells[1][0], cells[1][1])
	}
}
