package app

import (
	"cmp"
	"fmt"
	"os/exec"
	"strconv"
	"strings"

	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/node"
	"github.com/wampgen/wampgen/runtime/contract"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// defaultRealm is the realm that the wampgen command joins if it is told none.
const defaultRealm = "realm1"

// tries returns commands that a client of a service can be tried with: a call of the
// first procedure whose arguments can be made up, and a subscription.
func (a *application) tries(plan *node.Plan, s service) []string {
	var lines []string
	for _, w := range plan.Workers {
		if w.ID != s.worker {
			continue
		}
		if line, ok := a.callLine(w, s); ok {
			lines = append(lines, line)
		}
		if line, ok := a.subscribeLine(w, s); ok {
			lines = append(lines, line)
		}
	}
	return lines
}

func (a *application) callLine(w node.Worker, s service) (string, bool) {
	for _, c := range w.Components {
		class, _ := a.registry.Class(c.Class)
		if class.Contract == nil {
			continue
		}
		for _, p := range class.Contract.Provides {
			args, ok := sampleCall(class.Contract, p)
			if ok && may(w, c.Realm, s.path.WebSocket.Role, authz.Call, p.URI) {
				return line("call", c.Realm, s.url, append([]string{string(p.URI)}, args...)), true
			}
		}
	}
	return "", false
}

func (a *application) subscribeLine(w node.Worker, s service) (string, bool) {
	for _, c := range w.Components {
		class, _ := a.registry.Class(c.Class)
		if class.Contract == nil {
			continue
		}
		for _, t := range class.Contract.Publishes {
			if t.Match == wamp.MatchExact && may(w, c.Realm, s.path.WebSocket.Role, authz.Subscribe, t.URI) {
				return line("subscribe", c.Realm, s.url, []string{string(t.URI)}), true
			}
		}
	}
	return "", false
}

// may reports whether a role of a realm may do something.
func may(w node.Worker, realm wamp.URI, role string, action authz.Action, uri wamp.URI) bool {
	for _, r := range w.Realms {
		if r.Name == realm {
			policy, err := authz.NewPolicy(r.Roles)
			return err == nil && policy.Authorize(role, action, uri, wamp.MatchExact).Allowed
		}
	}
	return false
}

// wampgenCommand is how the command is run here: it is installed, or it is a tool of the module
// that the program is of.
func wampgenCommand() string {
	if _, err := exec.LookPath("wampgen"); err == nil {
		return "wampgen"
	}
	return "go tool wampgen"
}

func line(command string, realm wamp.URI, url string, args []string) string {
	words := []string{wampgenCommand(), command}
	if realm != defaultRealm {
		words = append(words, "--realm", string(realm))
	}
	return strings.Join(append(append(words, url), args...), " ")
}

// sampleCall makes up the arguments of a procedure, as words of a shell, if all it requires
// is simple.
func sampleCall(c *contract.Component, p contract.Procedure) ([]string, bool) {
	if p.Match != wamp.MatchExact {
		return nil, false
	}
	for _, f := range p.Kwargs {
		if required(f) {
			return nil, false
		}
	}
	var words []string
	for _, f := range p.Args {
		if !required(f) {
			break // and so are all behind it
		}
		value, ok := sample(c, f)
		if !ok {
			return nil, false
		}
		words = append(words, "'"+value+"'")
	}
	return words, true
}

func required(f contract.Field) bool {
	return f.Default == "" && !strings.HasPrefix(f.Type, "optional(")
}

// sample makes up a value as JSON, without an apostrophe.
func sample(c *contract.Component, f contract.Field) (string, bool) {
	if f.Pattern != "" || f.Max != "" && f.Type != "string" {
		return "", false
	}
	switch f.Type {
	case "string":
		return `"World"`, allowsLength(f, len("World"))
	case "bool":
		return "true", true
	case "int", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float", "float32":
		return cmp.Or(f.Min, "1"), !strings.Contains(f.Min, "'")
	}
	for _, t := range c.Types {
		if t.Name == f.Type && len(t.Enum) > 0 && !strings.ContainsAny(t.Enum[0], `'"\`) {
			return fmt.Sprintf("%q", t.Enum[0]), true
		}
	}
	return "", false
}

// allowsLength reports whether a string of n characters is within a field's bounds.
func allowsLength(f contract.Field, n int) bool {
	if low, err := strconv.Atoi(f.Min); err == nil && n < low {
		return false
	}
	high, err := strconv.Atoi(f.Max)
	return err != nil || n <= high
}
