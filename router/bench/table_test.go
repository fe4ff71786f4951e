//go:build unix

package bench

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/wampgen/wampgen/runtime/wamp"
)

var table = flag.Bool("table", false, "measure everything at full size and write the tables of docs/performance.md and their picture; takes some minutes")

// effort is how much is measured.
type effort struct {
	rounds     int
	share      int   // 1/share of the operations
	entries    []int // of tables
	sessions   []int // whose memory is measured
	others     []int // sessions beside those measured
	procedures int
	benchtime  string // in process
}

// TestTable measures everything that docs/performance.md has figures of: with
// -table to write them there, else with few operations, as a test that it works.
func TestTable(t *testing.T) {
	e := effort{1, 200, []int{20}, []int{5}, []int{5}, 3, "20x"}
	docs := t.TempDir()
	if *table {
		e = effort{5, 1, []int{1000, 10_000, 100_000}, []int{2000, 10_000}, []int{10, 1000, 10_000}, 1000, "1s"}
		docs = filepath.Join("..", "..", "docs")
	}
	// First: the resident memory of a child counts from that of its parent, and this
	// process grows.
	generated := generate(t, e.procedures, e.rounds)
	var out bytes.Buffer
	servers := startServers(t)
	e.webSockets(t, &out, servers)
	e.beside(t, &out, servers)
	e.overTLS(t, &out)
	e.scaling(t, &out)
	e.transports(t, &out)
	growths := e.growths(t, &out, servers[0])
	e.sessionMemory(t, &out, servers)
	e.inProcess(t, &out)
	e.generator(&out, generated)
	t.Log("\n" + out.String())
	if !*table {
		write(t, filepath.Join(docs, "performance.md"), []byte(begin+end))
	}
	replaceTables(t, filepath.Join(docs, "performance.md"), machine()+out.String())
	write(t, filepath.Join(docs, "performance.svg"), plot(growths))
}

// What the table stands between in docs/performance.md.
const (
	begin = "<!-- What follows is written by: go test ./router/bench -run TestTable -table -->\n"
	end   = "<!-- The end of what is written by the command. -->\n"
)

func replaceTables(t *testing.T, path, tables string) {
	t.Helper()
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(page), begin)
	_, after, ended := strings.Cut(rest, end)
	if !found || !ended {
		t.Fatalf("%s does not say where the tables belong", path)
	}
	write(t, path, []byte(before+begin+"\n"+tables+"\n"+end+after))
}

func write(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

// machine describes where this runs.
func machine() string {
	model := runtime.GOARCH
	if info, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		if _, rest, ok := strings.Cut(string(info), "model name"); ok {
			line, _, _ := strings.Cut(rest, "\n")
			model = strings.TrimLeft(line, "\t :")
		}
	}
	return fmt.Sprintf("Measured with %s on %s, %s, %d processors, load and servers on the same machine.\n\n",
		runtime.Version(), runtime.GOOS, model, runtime.NumCPU())
}

// webSockets writes the table of what passes through WebSockets.
func (e effort) webSockets(t *testing.T, out *bytes.Buffer, servers []*server) {
	out.WriteString("| CPU of the server, µs per operation | limit | relay | router | × limit | × relay | bar | |\n" +
		"|---|---:|---:|---:|---:|---:|---|---|\n")
	var latencies bytes.Buffer
	// Many short rounds: whether messages happen to meet in bursts, which changes
	// the cost of all servers, lasts for some milliseconds.
	const parts = 3
	for _, w := range append(workloads(), burstWorkloads()...) {
		rounds := parts*e.rounds - parts + 1
		if w.serial {
			rounds *= 3 // see measure
		}
		f := w.measure(t, servers, rounds, max(8, w.operations/e.share/parts))
		w.bar.row(out, w.name, f.cpu)
		if len(f.latency) > 0 {
			w.latency.row(&latencies, w.name, f.latency)
		}
		if f.cpu["router"] < 0 || len(f.cpu) == 0 {
			t.Errorf("%s: measured %v", w.name, f.cpu)
		}
	}
	out.WriteString("\n| median latency, µs | limit | relay | router | × limit | × relay | bar | |\n" +
		"|---|---:|---:|---:|---:|---:|---|---|\n" + latencies.String())
}

// row writes a line with what all servers have needed.
func (b bar) row(out *bytes.Buffer, name string, values map[string]float64) {
	router := values["router"]
	cells := []string{name, figure(values["limit"]), figure(values["relay"]), figure(router), ratio(router, values["limit"]), ratio(router, values["relay"]), b.String(), b.verdict(router, values["limit"])}
	fmt.Fprintf(out, "| %s |\n", strings.Join(cells, " | "))
}

// figure prints three digits.
func figure(x float64) string {
	switch {
	case x == 0:
		return "–"
	case x < 10:
		return fmt.Sprintf("%.2f", x)
	case x < 100:
		return fmt.Sprintf("%.1f", x)
	}
	return fmt.Sprintf("%.0f", x)
}

func ratio(x, to float64) string {
	if to == 0 {
		return "–"
	}
	return figure(x / to)
}

func (b bar) String() string {
	var parts []string
	if b.ratio > 0 {
		parts = append(parts, figure(b.ratio)+" × limit")
	}
	if b.absolute > 0 {
		parts = append(parts, figure(b.absolute))
	}
	return strings.Join(parts, " or ")
}

// verdict says whether the bar is reached. The multiple of the limit counts where
// there is one, for it does not depend on the machine.
func (b bar) verdict(x, limit float64) string {
	switch {
	case b == bar{}:
		return ""
	case b.ratio > 0 && limit > 0 && x <= b.ratio*limit, b.ratio == 0 && x <= b.absolute:
		return "reached"
	case b.absolute > 0 && x <= b.absolute:
		return "reached in µs only"
	}
	return "**missed**"
}

// growths writes the table of costs beside many others.
func (e effort) growths(t *testing.T, out *bytes.Buffer, router *server) (all []growth) {
	out.WriteString("\n| beside others, none of them meant | publish (bar 6) | call in bursts (bar 8) | connect, join, leave | subscribe | unsubscribe | register | unregister | bytes a subscription | bytes a registration |\n" +
		"|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n")
	n := max(64, 6000/e.share)
	for _, match := range []wamp.Match{wamp.MatchExact, wamp.MatchPrefix, wamp.MatchWildcard} {
		for _, entries := range e.entries {
			all = append(all, router.grow(t, match, entries, n))
		}
	}
	for _, sessions := range e.others {
		all = append(all, router.growSessions(t, sessions, n))
	}
	for _, g := range all {
		fmt.Fprintf(out, "| %d %s", g.number, g.beside)
		for _, x := range []float64{g.publish, g.call, g.join, g.subscribe, g.unsubscribe, g.register, g.unregister, g.subscription, g.registration} {
			fmt.Fprintf(out, " | %s", figure(x))
		}
		out.WriteString(" |\n")
	}
	out.WriteString("\n![Cost of publishing and calling beside more and more others](performance.svg)\n")
	return all
}

// sessionMemory writes what idle sessions cost. The limit is not asked: it is
// generous with memory.
func (e effort) sessionMemory(t *testing.T, out *bytes.Buffer, servers []*server) {
	out.WriteString("\n| bytes of memory per idle session | relay | router | × relay | bar | |\n|---|---:|---:|---:|---|---|\n")
	for _, n := range e.sessions {
		// Fresh servers: what others have left is not to be counted.
		for _, test := range []struct {
			name, suffix string
			bar          bar
		}{{"", "", bar{0, 10_000}}, {" over TLS", overTLS, bar{0, 25_000}}} {
			router := startServer(t, "router"+test.suffix).idle(t, n)
			relay := startServer(t, "relay"+test.suffix).idle(t, n)
			fmt.Fprintf(out, "| %d sessions%s | %s | %s | %s | %s | %s |\n", n, test.name,
				figure(relay.fresh), figure(router.fresh), ratio(router.fresh, relay.fresh), test.bar, test.bar.verdict(router.fresh, 0))
			fmt.Fprintf(out, "| %d sessions%s, each with a subscription and after a call | – | %s | – | %s | %s |\n", n, test.name,
				figure(router.used), test.bar, test.bar.verdict(router.used, 0))
		}
	}
}

// inProcess writes what hosted components cost one another.
func (e effort) inProcess(t *testing.T, out *bytes.Buffer) {
	usual := flag.Lookup("test.benchtime").Value.String()
	if err := flag.Set("test.benchtime", e.benchtime); err != nil {
		t.Fatal(err)
	}
	defer flag.Set("test.benchtime", usual)
	out.WriteString("\n| in one process, generated code | µs | allocations | bar | |\n|---|---:|---:|---|---|\n")
	for _, test := range []struct {
		name      string
		bar       bar
		operation func(b *testing.B)
	}{
		{"call, 1 in flight", bar{0, 1.5}, func(b *testing.B) { hostedCall(b, 1) }},
		{"call, 32 in flight", bar{0, 1.5}, func(b *testing.B) { hostedCall(b, 32) }},
		{"event to 1, 1 in flight", bar{}, func(b *testing.B) { hostedEvent(b, 1, 1) }},
		{"event to 1, 32 in flight", bar{}, func(b *testing.B) { hostedEvent(b, 1, 32) }},
		{"event to 10, 1 in flight", bar{0, 5}, func(b *testing.B) { hostedEvent(b, 10, 1) }},
		{"event to 10, 32 in flight", bar{0, 3}, func(b *testing.B) { hostedEvent(b, 10, 32) }},
	} {
		var times []float64
		var allocs int64
		for range e.rounds {
			r := testing.Benchmark(test.operation)
			times = append(times, float64(r.T.Nanoseconds())/1e3/float64(r.N))
			allocs = r.AllocsPerOp()
		}
		took := median(times)
		fmt.Fprintf(out, "| %s | %s | %d | %s | %s |\n", test.name, figure(took), allocs, test.bar, test.bar.verdict(took, 0))
	}
}

// generator writes what generating code costs.
func (e effort) generator(out *bytes.Buffer, g generation) {
	fmt.Fprintf(out, "\n| generator, %d procedures with two types each | | bar | |\n|---|---:|---|---|\n", e.procedures)
	for _, line := range []struct {
		name  string
		value float64
		bar   bar
	}{
		{"cold, s", g.cold.Seconds(), bar{0, 1.5}},
		{"unchanged, s", g.unchanged.Seconds(), bar{0, 0.3}},
		{"memory, MB", float64(g.memory) / 1e6, bar{0, 200}},
		{"lines per procedure with its types", float64(g.lines) / float64(e.procedures), bar{0, 60}},
	} {
		fmt.Fprintf(out, "| %s | %s | %s | %s |\n", line.name, figure(line.value), line.bar, line.bar.verdict(line.value, 0))
	}
}
