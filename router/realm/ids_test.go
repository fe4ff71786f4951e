package realm

import (
	"testing"

	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Section "IDs": random ones are drawn from all of 1 to 2^53; the halves and
// quarters of the range come up about as often.
func TestRandomIDs(t *testing.T) {
	ids := NewRandomIDs()
	const n = 4000
	var quarters [4]int
	seen := map[wamp.ID]bool{}
	for i := range n {
		id := ids.Publication()
		if i%2 == 0 {
			id = ids.Session()
		}
		if !id.Valid() || seen[id] {
			t.Fatalf("ID %d is none, or came twice", id)
		}
		seen[id] = true
		quarters[(id-1)/(wamp.MaxID/4)]++
	}
	for i, count := range quarters {
		// Ten standard deviations of a fair draw.
		if count < n/4-280 || count > n/4+280 {
			t.Errorf("quarter %d has %d of %d IDs", i, count, n)
		}
	}
}

// A pattern has one ID of each kind, for everybody with the key.
func TestKeyedIDs(t *testing.T) {
	p := urimatch.Pattern{URI: "com.myapp", Match: wamp.MatchPrefix}
	a, b := KeyedIDs([]byte("key")), KeyedIDs([]byte("key"))
	if a.Subscription(p) != b.Subscription(p) || a.Registration(p) != b.Registration(p) {
		t.Error("the same key gives other IDs")
	}
	seen := map[wamp.ID]string{}
	for name, id := range map[string]wamp.ID{
		"subscription": a.Subscription(p),
		"registration": a.Registration(p),
		"other match":  a.Subscription(urimatch.Exact("com.myapp")),
		"other URI":    a.Subscription(urimatch.Pattern{URI: "com.myapp2", Match: wamp.MatchPrefix}),
		"other key":    NewRandomIDs().Subscription(p),
	} {
		if !id.Valid() || seen[id] != "" {
			t.Errorf("%s: ID %d is none, or that of %q", name, id, seen[id])
		}
		seen[id] = name
	}
}
