package node

import (
	"maps"
	"slices"

	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/config"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// authorities warns where clients without credentials may register a procedure that
// decides who comes in or what may be done: while its own component is away, one of
// them could take its place.
func (p *planner) authorities(w *config.Worker, worker *Worker) {
	open, asked := map[string]bool{}, map[wamp.URI]map[wamp.URI]bool{} // roles; procedures by realm, "" is all
	note := func(realm, procedure wamp.URI) {
		if asked[realm] == nil {
			asked[realm] = map[wamp.URI]bool{}
		}
		asked[realm][procedure] = true
	}
	for _, s := range services(worker.Transports) {
		if s.Role != "" {
			open[s.Role] = true
		}
		for _, m := range s.Auth.Methods {
			if m.Dynamic {
				note(m.AuthenticatorRealm, m.Authenticator)
			}
		}
	}
	for i := range worker.Realms {
		r := &worker.Realms[i]
		for _, procedure := range r.Authorizers {
			note(r.Name, procedure)
		}
		policy, err := r.policy()
		if err != nil {
			continue // reported
		}
		procedures := slices.Concat(slices.Collect(maps.Keys(asked[r.Name])), slices.Collect(maps.Keys(asked[""])))
		slices.Sort(procedures)
		procedures = slices.Compact(procedures)
		for _, role := range slices.Sorted(maps.Keys(open)) {
			for _, procedure := range procedures {
				if policy.Authorize(role, authz.Register, procedure, wamp.MatchExact).Allowed {
					at := roleAt(w, r.Name, role)
					p.warn(at, "name", "open-authority", "clients without credentials may register %s, by which the router decides about them", procedure).
						Hint = "give that permission to the role of its component only"
				}
			}
		}
	}
}

// services returns the WAMP services of transports.
func services(transports []Transport) []Service {
	var list []Service
	var add func(paths []Path)
	add = func(paths []Path) {
		for _, path := range paths {
			if path.WebSocket != nil {
				list = append(list, path.WebSocket.Service)
			}
			add(path.Paths)
		}
	}
	for i := range transports {
		if r := transports[i].RawSocket; r != nil {
			list = append(list, r.Service)
		}
		add(transports[i].Paths)
	}
	return list
}

// roleAt is where the node file defines a role.
func roleAt(w *config.Worker, realm wamp.URI, role string) config.Source {
	for i := range w.Realms {
		for j := range w.Realms[i].Roles {
			if r := &w.Realms[i].Roles[j]; w.Realms[i].Name == string(realm) && r.Name == role {
				return r.Source
			}
		}
	}
	return w.Source
}
