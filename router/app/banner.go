package app

import (
	"cmp"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/wampgen/wampgen/router/node"
)

// banner says what the node hosts, where it is reached, and what to try.
func (a *application) banner(n *node.Node, plan *node.Plan) {
	w := tabwriter.NewWriter(a.stdout, 0, 0, 3, ' ', 0)
	fmt.Fprintf(w, "\n%s is up.\n\n", cmp.Or(plan.Title, programName()))
	for _, worker := range plan.Workers {
		for _, c := range worker.Components {
			switch {
			case c.Program != nil:
				fmt.Fprintf(w, "  runs\t%s\tas %s\n", c.Class, c.ID)
			case c.Remote != nil:
				fmt.Fprintf(w, "  hosts\t%s\tas %s in %s of %s\n", c.Class, c.ID, c.Realm, c.Remote.Target)
			default:
				fmt.Fprintf(w, "  hosts\t%s\tas %s in %s, role %s\n", c.Class, c.ID, c.Realm, c.Role)
			}
		}
	}
	services := services(n.Addresses())
	for _, s := range services {
		fmt.Fprintf(w, "  serves\t%s\t%s\n", s.url, s.what)
	}
	if len(services) == 0 {
		fmt.Fprintf(w, "  note\tno transport: only the components of this process can join\n")
	}
	for _, s := range services {
		if s.path.Type == node.WebSocket {
			for _, line := range a.tries(plan, s) {
				fmt.Fprintf(w, "  try\t%s\n", line)
			}
			break
		}
	}
	if plan.Management != nil {
		fmt.Fprintf(w, "  ask\t%s status\n", programName())
	}
	fmt.Fprintf(w, "  stop\tCtrl-C\n\n")
	_ = w.Flush() // a banner that can not be printed is no fault of the node
}

// service is a path of a transport that clients can open.
type service struct {
	url, what string
	worker    string
	path      node.Path
}

func services(addresses []node.Address) []service {
	var list []service
	for _, a := range addresses {
		if a.RawSocket != nil {
			list = append(list, service{url: rawSocketURL(a), what: "WAMP over RawSocket", worker: a.Worker})
		}
		list = append(list, pathServices(a, "", a.Paths)...)
	}
	return list
}

func rawSocketURL(a node.Address) string {
	scheme := "rs://"
	if a.Secure {
		scheme = "rss://"
	}
	return cmp.Or(a.RawSocket.URL, scheme+a.Host)
}

func pathServices(a node.Address, above string, paths []node.Path) []service {
	var list []service
	for _, p := range paths {
		at := above + "/" + strings.TrimPrefix(p.Name, "/")
		pages, sockets := "http://", "ws://"
		if a.Secure {
			pages, sockets = "https://", "wss://"
		}
		s := service{url: pages + a.Host + at, worker: a.Worker, path: p}
		switch p.Type {
		case node.WebSocket:
			if strings.HasPrefix(a.Host, "unix:") {
				at = "" // the path is that of the socket
			}
			s.url = cmp.Or(p.WebSocket.URL, sockets+a.Host+at)
			s.what = "WAMP over WebSocket"
		case node.LongPoll:
			s.url = cmp.Or(p.WebSocket.URL, s.url)
			s.what = "WAMP over HTTP long-poll"
		case node.Metrics:
			s.what = "metrics for Prometheus"
		case node.Live:
			s.what = "whether the process answers"
		case node.Ready:
			s.what = "whether the node is ready"
		case node.Static:
			s.what = "the files of " + p.Static.Directory
		case node.JSON:
			s.what = "a JSON value"
		case node.Redirect:
			s.what = "leads to " + p.Target
		case node.NodeInfo:
			s.what = "a page about this node"
		case node.Nested:
			list = append(list, pathServices(a, at, p.Paths)...)
			continue
		}
		list = append(list, s)
	}
	return list
}
