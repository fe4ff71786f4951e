package typecheck

import (
	"errors"
	"fmt"

	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/contract"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Checker knows the payloads of procedures and topics. It never changes.
type Checker struct {
	procedures *urimatch.Index[*procedure]
	topics     *urimatch.Index[*payload]
}

type procedure struct {
	call, result *payload
	progress     *payload // nil: there are none
	input        *payload // nil: there are none
}

// payload is the arguments of one message.
type payload struct{ args, kwargs *fields }

// New returns a Checker of all that the contracts describe. Where several describe
// the same URI, what a class provides or publishes comes before what others call or
// subscribe to. The error says what in a contract is not understood.
func New(contracts ...*contract.Component) (*Checker, error) {
	c := &Checker{procedures: urimatch.NewIndex[*procedure](), topics: urimatch.NewIndex[*payload]()}
	var faults []error
	for _, own := range []bool{true, false} {
		for _, component := range contracts {
			if err := c.add(component, own); err != nil {
				faults = append(faults, fmt.Errorf("read contract of %q: %w", component.Class, err))
			}
		}
	}
	return c, errors.Join(faults...)
}

func (c *Checker) add(component *contract.Component, own bool) error {
	types := newTypes(component)
	procedures, topics := component.Provides, component.Publishes
	if !own {
		procedures, topics = component.Calls, component.Subscribes
	}
	for i := range procedures {
		p := &procedures[i]
		pattern := urimatch.Pattern{URI: p.URI, Match: p.Match}
		if _, known := c.procedures.Get(pattern); !known {
			c.procedures.Set(pattern, types.procedure(p))
		}
	}
	for i := range topics {
		t := &topics[i]
		pattern := urimatch.Pattern{URI: t.URI, Match: t.Match}
		if _, known := c.topics.Get(pattern); !known {
			c.topics.Set(pattern, types.payload(t.Args, t.Kwargs))
		}
	}
	return types.err
}

// Call checks the arguments of a call. What no contract describes passes. The error
// says where the payload is wrong, and why.
func (c *Checker) Call(uri wamp.URI, p wamp.Payload) error {
	if d, ok := c.procedures.Best(uri); ok {
		return d.call.check(p)
	}
	return nil
}

// Result checks a result.
func (c *Checker) Result(uri wamp.URI, p wamp.Payload) error {
	if d, ok := c.procedures.Best(uri); ok {
		return d.result.check(p)
	}
	return nil
}

// Progress checks a progressive result.
func (c *Checker) Progress(uri wamp.URI, p wamp.Payload) error {
	if d, ok := c.procedures.Best(uri); ok && d.progress != nil {
		return d.progress.check(p)
	}
	return nil
}

// Input checks what a CALL adds to one.
func (c *Checker) Input(uri wamp.URI, p wamp.Payload) error {
	if d, ok := c.procedures.Best(uri); ok && d.input != nil {
		return d.input.check(p)
	}
	return nil
}

// Event checks the arguments of an event.
func (c *Checker) Event(uri wamp.URI, p wamp.Payload) error {
	if d, ok := c.topics.Best(uri); ok {
		return d.check(p)
	}
	return nil
}

func (p *payload) check(value wamp.Payload) error {
	if value.Format == 0 {
		value.Format = wamp.CBOR // it has neither args nor kwargs
	}
	r := codec.NewReader(value)
	defer r.Free()
	p.args.read(r, r.Args(p.args.names))
	p.kwargs.read(r, r.Kwargs(p.kwargs.names))
	return r.Err()
}
