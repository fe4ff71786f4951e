package history

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/router/broker"
	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

var allEvents = broker.History{Pattern: urimatch.Pattern{Match: wamp.MatchPrefix}, Limit: 1000}

// at is a second of the day on which the events of these tests occur.
func at(second int) time.Time { return time.Date(2026, 1, 2, 0, 0, second, 0, time.UTC) }

// fill appends n events, 1 to n, at the seconds of the same number, to topics in turn.
func fill(t *testing.T, m *Memory, h broker.History, n int) {
	t.Helper()
	for i := 1; i <= n; i++ {
		r := &broker.Record{Time: at(i), Publication: &broker.Publication{ID: wamp.ID(i), Topic: []wamp.URI{"even", "odd"}[i%2]}}
		if _, err := m.Keep(t.Context(), r, []broker.History{h}, false); err != nil {
			t.Fatal(err)
		}
	}
}

// read returns the publications that a query yields.
func read(t *testing.T, m *Memory, q broker.Query) (ids []wamp.ID) {
	t.Helper()
	for r, err := range m.Events(t.Context(), q) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, r.ID)
	}
	return ids
}

// Section "Event History": the filters, each and together.
func TestEvents(t *testing.T) {
	m := NewMemory(1<<20, nil)
	fill(t, m, allEvents, 8)
	for name, test := range map[string]struct {
		query broker.Query
		want  []wamp.ID
	}{
		"all":                 {broker.Query{}, []wamp.ID{1, 2, 3, 4, 5, 6, 7, 8}},
		"reverse":             {broker.Query{Reverse: true}, []wamp.ID{8, 7, 6, 5, 4, 3, 2, 1}},
		"from time":           {broker.Query{From: at(6)}, []wamp.ID{6, 7, 8}},
		"after time":          {broker.Query{After: at(6)}, []wamp.ID{7, 8}},
		"before time":         {broker.Query{Before: at(3)}, []wamp.ID{1, 2}},
		"until time":          {broker.Query{Until: at(3)}, []wamp.ID{1, 2, 3}},
		"from publication":    {broker.Query{FromPublication: 6}, []wamp.ID{6, 7, 8}},
		"after publication":   {broker.Query{AfterPublication: 6}, []wamp.ID{7, 8}},
		"before publication":  {broker.Query{BeforePublication: 3}, []wamp.ID{1, 2}},
		"until publication":   {broker.Query{UntilPublication: 3}, []wamp.ID{1, 2, 3}},
		"topic":               {broker.Query{Topic: "odd"}, []wamp.ID{1, 3, 5, 7}},
		"all conditions":      {broker.Query{Topic: "even", From: at(2), Before: at(8), AfterPublication: 2, UntilPublication: 7, Reverse: true}, []wamp.ID{6, 4}},
		"nothing between":     {broker.Query{FromPublication: 5, UntilPublication: 4}, nil},
		"after the last":      {broker.Query{AfterPublication: 8}, nil},
		"before the first":    {broker.Query{BeforePublication: 1}, nil},
		"unknown publication": {broker.Query{FromPublication: 99}, nil},
		"other pattern":       {broker.Query{Pattern: urimatch.Exact("odd")}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if test.query.Pattern == (urimatch.Pattern{}) {
				test.query.Pattern = allEvents.Pattern
			}
			if diff := cmp.Diff(test.want, read(t, m, test.query)); diff != "" {
				t.Errorf("publications (-want +got):\n%s", diff)
			}
		})
	}
}

// Beyond the limit of its history the oldest event goes.
func TestHistoryLimit(t *testing.T) {
	m := NewMemory(1<<20, nil)
	h := allEvents
	h.Limit = 3
	fill(t, m, h, 100)
	if diff := cmp.Diff([]wamp.ID{98, 99, 100}, read(t, m, broker.Query{Pattern: h.Pattern})); diff != "" {
		t.Error(diff)
	}
	if want := 3 * size(&broker.Publication{Topic: "even"}); m.pastBytes > want {
		t.Errorf("%d bytes, want at most %d", m.pastBytes, want)
	}
}

// Beyond the bytes of all histories the oldest event of all goes; one that is
// larger than all of the memory is not kept.
func TestHistoryBytes(t *testing.T) {
	m := NewMemory(5000, nil)
	histories := []broker.History{{Pattern: urimatch.Exact("a"), Limit: 1000}, {Pattern: urimatch.Exact("b"), Limit: 1000}}
	r := rand.New(rand.NewPCG(1, 2))
	var kept []wamp.ID // of both, in order
	for id := wamp.ID(1); id <= 500; id++ {
		h := histories[r.IntN(2)]
		p := &broker.Publication{ID: id, Topic: h.Pattern.URI, Payload: wamp.Payload{Args: make([]byte, r.IntN(1500))}}
		if _, err := m.Keep(t.Context(), &broker.Record{Time: at(int(id)), Publication: p}, []broker.History{h}, false); err != nil {
			t.Fatal(err)
		}
		if m.pastBytes > 5000 {
			t.Fatalf("%d bytes are kept", m.pastBytes)
		}
	}
	for _, h := range histories {
		kept = append(kept, read(t, m, broker.Query{Pattern: h.Pattern})...)
	}
	slices.Sort(kept)
	if len(kept) == 0 || kept[len(kept)-1] != 500 || int(kept[len(kept)-1]-kept[0]) != len(kept)-1 {
		t.Errorf("kept %v, want the last ones without a gap", kept)
	}
	huge := &broker.Publication{ID: 501, Topic: "a", Payload: wamp.Payload{Args: make([]byte, 6000)}}
	if _, err := m.Keep(t.Context(), &broker.Record{Time: at(501), Publication: huge}, []broker.History{histories[0]}, false); err != nil {
		t.Fatal(err)
	}
	if m.pastBytes != 0 {
		t.Errorf("%d bytes are kept", m.pastBytes)
	}
}

// A reader sees the history of the moment, whatever is appended meanwhile, and
// ends with its context.
func TestEventsWhileAppending(t *testing.T) {
	m := NewMemory(1<<20, nil)
	h := allEvents
	h.Limit = 4
	fill(t, m, h, 4)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var ids []wamp.ID
	var failed error
	for r, err := range m.Events(ctx, broker.Query{Pattern: h.Pattern}) {
		if failed = err; err != nil {
			break
		}
		ids = append(ids, r.ID)
		fill(t, m, h, 4)
		if len(ids) == 3 {
			cancel()
		}
	}
	if diff := cmp.Diff([]wamp.ID{1, 2, 3}, ids); diff != "" {
		t.Error(diff)
	}
	if failed != context.Canceled {
		t.Errorf("error %v, want that of the context", failed)
	}
}
