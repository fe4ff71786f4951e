// Package authz says what a role may do (section "Authorization"): static
// permissions, matched as the node file's reference describes.
//
// A question about one URI is answered by one rule: the exact one, else the
// longest prefix, else the wildcard rule with the most fixed components from the
// left. A question about a pattern is a question about all URIs that it matches,
// and is answered with yes only if one rule contains the whole pattern and allows
// the action, and no rule that would be taken before it for a part of the pattern
// denies it.
//
// The package answers; it does not know which URIs are reserved for the protocol.
// The realm refuses those before it asks.
package authz
