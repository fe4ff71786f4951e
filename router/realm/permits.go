package realm

import (
	"math/rand/v2"
	"sync/atomic"

	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// permits remembers which URIs were checked and allowed by the policy: sessions call and
// publish to the same again and again. An answer is that of one policy, and gone with it.
type permits [512]atomic.Pointer[permit]

// permit is the answer to one question: allowed.
type permit struct {
	policy   *authz.Policy
	role     string
	action   authz.Action
	uri      wamp.URI
	decision authz.Decision
}

// find returns the decision of the policy, or nil if it is not remembered.
func (p *permits) find(policy *authz.Policy, role string, action authz.Action, uri wamp.URI) *authz.Decision {
	e := p.place(action, uri).Load()
	if e == nil || e.policy != policy || e.action != action || e.uri != uri || e.role != role {
		return nil
	}
	return &e.decision
}

// keep remembers an answer. What has the place of another one pushes it out at times only,
// so that no two that are asked for in turns cost memory each time.
func (p *permits) keep(e permit) {
	place := p.place(e.action, e.uri)
	if old := place.Load(); old == nil || old.policy != e.policy || rand.Uint32()%8 == 0 {
		kept := e
		place.Store(&kept)
	}
}

// clear forgets all answers. One of a policy that is gone may come in meanwhile: nobody
// finds it.
func (p *permits) clear() {
	for i := range p {
		p[i].Store(nil)
	}
}

// place returns where the answer for a URI lies: by its last eight bytes, in which those
// that are used together differ.
func (p *permits) place(action authz.Action, uri wamp.URI) *atomic.Pointer[permit] {
	hash := uint64(action)
	if len(uri) >= 8 {
		tail := uri[len(uri)-8:]
		hash += uint64(tail[0]) | uint64(tail[1])<<8 | uint64(tail[2])<<16 | uint64(tail[3])<<24 |
			uint64(tail[4])<<32 | uint64(tail[5])<<40 | uint64(tail[6])<<48 | uint64(tail[7])<<56
	} else {
		for i := range len(uri) {
			hash = hash<<8 | uint64(uri[i])
		}
	}
	const odd = 0x9e3779b97f4a7c15 // 2^64 divided by the golden ratio
	return &p[hash*odd>>(64-9)]
}
