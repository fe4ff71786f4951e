package model

import (
	"strings"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/schema"
)

// interfaces settles procedures and topics.
func (c *checker) interfaces(s *scope) {
	for _, f := range s.files {
		for _, i := range f.interfaces {
			c.members(s, f, i)
		}
	}
}

// members settles what an interface holds.
func (c *checker) members(s *scope, f *fileScope, i *interfaceScope) {
	base := f.URI
	if i.schema.URI != nil {
		base = i.schema.URI
		c.base(base)
	}
	if base != nil {
		i.URI = base.Value
	}
	c.interfaceUUID(i)
	i.procedures = make(map[string]*Procedure, len(i.schema.Procedures))
	i.topics = make(map[string]*Topic, len(i.schema.Topics))
	for _, p := range i.schema.Procedures {
		c.memberName(p.Name, "a procedure")
		m := c.procedure(s, f, i, base, p)
		i.procedures[m.Name] = m
		i.Procedures = append(i.Procedures, m)
	}
	for _, t := range i.schema.Topics {
		c.memberName(t.Name, "a topic")
		m := c.topic(s, f, i, base, t)
		if first := i.procedures[m.Name]; first != nil {
			c.list.Errorf(m.Pos, ruleDuplicate, "%q is a procedure of the interface already", m.Name).Hint = "in " + place(first.Pos, m.Pos.File)
		}
		i.topics[m.Name] = m
		i.Topics = append(i.Topics, m)
	}
}

func (c *checker) memberName(name schema.Text, what string) {
	if memberName.MatchString(name.Value) {
		return
	}
	d := c.list.Errorf(name.Pos, ruleName, "%q cannot name %s", name.Value, what)
	d.Hint = "names of procedures and topics are like get_all"
	if better := wordCharacters(snake(name.Value)); memberName.MatchString(better) {
		d.Hint = "write " + better
	} else if odd := diag.NotASCII(name.Value); odd != "" {
		d.Hint = odd
	}
}

func (c *checker) procedure(s *scope, f *fileScope, i *interfaceScope, base *schema.Text, p *schema.Procedure) *Procedure {
	m := &Procedure{
		Header:         c.header(p.Header),
		Template:       c.template(s, f, p.URI, base, p.Name, p.Params),
		Payload:        c.payload(s, p.Payload),
		Result:         c.payload(s, p.Result),
		Progress:       c.partPayload(s, p.Progress),
		Input:          c.partPayload(s, p.Input),
		Errors:         c.errorList(s, p.Errors),
		Timeout:        p.Timeout,
		Concurrency:    p.Concurrency,
		Invoke:         p.Invoke,
		DiscloseCaller: p.DiscloseCaller,
		Interface:      i.Interface,
	}
	c.unique(c.procedures, m.Template, i.Name+"."+m.Name, p.URI, m.Pos)
	c.partNames(m.Parts, m.Payload)
	return m
}

// partPayload checks the payload of one message of several, if there are any.
func (c *checker) partPayload(s *scope, p *schema.Payload) *Payload {
	if p == nil {
		return nil
	}
	m := c.payload(s, *p)
	return &m
}

// interfaceUUID checks the UUID of an interface, which no other one has.
func (c *checker) interfaceUUID(i *interfaceScope) {
	t := i.schema.UUID
	if t == nil {
		return
	}
	uuid := strings.ToLower(t.Value)
	first, taken := c.uuids[uuid]
	switch {
	case !uuidForm.MatchString(uuid):
		c.list.Errorf(t.Pos, ruleUUID, "%q is not a UUID", t.Value).Hint = "write it like 123e4567-e89b-12d3-a456-426614174000"
	case taken:
		c.list.Errorf(t.Pos, ruleUUID, "another interface has this UUID").Hint = "in " + place(first, t.Pos.File)
	default:
		c.uuids[uuid] = t.Pos
		i.UUID = uuid
	}
}

func (c *checker) topic(s *scope, f *fileScope, i *interfaceScope, base *schema.Text, t *schema.Topic) *Topic {
	m := &Topic{
		Header:            c.header(t.Header),
		Template:          c.template(s, f, t.URI, base, t.Name, t.Params),
		Payload:           c.payload(s, t.Payload),
		Retain:            t.Retain,
		Acknowledge:       t.Acknowledge,
		DisclosePublisher: t.DisclosePublisher,
		Interface:         i.Interface,
	}
	c.unique(c.topics, m.Template, i.Name+"."+m.Name, t.URI, m.Pos)
	c.partNames(m.Parts, m.Payload)
	return m
}
