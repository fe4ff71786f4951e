package schema

import "github.com/wampgen/wampgen/gen/syntax"

// union reads the tag and the members of a union, or returns nil if not all of it can be
// read.
func (p *parser) union(n *syntax.Node, what string) *Union {
	u, typed := &Union{}, true
	faults := len(p.list)
	complete := p.object(levelUnion, n, what+": union", keys{
		"tag": func(_, n *syntax.Node) { u.Tag = p.word(n, "tag") },
		"of": func(_, n *syntax.Node) {
			typed = p.entries(n, what+": of", func(key, value *syntax.Node) {
				if t := p.word(value, "member "+key.Text); t != nil {
					u.Members = append(u.Members, &UnionMember{Value: newText(key), Type: *t})
				}
			})
		},
	})
	if complete && n.Get("tag") == nil {
		p.list.Errorf(n.Pos, ruleMissingKey, "%s: a union has a tag, the key that tells its members apart", what).Hint = "write {tag: kind, of: {name: Struct}}"
	}
	if complete && n.Get("of") == nil {
		p.list.Errorf(n.Pos, ruleMissingKey, "%s: a union has members", what).Hint = "write {tag: kind, of: {name: Struct}}"
	}
	if !complete || !typed || len(p.list) > faults {
		return nil
	}
	return u
}
