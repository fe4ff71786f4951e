package node

import (
	"fmt"
	"path/filepath"
	"slices"

	"github.com/wampgen/wampgen/router/authn"
	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/config"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/auth"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// The names of what the management of a node is made of.
const (
	ManagementWorker = "controller" // the id of the worker that the management realm is in
	OperatorRole     = "operator"   // who comes by the socket
	managementID     = "management" // of the component that answers
	socketID         = "socket"     // of the transport of the operator's commands
)

// operatorRules is what operators may do if the file does not say: all of the management.
func operatorRules() []authz.Rule {
	return []authz.Rule{{URI: "crossbar.", Match: wamp.MatchPrefix, Allow: authz.Allow{Call: true, Subscribe: true}}}
}

// management resolves how operators reach the node: a worker of its own, with one realm
// and the component that answers there; nil if the file has none.
func (p *planner) management(c *config.Controller) *Worker {
	if !c.Has("management") || !c.Intact("management") {
		return nil
	}
	m := &c.Management
	realm := Realm{
		Name:    wamp.URI(m.Realm),
		Roles:   p.roles(&config.Realm{Source: m.Source, Name: m.Realm, Roles: m.Roles}),
		MetaAPI: true,
	}
	if _, given := realm.Roles[OperatorRole]; !given && m.Socket != "" {
		realm.Roles[OperatorRole] = operatorRules()
	}
	worker := &Worker{
		ID:     ManagementWorker,
		Type:   config.RouterWorker,
		Realms: []Realm{realm},
		Components: []Component{{
			ID:           managementID,
			Class:        managementClass,
			Realm:        realm.Name,
			Role:         authz.Trusted,
			Required:     true,
			StartTimeout: config.DefaultStartTimeout,
			Restart:      Restart{Policy: config.RestartOnFailure},
		}},
		Limits: session.Default(),
	}
	if t, ok := p.socket(m); ok {
		worker.Transports = append(worker.Transports, t)
	}
	as := &config.Worker{Source: m.Source, ID: ManagementWorker, Type: config.RouterWorker, Transports: m.Transports}
	worker.Transports = append(worker.Transports, p.transports(as, worker.Realms)...)
	if len(worker.Transports) == 0 {
		p.warn(m.Source, "", "no-transport", "nobody can reach it: it has neither a socket nor a transport")
	}
	return worker
}

// socket is the transport of the operator's commands.
func (p *planner) socket(m *config.Management) (Transport, bool) {
	if m.Socket == "" {
		return Transport{}, false
	}
	path, err := filepath.Abs(p.files.Path(m.Socket))
	if err == nil && len(path) > longestSocket {
		err = fmt.Errorf("the path %q of a Unix socket may have %d bytes", path, longestSocket)
	}
	if err != nil {
		p.fault(m.Source, "socket", "socket", "%v", err)
		return Transport{}, false
	}
	if slices.ContainsFunc(m.Transports, func(t config.Transport) bool { return t.ID == socketID }) {
		p.fault(m.Source, "socket", "duplicate-id", "transport id %q is that of the socket", socketID)
	}
	limits := config.Limits{}
	return Transport{
		ID:      socketID,
		Network: unixNetwork,
		Private: true,
		Address: path,
		Limits:  listenLimits(limits),
		Paths: []Path{{Name: "/", Type: WebSocket, WebSocket: &WebSocketPath{Service: Service{
			Role:   OperatorRole,
			Auth:   Auth{Methods: []AuthMethod{{Name: auth.MethodAnonymous, Records: []authn.Record{{Role: OperatorRole, Provider: socketID}}}}},
			Limits: sessionLimits(limits),
		}}}},
	}, true
}

// longestSocket is how long the path of a Unix socket may be on every system, with room
// for the name that it has while it is made.
const longestSocket = 103 - 1
