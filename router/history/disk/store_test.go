package disk

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.etcd.io/bbolt"

	"github.com/wampgen/wampgen/router/broker"
	"github.com/wampgen/wampgen/router/history"
	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

var (
	always = Settings{MaxBytes: 1 << 30}
	all    = broker.History{Pattern: urimatch.Pattern{Match: wamp.MatchPrefix}, Limit: 1000}
)

func open(t testing.TB, path string, settings Settings) *Store {
	t.Helper()
	s, err := Open(path, "realm1", settings, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func file(t testing.TB) string { return filepath.Join(t.TempDir(), "events.db") }

// at is a second of the day on which the events of these tests occur.
func at(second int) time.Time { return time.Date(2026, 1, 2, 0, 0, second, 0, time.UTC) }

func event(id int, topic wamp.URI, size int) *broker.Record {
	return &broker.Record{Time: at(id), Publication: &broker.Publication{ID: wamp.ID(id), Topic: topic, Payload: wamp.Payload{Format: wamp.JSON, Args: make([]byte, size)}}}
}

// kept waits for a receipt.
func kept(t testing.TB, r broker.Receipt, err error) {
	t.Helper()
	if err == nil && r != nil {
		err = r.Wait(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// appendTo appends an event and waits until it is kept.
func appendTo(t testing.TB, s *Store, h broker.History, r *broker.Record) {
	t.Helper()
	receipt, err := s.Keep(t.Context(), r, []broker.History{h}, false)
	kept(t, receipt, err)
}

func retain(t testing.TB, s *Store, p *broker.Publication) {
	t.Helper()
	receipt, err := s.Keep(t.Context(), &broker.Record{Publication: p}, nil, true)
	kept(t, receipt, err)
}

func reopen(t *testing.T, s *Store) *Store {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return open(t, s.path, s.settings)
}

func ids(t testing.TB, s broker.Store, q broker.Query) (ids []wamp.ID) {
	t.Helper()
	for r, err := range s.Events(t.Context(), q) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, r.ID)
	}
	return ids
}

func retainedIDs(t testing.TB, s broker.Store, p urimatch.Pattern) (ids []wamp.ID) {
	t.Helper()
	for p, err := range s.Retained(t.Context(), p) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, p.ID)
	}
	return ids
}

// complete is a publication with everything, and one with nothing.
func complete() []*broker.Publication {
	level := int64(-3)
	return []*broker.Publication{
		{
			ID: 1 << 53, Topic: "com.example.ü", Publisher: broker.Publisher{Session: 9, AuthID: "amy", AuthRole: "user"},
			Disclosed: true, ExcludePublisher: true, Retained: true, Trust: &level,
			Filter: &wamp.Filter{Exclude: []wamp.ID{1}, ExcludeAuthID: []string{"bob"}, ExcludeAuthRole: []string{}, Eligible: []wamp.ID{}, EligibleAuthRole: []string{"a", "b"}},
			Custom: &wamp.Custom{Format: wamp.CBOR, Options: []wamp.CustomOption{{Name: "_trace", Value: []byte{1}}}},
			Payload: wamp.Payload{Format: wamp.MessagePack, Args: []byte{0x91, 0xc4, 1, 0}, Kwargs: []byte{0x80},
				Passthru: &wamp.Passthru{Scheme: "x_my", Serializer: "cbor", Cipher: "aes", KeyID: "k"}},
		},
		{ID: 2, Topic: "com.example.none"},
		{ID: 3, Topic: "com.example.empty", Filter: &wamp.Filter{}, Payload: wamp.Payload{Format: wamp.JSON, Args: []byte{}}},
	}
}

// Everything of an event is there after the file was closed: its ID, whom it is for, and
// the bytes and serialization of its payload.
func TestEventsComeBack(t *testing.T) {
	s := open(t, file(t), always)
	for i, p := range complete() {
		appendTo(t, s, all, &broker.Record{Publication: p, Time: at(i)})
		retain(t, s, p)
	}
	s = reopen(t, s)
	var events, latest []*broker.Publication
	for r, err := range s.Events(t.Context(), broker.Query{Pattern: all.Pattern}) {
		if err != nil {
			t.Fatal(err)
		}
		if r.Time != at(len(events)) {
			t.Errorf("event %d is of %v", r.ID, r.Time)
		}
		events = append(events, r.Publication)
	}
	for p, err := range s.Retained(t.Context(), all.Pattern) {
		if err != nil {
			t.Fatal(err)
		}
		latest = append(latest, p)
	}
	if diff := cmp.Diff(complete(), events); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
	slices.SortFunc(latest, func(a, b *broker.Publication) int { return strings.Compare(string(b.Topic), string(a.Topic)) })
	if diff := cmp.Diff(complete(), latest); diff != "" {
		t.Errorf("retained (-want +got):\n%s", diff)
	}
}

// The store answers as the one in memory does, whatever is put into it and asked of it.
func TestLikeMemory(t *testing.T) {
	for seed := range uint64(4) {
		r := rand.New(rand.NewPCG(seed, 0))
		s, m := open(t, file(t), always), history.NewMemory(1<<30, nil)
		patterns := []broker.History{
			{Pattern: urimatch.Exact("com.a"), Limit: 1 + r.IntN(400)},
			{Pattern: urimatch.Pattern{URI: "com.", Match: wamp.MatchPrefix}, Limit: 1 + r.IntN(900)},
		}
		topics := []wamp.URI{"com.a", "com.b", "com", "b.com.a", "org.a"}
		for id := 1; id <= 1000; id++ {
			e := event(id, topics[r.IntN(len(topics))], r.IntN(20))
			if r.IntN(2) == 0 {
				e.Filter = &wamp.Filter{EligibleAuthID: []string{"amy"}}
			}
			h := patterns[r.IntN(2)]
			for _, store := range []broker.Store{s, m} {
				if _, err := store.Keep(t.Context(), e, []broker.History{h}, true); err != nil {
					t.Fatal(err)
				}
			}
		}
		some := func() wamp.ID { return wamp.ID(r.IntN(1000) * r.IntN(2)) }
		for range 200 {
			q := broker.Query{Pattern: patterns[r.IntN(2)].Pattern, Reverse: r.IntN(2) == 0}
			switch r.IntN(6) {
			case 0:
				q.FromPublication, q.BeforePublication = some(), some()
			case 1:
				q.AfterPublication, q.UntilPublication = some(), some()
			case 2:
				q.From, q.Until = at(r.IntN(1000)), at(r.IntN(1000))
			case 3:
				q.Topic = topics[r.IntN(len(topics))]
			}
			if diff := cmp.Diff(ids(t, m, q), ids(t, s, q)); diff != "" {
				t.Fatalf("seed %d, query %+v: (-memory +disk):\n%s", seed, q, diff)
			}
		}
		for _, p := range []urimatch.Pattern{all.Pattern, urimatch.Exact("com.a"), urimatch.Exact("com.c"), {URI: "com.", Match: wamp.MatchPrefix}, {URI: ".a", Match: wamp.MatchWildcard}} {
			if diff := cmp.Diff(retainedIDs(t, m, p), retainedIDs(t, s, p)); diff != "" {
				t.Fatalf("seed %d, retained of %v (-memory +disk):\n%s", seed, p, diff)
			}
		}
	}
}

// Beyond the bytes the oldest events of all histories go, and the topics set longest ago;
// what is larger than all is refused.
func TestBytesAreBounded(t *testing.T) {
	s := open(t, file(t), Settings{MaxBytes: 20_000})
	histories := []broker.History{{Pattern: urimatch.Exact("a"), Limit: 1000}, {Pattern: urimatch.Exact("b"), Limit: 1000}}
	r := rand.New(rand.NewPCG(1, 2))
	for id := 1; id <= 500; id++ {
		h := histories[r.IntN(2)]
		appendTo(t, s, h, event(id, h.Pattern.URI, r.IntN(1500)))
		retain(t, s, event(id, wamp.URI(fmt.Sprint("t", id)), r.IntN(1500)).Publication)
		if id%100 == 0 {
			before := s.sums
			s = reopen(t, s)
			if diff := cmp.Diff(before, s.sums, cmp.AllowUnexported(sums{})); diff != "" {
				t.Fatalf("account of %d events (-before +found):\n%s", id, diff)
			}
		}
		if s.sums.bytes > 20_000 || s.sums.retention > 20_000 {
			t.Fatalf("%d and %d bytes are kept", s.sums.bytes, s.sums.retention)
		}
	}
	events := slices.Concat(ids(t, s, broker.Query{Pattern: histories[0].Pattern}), ids(t, s, broker.Query{Pattern: histories[1].Pattern}))
	for name, got := range map[string][]wamp.ID{"events": events, "retained": retainedIDs(t, s, all.Pattern)} {
		slices.Sort(got)
		if len(got) < 5 || got[len(got)-1] != 500 || int(got[len(got)-1]-got[0]) != len(got)-1 {
			t.Errorf("%s %v, want the last ones without a gap", name, got)
		}
	}
	if _, err := s.Keep(t.Context(), event(9, "a", 20_000), []broker.History{all}, false); !errors.Is(err, broker.ErrTooLarge) {
		t.Errorf("an event larger than the store: %v", err)
	}
	long := wamp.URI(strings.Repeat("x", 40_000))
	before := ids(t, s, broker.Query{Pattern: all.Pattern})
	refused := &broker.Record{Publication: &broker.Publication{ID: 10, Topic: long}}
	if _, err := s.Keep(t.Context(), refused, []broker.History{all}, true); !errors.Is(err, broker.ErrTooLarge) {
		t.Errorf("a topic of 40,000 bytes: %v", err)
	}
	if diff := cmp.Diff(before, ids(t, s, broker.Query{Pattern: all.Pattern})); diff != "" {
		t.Errorf("a history has what was refused (-want +got):\n%s", diff)
	}
}

// Publishers that wait share commits, and each of their events is there once, in the order
// of its publisher.
func TestTogether(t *testing.T) {
	for name, settings := range map[string]Settings{"always": always, "interval": {MaxBytes: 1 << 30, Interval: 5 * time.Millisecond}} {
		t.Run(name, func(t *testing.T) {
			s := open(t, file(t), settings)
			h := all
			h.Limit = 100_000
			var publishers sync.WaitGroup
			for p := range 8 {
				publishers.Go(func() {
					for i := range 100 {
						appendTo(t, s, h, event(1000*p+i+1, "a", 10))
					}
				})
			}
			publishers.Wait()
			s = reopen(t, s)
			last := map[wamp.ID]wamp.ID{}
			for _, id := range ids(t, s, broker.Query{Pattern: h.Pattern}) {
				if p := id / 1000; id != 1000*p+last[p]+1 {
					t.Fatalf("%d comes after %d of the publisher", id, last[p])
				}
				last[id/1000]++
			}
			for p := range wamp.ID(8) {
				if last[p] != 100 {
					t.Errorf("publisher %d: %d events", p, last[p])
				}
			}
		})
	}
}

// A file that can not grow refuses events until it can; nothing else is lost.
func TestFullDisk(t *testing.T) {
	s := open(t, file(t), always)
	appendTo(t, s, all, event(1, "a", 100))
	s.db.MaxSize = 1
	receipt, err := s.Keep(t.Context(), event(2, "a", 1<<20), []broker.History{all}, false)
	if err == nil {
		err = receipt.Wait(t.Context())
	}
	if err == nil {
		t.Fatal("an event is kept that has no room")
	}
	s.db.MaxSize = 0
	appendTo(t, s, all, event(3, "a", 100))
	if diff := cmp.Diff([]wamp.ID{1, 3}, ids(t, reopen(t, s), broker.Query{Pattern: all.Pattern})); diff != "" {
		t.Error(diff)
	}
}

// With an interval, a failure is an error of the next publisher.
func TestFailureWithInterval(t *testing.T) {
	s := open(t, file(t), Settings{MaxBytes: 1 << 30, Interval: time.Hour})
	s.db.MaxSize = 1
	if receipt, err := s.Keep(t.Context(), event(1, "a", 1<<20), []broker.History{all}, false); receipt != nil || err != nil {
		t.Fatalf("got %v, %v", receipt, err)
	}
	s.hurry()
	for range s.Retained(t.Context(), all.Pattern) { // it waits
	}
	receipt, err := s.Keep(t.Context(), event(2, "a", 1<<20), []broker.History{all}, false)
	if err != nil || receipt == nil || receipt.Wait(t.Context()) == nil {
		t.Errorf("got %v, %v, want a failure", receipt, err)
	}
	s.db.MaxSize = 0
	appendTo(t, s, all, event(3, "a", 1<<20))
	if receipt, err := s.Keep(t.Context(), event(4, "a", 10), []broker.History{all}, false); receipt != nil || err != nil {
		t.Errorf("got %v, %v after it went well", receipt, err)
	}
}

// With an interval, an event is in the file when the interval is over. What a kill at any
// moment leaves, which is the file as it is then, has all events but those of the last
// interval, once and in their order.
func TestInterval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const interval, pause, events = 100 * time.Millisecond, 7 * time.Millisecond, 100
		dir := t.TempDir()
		s := open(t, filepath.Join(dir, "events.db"), Settings{MaxBytes: 1 << 30, Interval: interval})
		fewest, batched := 0, false
		for id := 1; id <= events; id++ {
			appendTo(t, s, all, event(id, "a", 100))
			retain(t, s, event(id, "a", 100).Publication)
			time.Sleep(pause)
			synctest.Wait() // the writer has nothing to do
			if id%9 != 0 {
				continue
			}
			data, err := os.ReadFile(s.path)
			if err != nil {
				t.Fatal(err)
			}
			killed := filepath.Join(dir, fmt.Sprint("killed", id))
			if err := os.WriteFile(killed, data, 0o600); err != nil {
				t.Fatal(err)
			}
			left := open(t, killed, always)
			kept := ids(t, left, broker.Query{Pattern: all.Pattern})
			for i := range kept {
				if kept[i] != wamp.ID(i+1) {
					t.Fatalf("after %d events there are %v", id, kept)
				}
			}
			if oldest := id - int(interval/pause) - 1; len(kept) < oldest || len(kept) < fewest {
				t.Errorf("after %d events %d are in the file, want %d", id, len(kept), max(oldest, fewest))
			}
			if latest := retainedIDs(t, left, all.Pattern); len(kept) > 0 && (len(latest) != 1 || int(latest[0]) != len(kept)) {
				t.Errorf("of %d events in the file %v is retained", len(kept), latest)
			}
			fewest, batched = len(kept), batched || len(kept) < id
			if err := left.Close(); err != nil {
				t.Fatal(err)
			}
		}
		if !batched {
			t.Error("each event was written at once")
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

// A closed store says so.
func TestClosed(t *testing.T) {
	s := open(t, file(t), always)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Keep(t.Context(), event(1, "a", 1), []broker.History{all}, false); !errors.Is(err, errClosed) {
		t.Errorf("append: %v", err)
	}
	for _, err := range s.Events(t.Context(), broker.Query{Pattern: all.Pattern}) {
		if !errors.Is(err, errClosed) {
			t.Errorf("events: %v", err)
		}
	}
	if err := s.Close(); err != nil {
		t.Errorf("close again: %v", err)
	}
}

// What can not be opened is an error that says why.
func TestOpenFails(t *testing.T) {
	dir := t.TempDir()
	taken := filepath.Join(dir, "taken")
	open(t, taken, always)
	other := filepath.Join(dir, "other")
	db, err := bbolt.Open(other, 0o600, nil)
	if err == nil {
		err = errors.Join(db.Update(func(tx *bbolt.Tx) error { _, err := tx.CreateBucket([]byte("x")); return err }), db.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	text := filepath.Join(dir, "text")
	if err := os.WriteFile(text, bytes.Repeat([]byte("hello"), 10_000), 0o600); err != nil {
		t.Fatal(err)
	}
	closed := filepath.Join(dir, "closed")
	if err := open(t, closed, always).Close(); err != nil {
		t.Fatal(err)
	}
	for path, test := range map[string]struct{ realm, want string }{
		taken:                           {"realm1", "in use"},
		closed:                          {"realm2", `realm "realm1"`},
		other:                           {"realm1", "no store of events"},
		text:                            {"realm1", "invalid"},
		dir:                             {"realm1", ""},
		filepath.Join(dir, "none", "x"): {"realm1", "no such"},
	} {
		s, err := Open(path, test.realm, always, nil, slog.New(slog.DiscardHandler))
		if err == nil {
			_ = s.Close()
		}
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("open %s: %v, want %q", filepath.Base(path), err, test.want)
		}
	}
}

// A file that is damaged anywhere is an error when it is opened, or harmless; it is never a
// crash, and what is read is what was written.
func TestDamage(t *testing.T) {
	path := file(t)
	s := open(t, path, always)
	for id := 1; id <= 200; id++ {
		appendTo(t, s, all, event(id, "a", 300))
		retain(t, s, event(id, wamp.URI(fmt.Sprint("t", id)), 300).Publication)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	refused := 0
	for i := range 90 {
		damaged := bytes.Clone(whole)
		switch i % 3 {
		case 0:
			damaged = damaged[:r.IntN(len(damaged))]
		case 1:
			damaged[r.IntN(len(damaged))] ^= byte(1 + r.IntN(255))
		case 2: // a page that was never written
			page := r.IntN(len(damaged)/os.Getpagesize()) * os.Getpagesize()
			clear(damaged[page : page+os.Getpagesize()])
		}
		path := filepath.Join(t.TempDir(), "x")
		if err := os.WriteFile(path, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := Open(path, "realm1", always, nil, slog.New(slog.DiscardHandler))
		if err != nil {
			refused++
			continue
		}
		last := wamp.ID(0)
		for r, err := range s.Events(t.Context(), broker.Query{Pattern: all.Pattern}) {
			if err == nil && r.ID <= last {
				t.Fatalf("%d after %d", r.ID, last)
			}
			if err == nil {
				last = r.ID
			}
		}
		receipt, err := s.Keep(t.Context(), event(1000, "a", 5000), []broker.History{all}, false)
		if err == nil {
			_ = receipt.Wait(t.Context()) // it may fail
		}
		_ = s.Close()
	}
	if refused < 30 {
		t.Errorf("only %d of 90 damaged files are refused", refused)
	}
}

// The format of records does not change unseen.
func TestRecordFormat(t *testing.T) {
	value, err := sealEvent(&broker.Record{Publication: complete()[0], Time: at(0)})
	if err != nil {
		t.Fatal(err)
	}
	const want = "895e0bdb00200000000000000000019b7c010400ad011b0020000000000000026e636f6d2e6578616d706c652ec3bc03a301090263616d7903647573657204f505f506f507a6018101028163626f620380048005f6068261616162082209a2016463626f720281a201665f74726163650241010a676d73677061636b0b4491c401000c41800da40164785f6d79026463626f72036361657304616b"
	if got := fmt.Sprintf("%x", value); got != want {
		t.Errorf("record\n%s, want\n%s", got, want)
	}
}

// Values that are no records are errors.
func FuzzUnseal(f *testing.F) {
	for _, p := range complete() {
		if value, err := sealEvent(&broker.Record{Publication: p}); err == nil {
			f.Add(value[headBytes:])
		}
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		value := append(make([]byte, headBytes), body...)
		resum(value)
		if r, err := unsealEvent(value); err == nil {
			if again, err := sealEvent(r); err != nil {
				t.Errorf("%+v: %v", r, err)
			} else if _, err := unsealEvent(again); err != nil {
				t.Errorf("%+v: %v", r, err)
			}
		}
		_, _, _ = unsealRetained(value)
	})
}

// BenchmarkAppend is events of 200 bytes, each kept before its publisher goes on.
func BenchmarkAppend(b *testing.B) {
	for _, publishers := range []int{1, 8, 64} {
		for name, settings := range map[string]Settings{"always": always, "interval": {MaxBytes: 1 << 30, Interval: 100 * time.Millisecond}} {
			b.Run(fmt.Sprintf("%s/%d", name, publishers), func(b *testing.B) {
				s := open(b, file(b), settings)
				h := all
				h.Limit = 100_000
				var group sync.WaitGroup
				for range publishers {
					group.Go(func() {
						for range b.N / publishers {
							appendTo(b, s, h, event(1, "com.example.topic", 200))
						}
					})
				}
				group.Wait()
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
			})
		}
	}
}
