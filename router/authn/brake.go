package authn

import (
	"cmp"
	"context"
	"hash/maphash"
	"net/netip"
	"sync"
	"time"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/router/strangers"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Brake slows down who guesses tickets and passwords. It counts the answers to challenges
// that were wrong, and refuses whoever has given too many before the next one is looked at.
//
// Two counts act. Each drains steadily, in the Period by as much as it may hold.
//
//   - Of a network, an IPv4 address or an IPv6 /64: above PerAddress it waits, whoever it says
//     it is. That stops one guesser, and those only who share his address.
//   - Of an authid, from everywhere: above PerAuthID networks that have failed themselves, three
//     times within the hour, are refused for this authid. That stops guessers with many
//     addresses, who would get PerAddress guesses from each, and then get three.
//
// An authid alone refuses nobody: else strangers could lock a user out by failing in his
// name. From where nobody guesses, a correct login always succeeds, at once. The price
// is that each fresh network has three guesses at an authid; a delay would not take them
// away, but would hold connections open for the guesser.
//
// A login that succeeds takes nothing off: who has an account of his own could wash
// his guesses away with it. Authids are counted whether or not they exist, and a refusal is
// decided before the answer is compared, so that it tells nothing about either. Answers of
// one network that are being looked at count as wrong until they are known to be right;
// those beyond wait for them, so that many at once get no more guesses, and a
// site whose clients all come back at once loses none.
//
// Loopback addresses and Unix sockets are exempt: who is behind a proxy there can not be
// told apart, and all would be refused for the guesses of one. Those whom a trusted proxy tells
// apart are not, whatever addresses it says. Only secrets that can be
// guessed are minded: those of ticket, wampcra and scram.
//
// It knows so many networks and authids at most, in constant time each; when there are more,
// of a few at random that which has failed least is forgotten.
type Brake struct {
	seed maphash.Seed

	mu       sync.Mutex
	address  rate // of networks
	authid   rate // of authids
	networks tallies[netip.Prefix]
	authids  tallies[uint64] // by hash: a peer chooses how long they are
}

// BrakeLimits are how many logins may fail. A zero field has its default.
type BrakeLimits struct {
	PerAddress int           // of one IPv4 address or IPv6 /64 network, in a Period: 20
	PerAuthID  int           // of one authid, in a Period: 100
	Period     time.Duration // at most an hour: 10 minutes
}

// The limits by their keys in the node file.
const (
	limitPerAddress = "failed_logins_per_address"
	limitPerAuthID  = "failed_logins_per_authid"
)

const (
	// A network that has failed so often at any authid is no longer trusted with those
	// that are guessed at.
	trustedFailures = 3
	// remembered is how long that is held against it after the last failure.
	remembered = time.Hour
)

// NewBrake returns a brake.
func NewBrake(limits BrakeLimits) *Brake {
	b := &Brake{seed: maphash.MakeSeed(), networks: tallies[netip.Prefix]{}, authids: tallies[uint64]{}}
	b.SetLimits(limits)
	return b
}

// SetLimits changes the limits. What has failed stays counted.
func (b *Brake) SetLimits(l BrakeLimits) {
	period := cmp.Or(l.Period, 10*time.Minute)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.address = rate{cmp.Or(l.PerAddress, 20), period}
	b.authid = rate{cmp.Or(l.PerAuthID, 100), period}
}

// turn is one attempt as the brake knows it; nil: it is exempt.
type turn struct {
	brake   *Brake
	network netip.Prefix
	authid  uint64
	held    *tally // while the answer is looked at
}

// begin returns the turn of an attempt, or the error that refuses it before it is asked
// anything.
func (b *Brake) begin(a *session.Attempt) (*turn, error) {
	if b == nil {
		return nil, nil
	}
	network := strangers.NetworkOf(a.Info.Remote)
	if a.Info.Proxy != "" {
		network = strangers.RelayedOf(a.Info.Remote)
	}
	if !network.IsValid() {
		return nil, nil
	}
	authid, _ := a.Details["authid"].(string)
	t := &turn{brake: b, network: network, authid: maphash.String(b.seed, authid)}
	b.mu.Lock()
	limit, _ := t.exceeded(time.Now())
	b.mu.Unlock()
	if limit != "" {
		return nil, refused(limit)
	}
	return t, nil
}

// answered holds a place for an answer that is going to be looked at. It waits while
// those of the same network take up what is left, until ctx ends.
func (t *turn) answered(ctx context.Context) error {
	if t == nil || t.held != nil {
		return nil
	}
	b := t.brake
	for {
		b.mu.Lock()
		now := time.Now()
		limit, room := t.exceeded(now)
		if limit != "" {
			b.mu.Unlock()
			return refused(limit)
		}
		tally := b.networks.get(t.network, now, b.address)
		if room {
			tally.pending++
			t.held = tally
			b.mu.Unlock()
			return nil
		}
		settled := tally.settled
		if settled == nil {
			settled = make(chan struct{})
			tally.settled = settled
		}
		b.mu.Unlock()
		select {
		case <-settled:
		case <-ctx.Done():
			return &wamp.Error{URI: wamp.ErrTimeout, Message: "no WELCOME in time"}
		}
	}
}

// settle ends a turn; failed says that its answer was wrong.
func (t *turn) settle(failed bool) {
	if t == nil || t.held == nil {
		return
	}
	b := t.brake
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	t.held.pending--
	if t.held.settled != nil {
		close(t.held.settled)
		t.held.settled = nil
	}
	if failed {
		b.address.fail(t.held, now)
		b.authid.fail(b.authids.get(t.authid, now, b.authid), now)
	}
	b.networks.tidy(t.network, now)
	t.held = nil
}

// exceeded returns the limit that refuses the attempt, or "" and whether there is room for
// its answer now. b.mu is held.
func (t *turn) exceeded(now time.Time) (limit string, room bool) {
	b := t.brake
	network := b.networks.find(t.network, now)
	if network == nil {
		return "", true
	}
	if !b.address.room(network, now, 1) {
		return limitPerAddress, false
	}
	room = b.address.room(network, now, 1+network.pending)
	authid := b.authids.find(t.authid, now)
	if authid == nil || b.authid.room(authid, now, 1) {
		return "", room
	}
	if network.failures >= trustedFailures {
		return limitPerAuthID, false
	}
	return "", room && network.failures+network.pending < trustedFailures
}

// refused is the error for an attempt that the limit refuses. All get the same one.
func refused(limit string) error {
	return &session.LimitError{Limit: limit, Err: &wamp.Error{URI: wamp.ErrUnavailable, Message: "too many logins have failed: try again later"}}
}
