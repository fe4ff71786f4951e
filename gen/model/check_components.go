package model

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/wampgen/wampgen/gen/schema"
)

// components settles the component classes.
func (c *checker) components(s *scope) {
	for _, f := range s.files {
		if s.pkg.ImportPath != "" {
			return // nobody can refer to them
		}
		for _, k := range f.components {
			k.ProvidesPrefix, k.PublishesPrefix = map[*Interface]string{}, map[*Interface]string{}
			k.CallsPrefix, k.SubscribesPrefix = map[*Interface]string{}, map[*Interface]string{}
			k.Provides = references(c, s, k.schema.Provides, procedureList("provides"), k.ProvidesPrefix)
			k.Publishes = references(c, s, k.schema.Publishes, topicList("publishes"), k.PublishesPrefix)
			k.Calls = references(c, s, k.schema.Calls, procedureList("calls"), k.CallsPrefix)
			k.Subscribes = references(c, s, k.schema.Subscribes, topicList("subscribes"), k.SubscribesPrefix)
			k.Extra = c.fields(s, k.schema.Extra)
			k.Serial = k.schema.Serial
		}
	}
}

// referenceList describes one of a component's lists of procedures or topics.
type referenceList[M any] struct {
	key     string // provides, ...
	what    string // procedure or topic
	all     func(*interfaceScope) []*M
	one     func(*interfaceScope, string) *M
	other   func(*interfaceScope, string) bool // whether a member of the other kind has the name
	header  func(*M) Header
	name    func(*M) string // Interface.member
	uri     func(*M) string
	parent  func(*M) *Interface
	offered bool // by this component: reserved URIs are not
}

func procedureList(key string) referenceList[Procedure] {
	return referenceList[Procedure]{
		key: key, what: "procedure", offered: key == "provides",
		all:    func(i *interfaceScope) []*Procedure { return i.Procedures },
		one:    func(i *interfaceScope, name string) *Procedure { return i.procedures[name] },
		other:  func(i *interfaceScope, name string) bool { return i.topics[name] != nil },
		header: func(p *Procedure) Header { return p.Header },
		name:   func(p *Procedure) string { return p.Interface.Name + "." + p.Name },
		uri:    func(p *Procedure) string { return p.URI },
		parent: func(p *Procedure) *Interface { return p.Interface },
	}
}

func topicList(key string) referenceList[Topic] {
	return referenceList[Topic]{
		key: key, what: "topic", offered: key == "publishes",
		all:    func(i *interfaceScope) []*Topic { return i.Topics },
		one:    func(i *interfaceScope, name string) *Topic { return i.topics[name] },
		other:  func(i *interfaceScope, name string) bool { return i.procedures[name] != nil },
		header: func(t *Topic) Header { return t.Header },
		name:   func(t *Topic) string { return t.Interface.Name + "." + t.Name },
		uri:    func(t *Topic) string { return t.URI },
		parent: func(t *Topic) *Interface { return t.Interface },
	}
}

// references resolves one list of a component.
func references[M any](c *checker, s *scope, list []schema.Reference, l referenceList[M], prefixes map[*Interface]string) []*M {
	var members []*M
	names := map[string]*M{}
	seen := map[*M]bool{}
	for _, reference := range list {
		text, prefix := reference.Text, c.prefix(reference)
		told := false // of an interface that is listed twice, once is enough
		for _, m := range resolveReference(c, s, text, l) {
			h := l.header(m)
			name := h.Name
			if h.GoName != "" {
				name = h.GoName
			}
			if prefix != "" {
				name = prefix + "." + name
			}
			switch {
			case seen[m]:
				if !told {
					c.list.Errorf(text.Pos, ruleReference, "%q is listed twice in %s", l.name(m), l.key)
				}
				told = true
				continue
			case names[name] != nil:
				c.list.Errorf(text.Pos, ruleMemberClash, "%s has two members named %q", l.key, name).Hint =
					fmt.Sprintf("give the one in %s another go_name, or its interface a prefix", place(h.Pos, text.Pos.File))
			case l.offered && reserved(l.uri(m)) && !c.options.ProvideReserved:
				c.list.Errorf(text.Pos, ruleReserved, "%s of the protocol, %s, cannot stand in %s", l.what, l.uri(m), l.key)
			}
			seen[m], names[name] = true, m
			if other, ok := prefixes[l.parent(m)]; ok && other != prefix {
				c.list.Errorf(text.Pos, ruleMemberClash, "%s has interface %q with the prefixes %q and %q", l.key, l.parent(m).Name, other, prefix).Hint =
					"write the interface, or each of its members, with the same prefix"
				continue
			}
			prefixes[l.parent(m)] = prefix
			members = append(members, m)
		}
	}
	return members
}

// prefix checks the prefix of a reference; "" if there is none.
func (c *checker) prefix(r schema.Reference) string {
	if r.Prefix == nil {
		return ""
	}
	if !declName.MatchString(r.Prefix.Value) {
		c.list.Errorf(r.Prefix.Pos, ruleName, "%q cannot be a prefix", r.Prefix.Value).Hint = "prefixes are like User"
		return ""
	}
	return r.Prefix.Value
}

// resolveReference returns what Interface or Interface.member refers to.
func resolveReference[M any](c *checker, s *scope, text schema.Text, l referenceList[M]) []*M {
	from, name, ok := c.qualified(s, text.Value, text.Pos)
	if !ok {
		return nil
	}
	before := len(text.Value) - len(name) // the package and its dot
	name, memberName, single := strings.Cut(name, ".")
	i := from.interfaces[name]
	if i == nil {
		c.unknownInterface(from, text, before, name)
		return nil
	}
	if !single {
		all := l.all(i)
		if len(all) == 0 && !i.schema.Incomplete {
			c.list.Errorf(text.Pos, ruleUnknownMember, "interface %q has no %ss for %s", name, l.what, l.key)
		}
		return all
	}
	if m := l.one(i, memberName); m != nil {
		return []*M{m}
	}
	pos := text.Inside(before+len(name)+1, len(text.Value))
	switch {
	case l.other(i, memberName):
		wrong := "a topic"
		if l.what == "topic" {
			wrong = "a procedure"
		}
		c.list.Errorf(pos, ruleUnknownMember, "%q is %s, and %s lists %ss", text.Value, wrong, l.key, l.what)
	case i.schema.Incomplete:
	default:
		d := c.list.Errorf(pos, ruleUnknownMember, "interface %q has no %s %q", name, l.what, memberName)
		near := c.suggest(memberName, func() []string {
			var names []string
			for _, m := range l.all(i) {
				names = append(names, l.header(m).Name)
			}
			return names
		})
		if near != "" {
			d.Hint = fmt.Sprintf("did you mean %q?", text.Value[:before]+name+"."+near)
		}
	}
	return nil
}

func (c *checker) unknownInterface(s *scope, text schema.Text, before int, name string) {
	pos := text.Inside(before, before+len(name))
	if c.otherwise(s, name, pos, ruleUnknownMember, "an interface") || s.incomplete {
		return
	}
	near := c.suggest(name, func() []string { return slices.Sorted(maps.Keys(s.interfaces)) })
	d := c.list.Errorf(pos, ruleUnknownMember, "unknown interface %q", name)
	if i := s.interfaces[near]; i != nil {
		d.Hint = fmt.Sprintf("did you mean %q (%s)?", text.Value[:before]+near+text.Value[before+len(name):], place(i.Pos, text.Pos.File))
	}
}
