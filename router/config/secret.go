package config

import (
	"slices"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/syntax"
)

// secretKeys are the keys whose values are secrets, in the blocks of authentication.
var secretKeys = []string{"ticket", "secret", "stored-key", "server-key"}

// Secrets returns the positions of all secrets of the node file's authentication,
// whether or not they could be read: diagnostics must not show them.
func (n *Node) Secrets() []diag.Position {
	if n.node == nil {
		return nil
	}
	return secretsIn(n.node, false, nil)
}

func secretsIn(n *syntax.Node, inAuth bool, found []diag.Position) []diag.Position {
	for _, item := range n.Items {
		found = secretsIn(item, inAuth, found)
	}
	for _, p := range n.Pairs {
		if inAuth && slices.Contains(secretKeys, p.Key.Text) && p.Value.Kind == syntax.Scalar {
			found = append(found, p.Value.Pos)
			continue
		}
		found = secretsIn(p.Value, inAuth || p.Key.Text == "auth", found)
	}
	return found
}
