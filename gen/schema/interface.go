package schema

import (
	"fmt"
	"time"

	"github.com/wampgen/wampgen/gen/syntax"
)

// Interface is the declaration of a set of procedures and topics.
type Interface struct {
	Header
	URI        *Text
	UUID       *Text
	Procedures []*Procedure
	Topics     []*Topic
	Incomplete bool // members may be missing
}

// Procedure is the declaration of a procedure.
type Procedure struct {
	Header
	URI    *Text
	Params []*Field // what the URI's parts are
	Payload
	Result         Payload
	Progress       *Payload // of a progressive result; nil: there are none
	Input          *Payload // of a progressive input; nil: there are none
	Errors         []Reference
	Timeout        time.Duration // 0: none
	Concurrency    int           // 0: not limited
	Invoke         string        // "": not said
	DiscloseCaller bool
}

// Topic is the declaration of a topic.
type Topic struct {
	Header
	URI    *Text
	Params []*Field // what the URI's parts are
	Payload
	Retain            bool
	Acknowledge       bool
	DisclosePublisher bool
}

// interfaceDecl reads the declaration of an interface.
func (p *parser) interfaceDecl(key, n *syntax.Node) *Interface {
	i := &Interface{Header: Header{Name: newText(key)}}
	if isNull(n) {
		return i
	}
	what := fmt.Sprintf("interface %q", key.Text)
	i.Incomplete = !p.declaration(levelInterface, n, what, "{procedures: {get: {args: {id: string}, result: int}}}", p.header(&i.Header).with(keys{
		"uri":  func(_, n *syntax.Node) { i.URI = p.given(n, "uri") },
		"uuid": func(_, n *syntax.Node) { i.UUID = p.word(n, "uuid") },
		"procedures": func(_, n *syntax.Node) {
			p.entries(n, what+": procedures", func(k, v *syntax.Node) {
				i.Procedures = append(i.Procedures, p.procedure(k, v))
			})
		},
		"topics": func(_, n *syntax.Node) {
			p.entries(n, what+": topics", func(k, v *syntax.Node) {
				i.Topics = append(i.Topics, p.topic(k, v))
			})
		},
	}))
	i.Incomplete = i.Incomplete || !readable(n, "procedures") || !readable(n, "topics")
	return i
}

// procedure reads the declaration of a procedure. A null value has neither
// arguments nor a result.
func (p *parser) procedure(key, n *syntax.Node) *Procedure {
	d := &Procedure{Header: Header{Name: newText(key)}}
	if isNull(n) {
		return d
	}
	what := fmt.Sprintf("procedure %q", key.Text)
	p.declaration(levelProcedure, n, what, "{args: {name: type}, result: type}", p.header(&d.Header).with(p.payload(&d.Payload, what)).with(keys{
		"uri":         func(_, n *syntax.Node) { d.URI = p.given(n, "uri") },
		"params":      func(_, n *syntax.Node) { d.Params = p.fields(n, what+": params", false) },
		"result":      func(k, n *syntax.Node) { d.Result = p.result(k, n, what) },
		"progress":    func(_, n *syntax.Node) { d.Progress = p.part(n, what+": progress") },
		"input":       func(_, n *syntax.Node) { d.Input = p.part(n, what+": input") },
		"errors":      func(_, n *syntax.Node) { d.Errors = p.references(n, what+": errors", false) },
		"timeout":     func(_, n *syntax.Node) { d.Timeout = p.duration(n, "timeout") },
		"concurrency": func(_, n *syntax.Node) { d.Concurrency = p.count(n, "concurrency") },
		"invoke": func(_, n *syntax.Node) {
			d.Invoke = p.choice(n, "invoke", "single", "first", "last", "roundrobin", "random")
		},
		"disclose": func(_, n *syntax.Node) { d.DiscloseCaller = p.choice(n, "disclose", "caller") != "" },
	}))
	return d
}

// topic reads the declaration of a topic. A null value has no payload.
func (p *parser) topic(key, n *syntax.Node) *Topic {
	d := &Topic{Header: Header{Name: newText(key)}}
	if isNull(n) {
		return d
	}
	what := fmt.Sprintf("topic %q", key.Text)
	p.declaration(levelTopic, n, what, "{args: {name: type}}", p.header(&d.Header).with(p.payload(&d.Payload, what)).with(keys{
		"uri":         func(_, n *syntax.Node) { d.URI = p.given(n, "uri") },
		"params":      func(_, n *syntax.Node) { d.Params = p.fields(n, what+": params", false) },
		"retain":      func(_, n *syntax.Node) { d.Retain = p.flag(n, "retain") },
		"acknowledge": func(_, n *syntax.Node) { d.Acknowledge = p.flag(n, "acknowledge") },
		"disclose":    func(_, n *syntax.Node) { d.DisclosePublisher = p.choice(n, "disclose", "publisher") != "" },
	}))
	return d
}
