package broker

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// The six statements of section "Subscriber Black- and Whitelisting", one or two
// at a time, for the session 5 with authid "user5" and authrole "user".
func TestFilter(t *testing.T) {
	for _, test := range []struct {
		name   string
		filter wamp.Filter
		want   bool
	}{
		{"nothing given", wamp.Filter{}, true},
		{"eligible", wamp.Filter{Eligible: []wamp.ID{4, 5}}, true},
		{"not eligible", wamp.Filter{Eligible: []wamp.ID{4}}, false},
		{"nobody eligible", wamp.Filter{Eligible: []wamp.ID{}}, false},
		{"authid eligible", wamp.Filter{EligibleAuthID: []string{"user5"}}, true},
		{"authid not eligible", wamp.Filter{EligibleAuthID: []string{"user4"}}, false},
		{"authrole eligible", wamp.Filter{EligibleAuthRole: []string{"user"}}, true},
		{"authrole not eligible", wamp.Filter{EligibleAuthRole: []string{"admin"}}, false},
		{"excluded", wamp.Filter{Exclude: []wamp.ID{5}}, false},
		{"not excluded", wamp.Filter{Exclude: []wamp.ID{4}}, true},
		{"nobody excluded", wamp.Filter{Exclude: []wamp.ID{}}, true},
		{"authid excluded", wamp.Filter{ExcludeAuthID: []string{"user5"}}, false},
		{"authrole excluded", wamp.Filter{ExcludeAuthRole: []string{"user"}}, false},
		{"eligible and excluded", wamp.Filter{Eligible: []wamp.ID{5}, Exclude: []wamp.ID{5}}, false},
		{"eligible, authid not", wamp.Filter{Eligible: []wamp.ID{5}, EligibleAuthID: []string{"user4"}}, false},
		{"eligible by all three", wamp.Filter{Eligible: []wamp.ID{5}, EligibleAuthID: []string{"user5"}, EligibleAuthRole: []string{"user"}}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newBroker(t)
			s, publisher := join(t, b, 5), join(t, b, 6)
			s.subscribe(topic, wamp.SubscribeOptions{})
			publisher.publish(topic, wamp.PublishOptions{Filter: &test.filter}, `[]`)
			if got := len(s.peer.Take()) == 1; got != test.want {
				t.Errorf("received: %v, want %v", got, test.want)
			}
		})
	}
}

// Long lists are indexed on the way: the answers stay those of searching through.
func TestLongFilters(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 200 {
		filter := &wamp.Filter{}
		for range r.IntN(60) {
			filter.Exclude = append(filter.Exclude, wamp.ID(1+r.IntN(80)))
		}
		for range 1 + r.IntN(60) {
			filter.EligibleAuthID = append(filter.EligibleAuthID, fmt.Sprintf("user%d", 1+r.IntN(80)))
		}
		a := audienceOf(&Publication{Filter: filter})
		for id := range wamp.ID(81) {
			name := fmt.Sprintf("user%d", id)
			want := !slices.Contains(filter.Exclude, id) && slices.Contains(filter.EligibleAuthID, name)
			if got := a.admits(&Session{identity: Publisher{Session: id, AuthID: name}}); got != want && id > 0 {
				t.Fatalf("session %d, %+v: %v, want %v", id, filter, got, want)
			}
		}
	}
}
