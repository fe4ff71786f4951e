package node

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/wampgen/wampgen/router/authn"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/auth"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// authenticator makes what asks the clients of a service who they are. The cookies are
// nil if clients get none.
func (n *Node) authenticator(worker string, plan *Auth, logger *slog.Logger) (session.Authenticator, *authn.Cookies) {
	var cookies *authn.Cookies
	var methods []authn.Method
	for i := range plan.Methods {
		m := &plan.Methods[i]
		methods = append(methods, m.method(n.directory(worker, m, logger)))
	}
	if c := plan.Cookie; c != nil {
		cookies = &authn.Cookies{Name: c.Name, MaxAge: c.MaxAge}
		if c.Login {
			methods = append(methods, authn.Cookie{Cookies: cookies})
		}
	}
	return authn.New(cookies, n.workerBrake(worker, plan.Failures), methods...), cookies
}

func (m *AuthMethod) method(d authn.Directory) authn.Method {
	switch m.Name {
	case auth.MethodTicket:
		return authn.Ticket{Directory: d, Given: m.Dynamic}
	case auth.MethodWAMPCRA:
		return authn.WAMPCRA{Directory: d}
	case auth.MethodSCRAMDraft:
		return authn.SCRAM{Directory: d}
	case auth.MethodCryptosign:
		return authn.Cryptosign{Directory: d}
	case auth.MethodTLS:
		return authn.TLS{Directory: d}
	default:
		return authn.Anonymous{Directory: d}
	}
}

// directory is where a method finds its principals.
func (n *Node) directory(worker string, m *AuthMethod, logger *slog.Logger) authn.Directory {
	switch {
	case m.Dynamic:
		return authn.NewDynamic(&authn.Dynamic{
			Procedure: m.Authenticator, Realm: m.AuthenticatorRealm, Ask: n.ask(worker), Logger: logger,
		})
	case m.Name == auth.MethodAnonymous:
		return (*authn.Everybody)(&m.Records[0])
	case m.Name == auth.MethodCryptosign:
		return authn.NewKeyed(m.Records)
	case m.Name == auth.MethodTLS:
		return authn.NewCertified(m.Records)
	default:
		return authn.NewNamed(m.Records)
	}
}

// ask calls procedures of the realms of a worker for the router itself.
func (n *Node) ask(worker string) authn.Ask {
	return func(ctx context.Context, name, procedure wamp.URI, p wamp.Payload) (wamp.Payload, error) {
		r := n.realm(realmKey(worker, string(name)))
		if r == nil {
			return wamp.Payload{}, fmt.Errorf("call %q: there is no realm %q", procedure, name)
		}
		return r.Ask(ctx, procedure, p)
	}
}
