package app

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/config"
	"github.com/wampgen/wampgen/router/node"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// The width of an explanation, and that of the column of URIs in it.
const (
	pageWidth = 80
	uriWidth  = 40
)

// explain says what a plan is made of, and for each component what it does and which
// rule of its role allows it.
func explain(w io.Writer, plan *node.Plan) {
	workers := []*node.Worker{}
	if plan.Management != nil {
		workers = append(workers, plan.Management)
	}
	for i := range plan.Workers {
		workers = append(workers, &plan.Workers[i])
	}
	for _, worker := range workers {
		fmt.Fprintf(w, "%s %s\n", kindOf(worker), worker.ID)
		for _, r := range worker.Realms {
			explainRealm(w, r)
		}
		for j := range worker.Components {
			switch c := &worker.Components[j]; {
			case worker == plan.Management: // it is always the same
			case c.Program != nil:
				explainProgram(w, c)
			default:
				explainComponent(w, plan, worker, c)
			}
		}
		for _, t := range worker.Transports {
			explainTransport(w, t)
		}
		fmt.Fprintln(w)
	}
}

func explainRealm(w io.Writer, r node.Realm) {
	features := []string{"loose URIs"}
	if r.Strict {
		features[0] = "strict URIs"
	}
	if r.MetaAPI {
		features = append(features, "meta API")
	}
	if r.Implied {
		features = append(features, "made for its components")
	}
	fmt.Fprintf(w, "\n  realm %s: %s\n", r.Name, strings.Join(features, ", "))
	for _, name := range slices.Sorted(maps.Keys(r.Roles)) {
		fmt.Fprintf(w, "    role %s\n", name)
		for _, rule := range r.Roles[name] {
			columns(w, 6, patternOf(rule.URI, rule.Match), cmp.Or(strings.Join(actions(rule.Allow), " "), "nothing"))
		}
		if asked := r.Authorizers[name]; asked != "" {
			fmt.Fprintf(w, "      may do what %s says\n", asked)
		} else if len(r.Roles[name]) == 0 {
			fmt.Fprintln(w, "      may do nothing")
		}
	}
}

// kindOf is what an explanation calls a worker.
func kindOf(w *node.Worker) string {
	switch {
	case w.ID == node.ManagementWorker:
		return "management"
	case w.Type == config.RouterWorker:
		return "worker"
	default:
		return w.Type
	}
}

func explainProgram(w io.Writer, c *node.Component) {
	fmt.Fprintf(w, "\n  runs %s\n", strings.Join(append([]string{c.Program.Executable}, c.Program.Arguments...), " "))
	fmt.Fprintf(w, "    in %s, restart %s\n", c.Program.Dir, c.Restart.Policy)
}

func explainComponent(w io.Writer, plan *node.Plan, worker *node.Worker, c *node.Component) {
	fmt.Fprintf(w, "\n  component %s: %s\n", c.ID, c.Class)
	if c.Remote != nil {
		fmt.Fprintf(w, "    joins %s of %s\n", c.Realm, c.Remote.Target)
	} else {
		fmt.Fprintf(w, "    joins %s as %s\n", c.Realm, c.Role)
	}
	importance := "required"
	if !c.Required {
		importance = "not required"
	}
	fmt.Fprintf(w, "    %s, ready within %s, restart %s\n", importance, c.StartTimeout, c.Restart.Policy)
	if c.Remote != nil {
		fmt.Fprintln(w, "    what it may do is for that router to say")
		return
	}
	needs, known := plan.Needs(worker, c)
	switch {
	case !known:
		fmt.Fprintln(w, "    its class is not linked in")
	case len(needs) == 0:
		fmt.Fprintln(w, "    its class declares nothing")
	}
	verb := ""
	for _, n := range needs {
		if n.Verb != verb {
			verb = n.Verb
			fmt.Fprintf(w, "    %s\n", verb)
		}
		columns(w, 6, patternOf(n.URI, n.Match), reason(c, n))
	}
}

// reason says why a component may do what it needs to, or why not.
func reason(c *node.Component, n node.Need) string {
	switch {
	case c.Role == authz.Trusted:
		return "yes: it is trusted"
	case n.Asked != "":
		return "asks " + string(n.Asked)
	case n.Allowed && n.Rule.URI == n.URI && n.Rule.Match == n.Match:
		return "yes: the same rule"
	case n.Allowed:
		return "yes: " + patternOf(n.Rule.URI, n.Rule.Match)
	case n.Rule == nil:
		return "NO: no rule"
	case allows(n.Rule.Allow, n.Verb):
		return "NO: a narrower rule denies a part"
	case n.Rule.URI == n.URI && n.Rule.Match == n.Match:
		return "NO: denied by the same rule"
	default:
		return "NO: denied by " + patternOf(n.Rule.URI, n.Rule.Match)
	}
}

func allows(a authz.Allow, verb string) bool {
	switch verb {
	case "registers":
		return a.Register
	case "publishes":
		return a.Publish
	case "calls":
		return a.Call
	default:
		return a.Subscribe
	}
}

func explainTransport(w io.Writer, t node.Transport) {
	security := ""
	if t.TLS != nil {
		security = ", TLS"
		if t.TLS.ClientCAs != nil {
			security = ", TLS with certificates of clients"
		}
	}
	fmt.Fprintf(w, "\n  transport %s: %s %s%s\n", t.ID, t.Network, t.Address, security)
	if t.Proxies.Trust.Anybody() {
		var by []string
		if t.Proxies.Protocol {
			by = append(by, "the PROXY protocol")
		}
		if len(t.Paths) > 0 {
			by = append(by, t.Proxies.Header)
		}
		columns(w, 4, "proxies "+t.Proxies.Trust.String(), "name clients by "+strings.Join(by, " and "))
	}
	if t.RawSocket != nil {
		columns(w, 4, "RawSocket", methods(&t.RawSocket.Auth)+formatsOf(t.RawSocket.Formats))
	}
	explainPaths(w, "", t.Paths)
}

// formatsOf names the serializations of a service that has not all of them.
func formatsOf(formats []wamp.Format) string {
	var b strings.Builder
	for i, f := range formats {
		b.WriteString([]string{", ", " "}[min(i, 1)] + f.String())
	}
	return b.String()
}

func explainPaths(w io.Writer, above string, paths []node.Path) {
	for _, p := range paths {
		at := above + "/" + strings.TrimPrefix(p.Name, "/")
		if p.Type == node.Nested {
			explainPaths(w, at, p.Paths)
			continue
		}
		what := p.Type
		switch p.Type {
		case node.WebSocket, node.LongPoll:
			what += " " + methods(&p.WebSocket.Auth) + formatsOf(p.WebSocket.Formats)
		case node.Static:
			what += " " + p.Static.Directory
		case node.Redirect:
			what += " to " + p.Target
		}
		columns(w, 4, at, what)
	}
}

// methods says how clients of a service prove who they are, and never by what.
func methods(a *node.Auth) string {
	var names []string
	for _, m := range a.Methods {
		switch {
		case m.Dynamic:
			names = append(names, m.Name+" by "+string(m.Authenticator))
		case m.Name == "anonymous":
			names = append(names, "as "+m.Records[0].Role)
		default:
			names = append(names, m.Name+" of "+count(len(m.Records), "principal"))
		}
	}
	if a.Cookie != nil && a.Cookie.Login {
		names = append(names, "cookie")
	}
	return strings.Join(names, ", ")
}

// patternOf writes URIs as people read them: a.b, a.b.* and a.*.b.
func patternOf(uri wamp.URI, match wamp.Match) string {
	switch match {
	case wamp.MatchPrefix:
		return string(uri) + "*"
	case wamp.MatchWildcard:
		parts := strings.Split(string(uri), ".")
		for i, part := range parts {
			parts[i] = cmp.Or(part, "*")
		}
		return strings.Join(parts, ".")
	default:
		return string(uri)
	}
}

func actions(a authz.Allow) []string {
	var names []string
	for _, action := range []struct {
		allowed bool
		name    authz.Action
	}{{a.Call, authz.Call}, {a.Register, authz.Register}, {a.Publish, authz.Publish}, {a.Subscribe, authz.Subscribe}} {
		if action.allowed {
			names = append(names, action.name.String())
		}
	}
	return names
}

// columns writes two columns on a line, or on two where they do not fit the page.
func columns(w io.Writer, indent int, left, right string) {
	if utf8.RuneCountInString(left) > uriWidth || indent+uriWidth+2+utf8.RuneCountInString(right) > pageWidth {
		fmt.Fprintf(w, "%*s%s\n%*s%s\n", indent, "", left, indent+4, "", right)
		return
	}
	fmt.Fprintf(w, "%*s%-*s  %s\n", indent, "", uriWidth, left, right)
}
