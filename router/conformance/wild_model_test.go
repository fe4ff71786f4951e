package conformance

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"sync"
	"time"
)

// wildSession is what a client knows of its session, by which it judges each message of
// the router: the answer to a request comes once, and nothing that nobody has asked for.
type wildSession struct {
	line
	mu       sync.Mutex
	id       int64
	last     int64           // request
	requests map[int64]int   // open ones: the type of message
	about    map[int64]int64 // of UNSUBSCRIBE and UNREGISTER: what
	calls    map[int64]bool  // open ones
	subs     map[int64]bool
	regs     map[int64]bool
	invoked  int64          // the last INVOCATION
	serving  map[int64]bool // invocations that were not answered
	ending   int            // with what the client has ended the session: GOODBYE, ABORT; HELLO for a violation
	ended    bool           // the router has said its last word
	sent     map[int]int    // by type
	got      map[int]int
	faults   []string
	over     chan struct{} // nothing comes any more
}

func newWildSession(l line) *wildSession {
	return &wildSession{
		line: l, requests: map[int64]int{}, about: map[int64]int64{}, calls: map[int64]bool{}, subs: map[int64]bool{},
		regs: map[int64]bool{}, serving: map[int64]bool{}, sent: map[int]int{}, got: map[int]int{}, over: make(chan struct{}),
	}
}

// receive judges what the router says, to its end.
func (w *wildSession) receive() {
	defer close(w.over)
	for {
		m, err := w.take()
		w.mu.Lock()
		var bad *nonsense
		var network net.Error
		switch {
		case err == nil:
			if fault := w.judge(m); fault != "" {
				w.faults = append(w.faults, fmt.Sprintf("%s: %v", fault, m))
			}
		case errors.As(err, &bad):
			w.faults = append(w.faults, err.Error())
		case errors.As(err, &network) && network.Timeout():
			w.faults = append(w.faults, fmt.Sprintf("hangs, ended by %d, with the open requests %v and calls %v", w.ending, w.requests, w.calls))
		case w.ending == 0:
			w.faults = append(w.faults, fmt.Sprintf("the connection has ended: %v", err))
		case (w.ending == GOODBYE || w.ending == HELLO) && !w.ended:
			w.faults = append(w.faults, fmt.Sprintf("the end by %d is not answered: %v", w.ending, err))
		}
		w.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// at returns an ID of a message, or -1.
func at(m list, i int) int64 {
	if i < len(m) {
		if n, ok := m[i].(int64); ok {
			return n
		}
	}
	return -1
}

// judge returns what is wrong with a message. w.mu is held.
func (w *wildSession) judge(m list) string {
	kind := int(at(m, 0))
	w.got[kind]++
	if w.ended {
		return "after the last word"
	}
	answers := func(asked int) bool {
		request := at(m, 1)
		held := w.requests[request] == asked
		delete(w.requests, request)
		return held
	}
	switch request := at(m, 1); kind {
	case SUBSCRIBED:
		if !answers(SUBSCRIBE) {
			return "no open SUBSCRIBE"
		}
		w.subs[at(m, 2)] = true
	case UNSUBSCRIBED:
		if request == 0 {
			return w.revoked(m, w.subs, "subscription")
		}
		if !answers(UNSUBSCRIBE) {
			return "no open UNSUBSCRIBE"
		}
		delete(w.subs, w.about[request])
	case REGISTERED:
		if !answers(REGISTER) {
			return "no open REGISTER"
		}
		w.regs[at(m, 2)] = true
	case UNREGISTERED:
		if request == 0 {
			return w.revoked(m, w.regs, "registration")
		}
		if !answers(UNREGISTER) {
			return "no open UNREGISTER"
		}
		delete(w.regs, w.about[request])
	case PUBLISHED:
		if !answers(PUBLISH) {
			return "no open PUBLISH"
		}
	case EVENT:
		if !w.subs[request] {
			return "no such subscription"
		}
	case RESULT:
		if !w.calls[request] {
			return "no open CALL"
		}
		if details, _ := m[2].(dict); details["progress"] == nil {
			delete(w.calls, request)
		}
	case INVOCATION:
		if request <= w.invoked && request > 0 {
			break // it is continued
		}
		if w.invoked++; request != w.invoked {
			return fmt.Sprintf("want the request %d", w.invoked)
		}
		if !w.regs[at(m, 2)] {
			return "no such registration"
		}
		w.serving[request] = true
	case INTERRUPT:
		if request < 1 || request > w.invoked {
			return "no such invocation"
		}
	case ERROR:
		of := at(m, 2)
		switch asked := int(request); asked {
		case CALL:
			if !w.calls[of] {
				return "no open CALL"
			}
			delete(w.calls, of)
		default:
			if w.requests[of] != asked {
				return "no such request"
			}
			delete(w.requests, of)
		}
	case GOODBYE:
		w.ended = true
		if w.ending != GOODBYE {
			return "nobody has said GOODBYE"
		}
	case ABORT:
		w.ended = true
		if w.ending != HELLO || m[2] != protocolViolation {
			return "no violation"
		}
	default:
		return "not for an open session"
	}
	return ""
}

// revoked takes away what the router revokes.
func (w *wildSession) revoked(m list, held map[int64]bool, name string) string {
	details, _ := m[2].(dict)
	n, _ := details[name].(int64)
	if !held[n] {
		return "revokes what is not held"
	}
	delete(held, n)
	return ""
}

// say sends a message.
func (w *wildSession) say(message ...any) error {
	w.mu.Lock()
	w.sent[message[0].(int)]++
	w.mu.Unlock()
	return w.put(message)
}

// ask sends a request; acknowledged says that it is answered. Behind the type comes its ID.
func (w *wildSession) ask(kind int, acknowledged bool, rest ...any) (request int64, err error) {
	w.mu.Lock()
	w.last++
	request = w.last
	switch {
	case kind == CALL:
		w.calls[request] = true
	case acknowledged:
		w.requests[request] = kind
	}
	if kind == UNSUBSCRIBE || kind == UNREGISTER {
		w.about[request] = rest[0].(int64)
	}
	w.mu.Unlock()
	return request, w.say(append(list{kind, request}, rest...)...)
}

// any returns one of the IDs that are held, or one that nobody has.
func (w *wildSession) any(held map[int64]bool, n int) int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	ids := slices.Sorted(maps.Keys(held))
	if len(ids) == 0 {
		return 4711
	}
	return ids[n%len(ids)]
}

// settle waits until everything is answered.
func (w *wildSession) settle() {
	for deadline := time.Now().Add(patience); ; time.Sleep(time.Millisecond) {
		w.mu.Lock()
		open, ended := len(w.requests)+len(w.calls), w.ended
		late := time.Now().After(deadline)
		if late && open > 0 {
			w.faults = append(w.faults, fmt.Sprintf("not answered: requests %v, calls %v", w.requests, w.calls))
		}
		w.mu.Unlock()
		if open == 0 || ended || late {
			return
		}
	}
}
