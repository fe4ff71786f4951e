package conformance

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

var wildFor = flag.Duration("wild", 2*time.Second, "how long clients send whatever they like")

// Clients over all transports, and components in the router's process, send messages of
// all types in any order, with each other's URIs, and end their sessions in all ways.
// Whatever they do: each request is answered once, nobody gets what he has not asked for,
// a violation is answered once and by ABORT (section "Protocol Errors"), nothing hangs,
// and nothing is left behind.
func TestWildSessions(t *testing.T) {
	t.Parallel()
	n := wildNode(t)
	until := time.Now().Add(*wildFor)
	var mu sync.Mutex
	sent, got, sessions := map[int]int{}, map[int]int{}, 0
	var clients sync.WaitGroup
	for i, name := range slices.Sorted(maps.Keys(wildLines)) {
		clients.Go(func() {
			for round := uint64(0); round < 3 || time.Now().Before(until); round++ {
				w, err := n.runWild(name, rand.New(rand.NewPCG(uint64(i), round)))
				if err != nil {
					t.Errorf("%s, session %d: %v", name, round, err)
					return
				}
				mu.Lock()
				sessions++
				for kind, n := range w.sent {
					sent[kind] += n
				}
				for kind, n := range w.got {
					got[kind] += n
				}
				mu.Unlock()
				if len(w.faults) > 0 {
					t.Errorf("%s, session %d, ended by %d:\n%s", name, round, w.ending, strings.Join(w.faults, "\n"))
					return
				}
			}
		})
	}
	clients.Wait()
	t.Logf("%d sessions; sent, by type: %v; received: %v", sessions, sent, got)
	for _, kind := range []int{HELLO, ABORT, AUTHENTICATE, GOODBYE, ERROR, PUBLISH, SUBSCRIBE, UNSUBSCRIBE, CALL, CANCEL, REGISTER, UNREGISTER, YIELD} {
		if sent[kind] == 0 {
			t.Errorf("nobody has sent a message of type %d", kind)
		}
	}
	for _, kind := range []int{WELCOME, ABORT, CHALLENGE, GOODBYE, ERROR, PUBLISHED, SUBSCRIBED, UNSUBSCRIBED, EVENT, RESULT, REGISTERED, UNREGISTERED, INVOCATION, INTERRUPT} {
		if got[kind] == 0 {
			t.Errorf("nobody has received a message of type %d", kind)
		}
	}
	n.wantNothingLeft(t)
}

// wantNothingLeft waits until the components are alone with what they have registered and
// subscribed.
func (n *node) wantNothingLeft(t *testing.T) {
	t.Helper()
	last := n.join(t, asJSON, "realm1", "anonymous", plain)
	var left string
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		left = ""
		for procedure, want := range map[string]int{"wamp.session.list": 1 + wildComponents, "wamp.subscription.list": 1, "wamp.registration.list": wildComponents} {
			request := last.call(procedure, dict{})
			found := 0
			switch listed := last.want(RESULT, request, dict{}, anything)[3].(list)[0].(type) {
			case list:
				found = len(listed)
			case dict:
				for _, ids := range listed {
					found += len(ids.(list))
				}
			}
			if found != want {
				left += fmt.Sprintf("%s: %d, want %d\n", procedure, found, want)
			}
		}
		if left == "" {
			return
		}
	}
	t.Errorf("something is left behind:\n%s", left)
}

// runWild runs one session from login to its end.
func (n *node) runWild(name string, random *rand.Rand) (*wildSession, error) {
	l, err := wildLines[name](n)
	if err != nil {
		return nil, err
	}
	defer l.drop()
	w := newWildSession(l)
	welcome, err := w.login(strings.HasSuffix(name, "ticket"), random)
	if err != nil || !welcome {
		return w, err
	}
	go w.receive()
	for range 5 + random.IntN(60) {
		if err = w.act(random); err != nil {
			break
		}
		if random.IntN(3) == 0 { // for others to answer, and to ask
			time.Sleep(time.Duration(random.IntN(2000)) * time.Microsecond)
		}
	}
	if err == nil && random.IntN(2) == 0 {
		w.settle()
	}
	w.end(random, strings.HasPrefix(name, "HTTP"))
	<-w.over
	return w, nil
}

// login says HELLO, or something else.
func (w *wildSession) login(ticket bool, random *rand.Rand) (welcome bool, err error) {
	details := able()
	if ticket {
		details["authmethods"], details["authid"] = list{"ticket"}, "joe"
	}
	switch random.IntN(12) {
	case 0:
		return false, w.refused(fromRouters["EVENT"])
	case 1:
		return false, w.refused(fromClients["CALL"])
	case 2:
		if err := w.say(ABORT, dict{}, "com.myapp.error.changed_my_mind"); err != nil {
			return false, err
		}
		if m, err := w.take(); err == nil {
			return false, fmt.Errorf("ABORT is answered by %v", m)
		}
		return false, nil
	}
	if err := w.say(HELLO, "realm1", details); err != nil {
		return false, err
	}
	m, err := w.take()
	if err != nil {
		return false, err
	}
	w.got[int(at(m, 0))]++
	if ticket {
		if at(m, 0) != CHALLENGE {
			return false, fmt.Errorf("HELLO is answered by %v", m)
		}
		switch random.IntN(4) {
		case 0:
			return false, w.refused(list{AUTHENTICATE, "wrong", dict{}})
		case 1:
			return false, w.refused(fromClients["SUBSCRIBE"])
		}
		if err := w.say(AUTHENTICATE, joeTicket, dict{}); err != nil {
			return false, err
		}
		if m, err = w.take(); err != nil {
			return false, err
		}
		w.got[int(at(m, 0))]++
	}
	if at(m, 0) != WELCOME {
		return false, fmt.Errorf("the login is answered by %v", m)
	}
	w.id = at(m, 1)
	return true, nil
}

// refused sends what ends the login: it is answered by one ABORT.
func (w *wildSession) refused(message list) error {
	if err := w.say(message...); err != nil {
		return err
	}
	m, err := w.take()
	if err != nil || at(m, 0) != ABORT {
		return fmt.Errorf("%v is answered by %v, error %v", message, m, err)
	}
	w.got[ABORT]++
	if m, err := w.take(); err == nil {
		return fmt.Errorf("%v after ABORT", m)
	}
	return nil
}

// end ends the session in one of all ways.
func (w *wildSession) end(random *rand.Rand, polls bool) {
	endBy := func(kind int) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.ending = kind
	}
	switch random.IntN(5) {
	case 0, 1:
		endBy(GOODBYE)
		_ = w.say(GOODBYE, dict{}, "wamp.close.close_realm")
	case 2:
		endBy(ABORT)
		_ = w.say(ABORT, dict{}, "com.wild.error")
	case 3:
		endBy(ABORT)
		w.drop()
	default:
		endBy(HELLO)
		violations := []list{
			{HELLO, "realm1", plain}, {AUTHENTICATE, "x", dict{}}, {YIELD, maxID, dict{}}, {ERROR, INVOCATION, maxID, dict{}, "com.wild.error"},
			{ERROR, CALL, 1, dict{}, "com.wild.error"}, {PUBLISH, w.last + 1}, {SUBSCRIBE, w.last + 1, dict{"match": 1}, "com.wild.a"}, {CALL, w.last + 1, dict{}, nil}, {PUBLISH, w.last + 1, dict{}, "com.wild.a", "no list"}, {999},
		}
		for _, name := range slices.Sorted(maps.Keys(fromRouters)) {
			violations = append(violations, fromRouters[name])
		}
		if !polls { // where it waits for those that it may have overtaken
			violations = append(violations, list{SUBSCRIBE, w.last + 2, dict{}, "com.wild.a"})
		}
		_ = w.say(violations[random.IntN(len(violations))]...)
	}
}
