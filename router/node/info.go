package node

import (
	"net"

	"github.com/wampgen/wampgen/router/web"
)

// info is what the page about the node says.
func (n *Node) info() web.NodeInfo {
	info := web.NodeInfo{Title: n.Plan().Title}
	if info.Title == "" {
		info.Title = "WAMP node"
	}
	for _, s := range n.List() {
		info.Components = append(info.Components, web.ComponentInfo{
			Worker: s.Worker,
			ID:     s.ID,
			Class:  s.Class,
			Realm:  string(s.Realm),
			State:  s.State.String(),
		})
	}
	return info
}

// Address is where a transport of a running node is reached.
type Address struct {
	Worker, Transport string
	Network           string // as the plan has it
	Host              string // host:port, a loopback address where the node listens on all; unix:/path of a Unix socket
	Secure            bool   // TLS: https, wss and rss
	Paths             []Path
	RawSocket         *RawSocketService // nil: not spoken
}

// Addresses returns where the transports are reached, in the order of the plan.
func (n *Node) Addresses() []Address {
	n.mu.RLock()
	defer n.mu.RUnlock()
	var addresses []Address
	for i := range n.plan.Workers {
		w := &n.plan.Workers[i]
		for j := range w.Transports {
			plan := &w.Transports[j]
			t := n.transports[transportKey(w.ID, plan)]
			if t == nil {
				continue // the node has been stopped, or has not started it yet
			}
			addresses = append(addresses, Address{
				Worker:    w.ID,
				Transport: plan.ID,
				Network:   plan.Network,
				Host:      reachable(plan.Address, t.listener.Addr()),
				Secure:    plan.TLS != nil,
				Paths:     plan.Paths,
				RawSocket: plan.RawSocket,
			})
		}
	}
	return addresses
}

// Reachable is the address of the transport that a client on this machine can use.
func (t *Transport) Reachable() string {
	host, port, err := net.SplitHostPort(t.Address)
	if err == nil && everywhere(host) {
		return net.JoinHostPort("127.0.0.1", port)
	}
	return t.Address
}

// reachable is the address that a client on this machine can use: the host as the plan
// names it, the port as it came out.
func reachable(planned string, bound net.Addr) string {
	if bound.Network() == unixNetwork {
		return "unix:" + bound.String()
	}
	host, _, _ := net.SplitHostPort(planned)
	_, port, err := net.SplitHostPort(bound.String())
	if err != nil {
		return bound.String()
	}
	if everywhere(host) {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}
