package runtime

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Credentials are a client's means to prove who it is by one method; package auth has
// those of the specification. One value serves any number of joinings.
type Credentials interface {
	// Begin begins one joining. binding returns the data of a channel binding type,
	// such as "tls-exporter", of the connection below the session; not where there
	// is none.
	Begin(binding func(kind string) ([]byte, bool)) (Proof, error)
}

// Proof is the client's side of one authentication.
type Proof interface {
	// Offer says what goes into HELLO.
	Offer() Offer
	// Answer answers a CHALLENGE of one of the methods offered.
	Answer(ctx context.Context, challenge Challenge) (Authentication, error)
	// Welcome checks what the router proves in return, with the details of WELCOME. An
	// error ends the joining.
	Welcome(details wamp.Dict) error
}

// Offer is what a client says in HELLO of how it can prove who it is.
type Offer struct {
	AuthID  string    // "": the router's choice
	Methods []string  // in order of preference
	Extra   wamp.Dict // for HELLO.Details.authextra
}

// BoundLink is a Link over a channel to which sessions can be bound.
type BoundLink interface {
	Link
	// ChannelBinding returns the data of a type of channel binding.
	ChannelBinding(kind string) (data []byte, ok bool)
}

// present begins the proofs of the session's credentials for one joining over link,
// and returns its configuration completed by what they offer.
func (s *Session) present(link Link) (JoinConfig, error) {
	cfg := s.cfg
	s.proofs, s.offered = nil, cfg.AuthMethods
	if len(cfg.Credentials) == 0 {
		return cfg, nil
	}
	binding := func(string) ([]byte, bool) { return nil, false }
	if bound, ok := link.(BoundLink); ok {
		binding = bound.ChannelBinding
	}
	cfg.AuthMethods = slices.Clone(cfg.AuthMethods)
	extra := wamp.Dict{}
	for _, c := range cfg.Credentials {
		p, err := c.Begin(binding)
		if err != nil {
			return cfg, fmt.Errorf("begin authentication: %w", err)
		}
		offer := p.Offer()
		s.proofs = append(s.proofs, proof{p, offer.Methods})
		cfg.AuthMethods = append(cfg.AuthMethods, offer.Methods...)
		if cfg.AuthID == "" {
			cfg.AuthID = offer.AuthID
		}
		maps.Copy(extra, offer.Extra)
	}
	s.offered = cfg.AuthMethods
	maps.Copy(extra, cfg.AuthExtra)
	if len(extra) > 0 {
		cfg.AuthExtra = extra
	}
	return cfg, nil
}

// proof is a Proof and the methods it has offered.
type proof struct {
	Proof
	methods []string
}

// answerer returns what answers challenges of a method: a proof, OnChallenge, or nil.
func (s *Session) answerer(method string) func(context.Context, Challenge) (Authentication, error) {
	for _, p := range s.proofs {
		if slices.Contains(p.methods, method) {
			return p.Answer
		}
	}
	return s.cfg.OnChallenge
}

// welcomed has the proof by which the router says that it has authenticated the session
// check WELCOME. A router that names a method which was not offered has authenticated
// nobody: it could be any.
func (s *Session) welcomed() error {
	if len(s.proofs) == 0 {
		return nil
	}
	details := s.Details()
	method, _ := details["authmethod"].(string)
	if !slices.Contains(s.offered, method) {
		return fmt.Errorf("check WELCOME: the router has authenticated by %q, which was not offered", method)
	}
	for _, p := range s.proofs {
		if !slices.Contains(p.methods, method) {
			continue
		}
		if err := p.Welcome(details); err != nil {
			return fmt.Errorf("check WELCOME: %w", err)
		}
	}
	return nil
}
