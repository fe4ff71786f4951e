package urimatch

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// The example of section "Calls matching multiple registrations", but for one
// component: its "a1.b2.c33" begins with the prefix "a1.b2.c3" by the section
// "Prefix Matching", where the example says that no prefix matches. Here it is k33.
func TestBestOfTheSpecification(t *testing.T) {
	x := NewIndex[int]()
	for i, p := range []Pattern{
		{"a1.b2.c3.d4.e55", exact},
		{"a1.b2.c3", prefix},
		{"a1.b2.c3.d4", prefix},
		{"a1.b2..d4.e5", wildcard},
		{"a1.b2.k33..e5", wildcard},
		{"a1.b2..d4.e5..g7", wildcard},
		{"a1.b2..d4..f6.g7", wildcard},
	} {
		x.Set(p, i+1)
	}
	got := map[wamp.URI]int{}
	want := map[wamp.URI]int{
		"a1.b2.c3.d4.e55":       1,
		"a1.b2.c3.d98.e74":      2,
		"a1.b2.c3.d4.e325":      3,
		"a1.b2.c55.d4.e5":       4,
		"a1.b2.k33.d4.e5":       5,
		"a1.b2.c88.d4.e5.f6.g7": 6,
		"a2.b2.c2.d2.e2":        0,
	}
	for u := range want {
		got[u], _ = x.Best(u)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("best registrations (-want +got):\n%s", diff)
	}
}

// step is one random change of an index and its oracle.
func step(r *rand.Rand, x *Index[int], oracle map[Pattern]int) {
	p := randomPattern(r)
	if r.IntN(3) == 0 {
		for known := range oracle { // any
			p = known
			break
		}
	}
	if r.IntN(5) < 3 {
		v := r.Int()
		x.Set(p, v)
		oracle[p] = v
		return
	}
	x.Delete(p)
	delete(oracle, p)
}

// compare checks everything an index answers against the oracle.
func compare(t *testing.T, x *Index[int], oracle map[Pattern]int, uri wamp.URI, p Pattern) {
	t.Helper()
	var want []int
	for q, v := range oracle {
		if slowMatches(q, uri) {
			want = append(want, v)
		}
	}
	got := x.AppendMatches(nil, uri)
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("matches of %q (-want +got):\n%s", uri, diff)
	}
	gotBest, gotOK := x.Best(uri)
	wantBest, wantOK := slowBest(oracle, uri)
	if gotBest != wantBest || gotOK != wantOK {
		t.Fatalf("best of %q: %d %v, want %d %v", uri, gotBest, gotOK, wantBest, wantOK)
	}
	gotValue, gotOK := x.Get(p)
	if wantValue, wantOK := oracle[p]; gotValue != wantValue || gotOK != wantOK {
		t.Fatalf("value of %v: %d %v, want %d %v", p, gotValue, gotOK, wantValue, wantOK)
	}
	if x.Len() != len(oracle) {
		t.Fatalf("length: %d, want %d", x.Len(), len(oracle))
	}
}

func TestIndexAgainstOracle(t *testing.T) {
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 0))
		x, oracle := NewIndex[int](), map[Pattern]int{}
		for range 150 {
			step(r, x, oracle)
			compare(t, x, oracle, universe[r.IntN(len(universe))], randomPattern(r))
		}
		for p := range oracle {
			if !x.Delete(p) {
				t.Fatalf("delete %v: not there", p)
			}
		}
		if x.prefix.Load() != nil {
			t.Error("the empty index keeps prefix nodes")
		}
		for _, root := range *x.wildcard.Load() {
			if root != nil && !root.empty() {
				t.Error("the empty index keeps wildcard nodes")
			}
		}
	}
}

func FuzzIndex(f *testing.F) {
	f.Add("a.b\x01a.\x00a..b\x02.\x02", "a.b.c")
	f.Add("com.example\x01com.example.\x01com..x\x02", "com.example.x")
	f.Add("é\x01è\x01\x01", "éa")
	f.Fuzz(func(t *testing.T, script, uri string) {
		if !utf8.ValidString(script) || !utf8.ValidString(uri) {
			t.Skip("a URI is a Unicode string")
		}
		x, oracle := NewIndex[int](), map[Pattern]int{}
		for i := 0; script != ""; i++ {
			end := strings.IndexFunc(script, func(c rune) bool { return c <= 5 })
			if end < 0 {
				break
			}
			// 0 to 2 set an exact, prefix or wildcard pattern, 3 to 5 delete one.
			op := script[end]
			p := Pattern{wamp.URI(script[:end]), wamp.Match(op % 3)}
			script = script[end+1:]
			if op < 3 {
				x.Set(p, i)
				oracle[p] = i
			} else {
				x.Delete(p)
				delete(oracle, p)
			}
			compare(t, x, oracle, wamp.URI(uri), p)
		}
	})
}

// What stays in the index is found by every reader while writers come and go.
func TestReadersBesideWriters(t *testing.T) {
	x := NewIndex[int]()
	stay := []Pattern{{"a.b.c", exact}, {"a.b", prefix}, {"a..c", wildcard}, {"..", wildcard}}
	for i, p := range stay {
		x.Set(p, i)
	}
	done := make(chan struct{})
	var writers, readers sync.WaitGroup
	for w := range 2 {
		writers.Go(func() {
			r := rand.New(rand.NewPCG(uint64(w), 9))
			for range 3000 {
				p := randomPattern(r)
				if i := slices.Index(stay, p); i >= 0 {
					x.Set(p, i) // replacing hides nothing
				} else if r.IntN(2) == 0 {
					x.Set(p, -1)
				} else {
					x.Delete(p)
				}
			}
		})
	}
	for range 2 {
		readers.Go(func() {
			var found []int
			for {
				select {
				case <-done:
					return
				default:
				}
				found = x.AppendMatches(found[:0], "a.b.c")
				for i := range stay {
					if !slices.Contains(found, i) {
						t.Errorf("%v is not among the matches %v", stay[i], found)
						return
					}
				}
				if v, ok := x.Best("a.b.c"); !ok || v != 0 {
					t.Errorf("best: %d %v, want 0", v, ok)
					return
				}
			}
		})
	}
	writers.Wait()
	close(done)
	readers.Wait()
}

// Looking up costs no memory: it runs for every message.
func TestLookupDoesNotAllocate(t *testing.T) {
	x := NewIndex[*int]()
	for i := range 1000 {
		x.Set(Pattern{wamp.URI(fmt.Sprintf("com.example.n%d", i)), wamp.Match(i % 3)}, new(int))
	}
	x.Set(Pattern{"com..n500", wildcard}, new(int))
	var room [8]*int
	if n := testing.AllocsPerRun(100, func() {
		x.AppendMatches(room[:0], "com.example.n500")
		x.Best("com.example.n499.x")
	}); n != 0 {
		t.Errorf("allocations: %v, want 0", n)
	}
}

func BenchmarkIndex(b *testing.B) {
	for _, match := range []wamp.Match{exact, prefix, wildcard} {
		for _, n := range []int{0, 1000, 10_000, 100_000} {
			x := NewIndex[*int]()
			for i := range n {
				uri := fmt.Sprintf("com.example.n%d.topic", i)
				if match == wildcard {
					uri = fmt.Sprintf("com.example.n%d..topic", i)
				}
				x.Set(Pattern{wamp.URI(uri), match}, new(int))
			}
			var room [8]*int
			b.Run(fmt.Sprintf("%v/%d/none", match, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					x.AppendMatches(room[:0], "com.example.other.topic")
				}
			})
			b.Run(fmt.Sprintf("%v/%d/one", match, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					x.Best("com.example.n77.topic.topic")
				}
			})
		}
	}
}

func BenchmarkSet(b *testing.B) {
	for _, match := range []wamp.Match{exact, prefix, wildcard} {
		b.Run(match.String(), func(b *testing.B) {
			x := NewIndex[int]()
			for i := 0; b.Loop(); i++ {
				x.Set(Pattern{wamp.URI(fmt.Sprintf("com.example.n%d.topic", i%100_000)), match}, i)
			}
		})
	}
}
