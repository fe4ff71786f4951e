package config

import (
	"slices"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/syntax"
)

// publicKeys are the keys of principals whose values are no secrets. All others count
// as secrets, also those that are misspelt.
var publicKeys = []string{
	"role", "realm", "kdf", "iterations", "memory", "salt", "keylen", "authorized_keys", "certificate-sha1", "certificate-sha256",
}

// Secrets returns the positions of all secrets of the node file's authentication,
// whether or not they could be read: diagnostics must not show them.
func (n *Node) Secrets() []diag.Position {
	if n.node == nil {
		return nil
	}
	return secretsIn(n.node, nowhere, nil)
}

// where is how deep in the authentication a map is.
type where uint8

const (
	nowhere     where = iota
	inAuth            // the methods of a service
	inMethod          // one of them
	inAll             // its principals
	inPrincipal       // one of them
)

func secretsIn(n *syntax.Node, at where, found []diag.Position) []diag.Position {
	for _, item := range n.Items {
		found = secretsIn(item, at, found)
	}
	for _, p := range n.Pairs {
		switch {
		case at == inPrincipal:
			if !slices.Contains(publicKeys, p.Key.Text) {
				found = scalars(p.Value, found)
			}
		case at != nowhere:
			found = secretsIn(p.Value, at+1, found)
		case p.Key.Text == "auth":
			found = secretsIn(p.Value, inAuth, found)
		default:
			found = secretsIn(p.Value, nowhere, found)
		}
	}
	return found
}
