//go:build linux

package bench

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wampgen/wampgen/runtime/wamp"
)

var peers = flag.String("peers", "", "routers that run on this machine and have a realm1 for anonymous clients, as NAME=URL=PID,..., for TestPeers")

// TestPeers measures other routers beside this one, in turns, with the same load:
//
//	go test ./router/bench -count=1 -v -timeout 0 -run TestPeers -peers nexus=ws://127.0.0.1:8080/=1234
//
// Without routers to measure it is a test that this works.
func TestPeers(t *testing.T) {
	rounds, share, asked := 13, 3, *peers
	own := startServer(t, "router")
	if asked == "" {
		other := startServer(t, "router")
		rounds, share, asked = 1, 200, fmt.Sprintf("other=%s=%d", other.url, other.pid)
	}
	servers := []*server{own}
	var out bytes.Buffer
	out.WriteString("| CPU of the router, µs per operation | wampgen |")
	for peer := range strings.SplitSeq(asked, ",") {
		s := &server{foreign: true}
		s.cpu = func(tb testing.TB) time.Duration { return threadTime(tb, s.pid) }
		if _, err := fmt.Sscan(strings.ReplaceAll(peer, "=", " "), &s.name, &s.url, &s.pid); err != nil {
			t.Fatalf("-peers: %q is not NAME=URL=PID: %v", peer, err)
		}
		servers = append(servers, s)
		fmt.Fprintf(&out, " %s | × |", s.name)
	}
	out.WriteString("\n|---|" + strings.Repeat("---:|", 2*len(servers)-1) + "\n")
	var latencies bytes.Buffer
	for _, w := range peerWorkloads() {
		f := w.measure(t, servers, rounds, max(8, w.operations/share))
		peerRow(&out, w.name, servers, f.cpu)
		if w.serial {
			peerRow(&latencies, "median latency: "+w.name, servers, f.latency)
		}
	}
	t.Log("\n" + out.String() + latencies.String())
}

// peerWorkloads are what every WAMP router can do.
func peerWorkloads() []workload {
	const kib = 1 << 10
	return []workload{
		callWorkload(wamp.JSON, "", 16, 64, 8000, bar{}, bar{}),
		callWorkload(wamp.JSON, "", kib, 64, 8000, bar{}, bar{}),
		callWorkload(wamp.MessagePack, "", kib, 64, 8000, bar{}, bar{}),
		callWorkload(wamp.CBOR, "", kib, 64, 8000, bar{}, bar{}),
		callWorkload(wamp.JSON, "", 64*kib, 64, 800, bar{}, bar{}),
		callWorkload(wamp.JSON, "structured", 64*kib, 64, 800, bar{}, bar{}),
		callWorkload(wamp.JSON, "", 16, 1, 4000, bar{}, bar{}),
		eventWorkload(1, 16, 20_000, bar{}),
		eventWorkload(10, 16, 8000, bar{}),
		eventWorkload(100, 16, 2000, bar{}),
		eventWorkload(100, kib, 1000, bar{}),
		mixedWorkload(bar{}),
		churnWorkload(bar{}),
	}
}

func peerRow(out *bytes.Buffer, name string, servers []*server, values map[string]float64) {
	own := values[servers[0].name]
	fmt.Fprintf(out, "| %s | %s |", name, figure(own))
	for _, s := range servers[1:] {
		fmt.Fprintf(out, " %s | %s |", figure(values[s.name]), ratio(values[s.name], own))
	}
	out.WriteString("\n")
}

// threadTime returns the CPU time of the threads of a process, as the scheduler counts it.
func threadTime(tb testing.TB, pid int) (sum time.Duration) {
	tb.Helper()
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	if err != nil || len(threads) == 0 {
		tb.Fatalf("read CPU time of process %d: %d threads, %v", pid, len(threads), err)
	}
	for _, path := range threads {
		var used time.Duration                          // in ns
		if text, err := os.ReadFile(path); err == nil { // else the thread has ended
			if _, err := fmt.Sscan(string(text), &used); err != nil {
				tb.Fatalf("read %s: %v", path, err)
			}
		}
		sum += used
	}
	return sum
}
