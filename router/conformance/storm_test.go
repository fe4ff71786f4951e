package conformance

import (
	"math/rand/v2"
	"sync"
	"testing"
)

// Callees answer, fail, make progress, say nothing and leave, callers cancel, set
// timeouts and leave, all at once: every call gets one answer.
func TestEveryCallIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	n := ownNode(t, dict{})
	const callers, callees, calls = 6, 3, 120
	var procedures [callees]string
	stop := make(chan struct{})
	var serving sync.WaitGroup
	for i := range callees {
		procedures[i] = uri("procedure")
		serving.Go(func() {
			for seed := uint64(0); ; seed++ {
				select {
				case <-stop:
					return
				default:
					n.serveBadly(t, serializers[i], procedures[i], rand.New(rand.NewPCG(uint64(i), seed)))
				}
			}
		})
	}
	var calling sync.WaitGroup
	for i := range callers {
		calling.Go(func() {
			n.callWildly(t, serializers[i%3], procedures[:], calls, rand.New(rand.NewPCG(99, uint64(i))))
		})
	}
	calling.Wait()
	close(stop)
	served := make(chan struct{})
	go func() {
		serving.Wait()
		close(served)
	}()
	last := n.join(t, asJSON, "realm1", "anonymous", able())
	for { // The callees wait for calls: these end them.
		for _, procedure := range procedures {
			request := int64(last.call(procedure, dict{"timeout": 50}))
			for answer := last.receive(); answer[1] != request && answer[2] != request; {
				answer = last.receive()
			}
		}
		select {
		case <-served:
			return
		default:
		}
	}
}

// serveBadly is a callee that leaves after some invocations.
func (n *node) serveBadly(t *testing.T, s serializer, procedure string, random *rand.Rand) {
	p := n.join(t, s, "realm1", "anonymous", able())
	p.send(REGISTER, p.next(), dict{}, procedure)
	if answer := p.receive(); answer[0] != int64(REGISTERED) {
		p.drop() // the one before has not left yet
		return
	}
	for left := 3 + random.IntN(20); left > 0; {
		m, err := p.read()
		if err != nil {
			t.Errorf("callee: %v", err)
			return
		}
		if m[0] == int64(INTERRUPT) {
			if random.IntN(2) == 0 {
				p.send(ERROR, INVOCATION, m[1], dict{}, canceled)
			}
			continue
		}
		left--
		switch request := m[1]; random.IntN(6) {
		case 0:
			p.send(ERROR, INVOCATION, request, dict{}, "com.myapp.error", list{"failed"})
		case 1:
			p.send(YIELD, request, dict{"progress": true}, list{"soon"})
			p.send(YIELD, request, dict{}, list{"done"})
		case 2:
			p.send(YIELD, request, dict{}, list{"done"})
			p.send(YIELD, request, dict{}, list{"done twice"})
		case 3: // no answer
		default:
			p.send(YIELD, request, dict{}, list{"done"})
		}
	}
	if random.IntN(2) == 0 {
		p.drop()
		return
	}
	p.send(GOODBYE, dict{}, "wamp.close.close_realm")
	for {
		if m, err := p.read(); err != nil || m[0] == int64(GOODBYE) {
			p.drop()
			return
		}
	}
}

// callWildly is a caller that checks the answers to its calls.
func (n *node) callWildly(t *testing.T, s serializer, procedures []string, calls int, random *rand.Rand) {
	p := n.join(t, s, "realm1", "anonymous", able())
	open := map[int64]bool{}
	for sent := 0; sent < calls || len(open) > 0; {
		if sent < calls && len(open) < 8 {
			sent++
			request := p.call(procedures[random.IntN(len(procedures))], dict{"timeout": 5 + random.IntN(60), "receive_progress": random.IntN(2) == 0}, list{sent})
			open[int64(request)] = true
			if random.IntN(4) == 0 {
				p.send(CANCEL, request, dict{"mode": []string{"skip", "kill", "killnowait"}[random.IntN(3)]})
			}
			continue
		}
		m, err := p.read()
		if err != nil {
			t.Errorf("caller with the open calls %v: %v", open, err)
			return
		}
		request, final := m[1].(int64), true
		switch m[0] {
		case int64(RESULT):
			final = m[2].(dict)["progress"] == nil
		case int64(ERROR):
			request = m[2].(int64)
		default:
			t.Errorf("a caller gets %v", m)
		}
		if !open[request] {
			t.Errorf("a call without an open request is answered: %v", m)
		}
		if final {
			delete(open, request)
		}
	}
	quiet(p)
	p.leave()
}
