package node

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/wampgen/wampgen/router/config"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/client"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// victimVariable names the node file of a process that is going to be killed.
const victimVariable = "WAMPGEN_TEST_VICTIM"

// storing is a realm whose events are on the disk.
func storing(path, more string) string {
	return `{name: realm1, roles: [` + openRole + `], store: {type: disk, path: '` + path + `'` + more + `, limit: 1000000, event-history: [{uri: com.example.log, match: prefix}]}}`
}

// victim runs a node, says where it is, and never ends.
func victim(file string) {
	source, err := os.ReadFile(file)
	if err != nil {
		panic(err)
	}
	cfg, _ := config.Load(file, source, os.LookupEnv)
	plan, faults := NewPlan(cfg, &runtime.Registry{}, Disk(filepath.Dir(file)))
	if plan == nil {
		panic(faults.Text(nil))
	}
	n, err := Start(context.Background(), plan, slog.New(slog.NewTextHandler(os.Stderr, nil)))
	if err != nil {
		panic(err)
	}
	fmt.Println(address(n))
	select {}
}

// TestKilled publishes acknowledged events to a node that is killed again and again: each
// of them is in the history of the next one, once, in the order of its publisher, with the
// ID that its publisher was told, and so is the retained event.
func TestKilled(t *testing.T) { killAgainAndAgain(t, "", 12, check) }

// TestKilledWithInterval does the same where events are acknowledged before they are on the
// disk. What has been lost are the last ones of each publisher before the kill; what the
// next node had, all others have. That they are those of the last interval is
// disk.TestInterval's to show.
func TestKilledWithInterval(t *testing.T) {
	killAgainAndAgain(t, ", sync: interval, interval: 20ms", 8, func(t *testing.T, url string, acknowledged [][]answered) {
		s, err := client.Join(t.Context(), url, "realm1")
		if err != nil {
			t.Fatal(err)
		}
		kept := make([][]answered, len(acknowledged))
		for _, e := range history(t, s) {
			kept[e.publisher] = append(kept[e.publisher], e.answered)
		}
		leaveAtOnce(s)
		for p := range acknowledged {
			last := 0
			if n := len(kept[p]); n > 0 {
				last = kept[p][n-1].number
			}
			acknowledged[p] = slices.DeleteFunc(acknowledged[p], func(e answered) bool { return e.number > last })
		}
		check(t, url, acknowledged)
	})
}

// killAgainAndAgain publishes to nodes that are killed, with more in their store, and has
// each of them checked. What the check takes from acknowledged is not expected any more.
func killAgainAndAgain(t *testing.T, more string, rounds int, check func(t *testing.T, url string, acknowledged [][]answered)) {
	if testing.Short() {
		rounds = 3
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "node.yaml")
	if err := os.WriteFile(path, []byte(file(storing("events.db", more), "", listening)), 0o600); err != nil {
		t.Fatal(err)
	}
	const publishers = 4
	acknowledged := make([][]answered, publishers)
	next := make([]int, publishers) // the number of a publisher's next event
	for round := range rounds {
		process, url := launch(t, path)
		check(t, url, acknowledged)
		var group sync.WaitGroup
		for p := range publishers {
			group.Go(func() { publishUntilKilled(t, url, p, &next[p], &acknowledged[p]) })
		}
		time.Sleep(time.Duration(20+rand.IntN(150)) * time.Millisecond)
		if err := process.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = process.Wait() // it was killed
		group.Wait()
		if t.Failed() {
			t.Fatalf("in round %d", round)
		}
	}
	process, url := launch(t, path)
	check(t, url, acknowledged)
	_ = process.Process.Kill()
	_ = process.Wait()
	total := 0
	for _, a := range acknowledged {
		total += len(a)
	}
	if total < rounds {
		t.Errorf("only %d events were acknowledged", total)
	}
	t.Logf("%d events were acknowledged", total)
}

// answered is an event as its publisher knows it.
type answered struct {
	number int
	id     wamp.ID
}

func launch(t *testing.T, path string) (*exec.Cmd, string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	process := exec.Command(self)
	process.Env = append(os.Environ(), victimVariable+"="+path)
	process.Stderr = os.Stderr
	out, err := process.StdoutPipe()
	if err == nil {
		err = process.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		_ = process.Process.Kill()
		t.Fatalf("the node has not started: %v", err)
	}
	return process, strings.TrimSpace(line)
}

func publishUntilKilled(t *testing.T, url string, publisher int, next *int, acknowledged *[]answered) {
	s, err := client.Join(t.Context(), url, "realm1")
	if err != nil {
		return // it was killed before
	}
	defer leaveAtOnce(s)
	for {
		*next++
		event := answered{number: *next}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		err := s.Publish(ctx, wamp.URI(fmt.Sprint("com.example.log.", publisher)), runtime.Values{Args: []any{publisher, event.number}}, runtime.WithPublicationID(&event.id), runtime.Retain())
		cancel()
		if err != nil {
			return
		}
		*acknowledged = append(*acknowledged, event)
	}
}

// check compares what a node has with what the publishers were told.
func check(t *testing.T, url string, acknowledged [][]answered) {
	t.Helper()
	s, err := client.Join(t.Context(), url, "realm1")
	if err != nil {
		t.Fatal(err)
	}
	defer leaveAtOnce(s)
	events := history(t, s)
	got := make([][]answered, len(acknowledged))
	for _, e := range events {
		p := e.publisher
		got[p] = append(got[p], e.answered)
	}
	for p := range got {
		for i := 1; i < len(got[p]); i++ {
			if got[p][i].number <= got[p][i-1].number {
				t.Errorf("publisher %d: event %d comes after %d", p, got[p][i].number, got[p][i-1].number)
			}
		}
		kept := slices.DeleteFunc(got[p], func(e answered) bool { return !slices.Contains(acknowledged[p], e) }) // those without an answer may be there
		if diff := cmp.Diff(acknowledged[p], kept, cmp.AllowUnexported(answered{}), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("publisher %d (-acknowledged +kept):\n%s", p, diff)
		}
	}
	for p, a := range acknowledged {
		if len(a) == 0 {
			continue
		}
		retained := make(chan int64, 1)
		_, err := s.Subscribe(t.Context(), wamp.URI(fmt.Sprint("com.example.log.", p)), wamp.SubscribeOptions{GetRetained: true}, func(_ context.Context, v runtime.Values) error {
			retained <- number(t, v.Args[1])
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if got, last := <-retained, a[len(a)-1].number; int(got) < last {
			t.Errorf("the retained event is %d, and %d was acknowledged", got, last)
		}
	}
}

// leaveAtOnce ends a session whose router may be gone.
func leaveAtOnce(s *runtime.Session) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	_ = s.Leave(ctx, wamp.CloseNormal) // it may have been lost
	_ = s.Wait(ctx)
}

type logged struct {
	answered
	publisher int
}

// history reads all of com.example.log.
func history(t *testing.T, s *runtime.Session) (events []logged) {
	t.Helper()
	answer, err := s.Call(t.Context(), "wamp.subscription.lookup", runtime.Values{Args: []any{"com.example.log", map[string]any{"match": "prefix"}}})
	if err != nil {
		t.Fatal(err)
	}
	query := runtime.Values{Args: answer.Args, Kwargs: map[string]any{}}
	for more := true; more; {
		page, err := s.Call(t.Context(), "wamp.subscription.get_events", query)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range page.Args[0].([]any) {
			e := e.(map[string]any)
			args := e["args"].([]any)
			events = append(events, logged{answered{int(number(t, args[1])), wamp.ID(number(t, e["publication"]))}, int(number(t, args[0]))})
			query.Kwargs["after_publication"] = e["publication"]
		}
		more, _ = page.Kwargs["more"].(bool)
	}
	return events
}

func number(t *testing.T, v any) int64 {
	switch v := v.(type) {
	case int64:
		return v
	case uint64:
		return int64(v)
	case int:
		return int64(v)
	}
	t.Fatalf("%T is no number", v)
	return 0
}

// TestStoreOutlivesReload reloads a node until its realm is replaced by one with the same
// file, undoes it, and takes the file to another realm.
func TestStoreOutlivesReload(t *testing.T) {
	path := filepath.Join(t.TempDir(), "events.db")
	source := func(more string) string { return file(storing(path, more), "", listening) }
	n, _ := run(t, source(""))
	publish := func(i int) {
		s := join(t, address(n), "realm1")
		if err := s.Publish(t.Context(), "com.example.log", runtime.Values{Args: []any{0, i}}, runtime.Acknowledge()); err != nil {
			t.Fatal(err)
		}
	}
	publish(1)
	if _, err := reload(t, n, source(", sync: interval")); err != nil {
		t.Fatal(err)
	}
	publish(2)
	other := strings.Replace(source(""), "name: realm1, roles", "name: realm2, roles", 1)
	if _, err := reload(t, n, other); err == nil || !strings.Contains(err.Error(), `realm "realm1"`) {
		t.Errorf("a realm with the file of another: %v", err)
	}
	publish(3)
	if _, err := reload(t, n, file(realm1, "", listening)); err != nil {
		t.Fatal(err)
	}
	if _, err := reload(t, n, source("")); err != nil {
		t.Fatal(err)
	}
	publish(4)
	var numbers []int
	for _, e := range history(t, join(t, address(n), "realm1")) {
		numbers = append(numbers, e.number)
	}
	if diff := cmp.Diff([]int{1, 2, 3, 4}, numbers); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

// The plan says what a store can not be.
func TestDiskStore(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "events.db")
	plan, said := planOf(t, "node.yaml", file(storing(path, ", sync: interval, interval: 2s, maxsize: 70000"), "", ""), testRegistry(t))
	if plan == nil {
		t.Fatal(said)
	}
	want := &Store{Path: path}
	want.Settings.Interval, want.Settings.MaxBytes = 2*time.Second, 70_000
	if diff := cmp.Diff(want, plan.Workers[0].Realms[0].Store); diff != "" {
		t.Errorf("store (-want +got):\n%s", diff)
	}
	for realms, want := range map[string]string{
		storing(path, "") + ", " + strings.Replace(storing(path, ""), "realm1", "realm2", 1): "is that of",
		storing(dir, ""): "it is no file",
		storing(filepath.Join(dir, "none", "x"), ""):                        "its directory",
		storing(path, ", interval: 1s"):                                     "sync: interval",
		strings.Replace(storing(path, ""), "path:", "file:", 1):             "path",
		strings.Replace(storing(path, ""), "type: disk", "type: memory", 1): "path",
		strings.Replace(storing(path, ""), "type: disk", "type: cfxdb", 1):  "cfxdb",
	} {
		plan, said := planOf(t, "node.yaml", file(realms, "", ""), testRegistry(t))
		if plan != nil || !strings.Contains(said, want) {
			t.Errorf("%s: got %s, want a fault with %q", realms, said, want)
		}
	}
}
