package meta

import (
	"strings"

	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/contract"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// dict is a description under way.
type dict = map[string]any

// entriesOf returns what a contract says of the URIs that its class provides,
// publishes, calls and subscribes to, and of its errors.
func entriesOf(c *contract.Component) (entries []*entry) {
	add := func(kind Resource, uri wamp.URI, match wamp.Match, d dict) {
		p := urimatch.Pattern{URI: uri, Match: match}
		for _, e := range entries {
			if e.kind == kind && e.pattern == p {
				return
			}
		}
		d["type"], d["uri"], d["match"] = string(kind), string(uri), match.String()
		if description, err := codec.AppendValue(nil, wamp.CBOR, d); err == nil {
			entries = append(entries, &entry{kind, p, codec.Raw{Format: wamp.CBOR, Bytes: description}, 1})
		}
	}
	types := namedTypes(c.Types)
	for _, procedures := range [][]contract.Procedure{c.Provides, c.Calls} {
		for i := range procedures {
			p := &procedures[i]
			add(ProcedureResource, p.URI, p.Match, describeProcedure(p, types))
		}
	}
	for _, topics := range [][]contract.Topic{c.Publishes, c.Subscribes} {
		for i := range topics {
			t := &topics[i]
			d := dict{"name": t.Name}
			types.payload(d, "args", t.Args, "kwargs", t.Kwargs)
			types.close(d)
			add(TopicResource, t.URI, t.Match, d)
		}
	}
	for i := range c.Errors {
		e := &c.Errors[i]
		d := dict{"message": e.Message}
		types.payload(d, "args", e.Args, "kwargs", e.Kwargs)
		types.close(d)
		add(ErrorResource, e.URI, wamp.MatchExact, d)
	}
	return entries
}

func describeProcedure(p *contract.Procedure, types typeIndex) dict {
	d := dict{"name": p.Name}
	types.payload(d, "args", p.Args, "kwargs", p.Kwargs)
	types.payload(d, "result_args", p.ResultArgs, "result_kwargs", p.ResultKwargs)
	if p.Progress != nil {
		types.payload(d, "progress_args", p.Progress.Args, "progress_kwargs", p.Progress.Kwargs)
	}
	if p.Input != nil {
		types.payload(d, "input_args", p.Input.Args, "input_kwargs", p.Input.Kwargs)
	}
	if len(p.Errors) > 0 {
		errors := make([]any, len(p.Errors))
		for i, uri := range p.Errors {
			errors[i] = string(uri)
		}
		d["errors"] = errors
	}
	types.close(d)
	return d
}

// typeIndex is the named types of a contract.
type typeIndex map[string]*contract.Type

func namedTypes(types []contract.Type) typeIndex {
	index := typeIndex{}
	for i := range types {
		index[types[i].Name] = &types[i]
	}
	return index
}

// payload describes args and kwargs, where there are any.
func (x typeIndex) payload(d dict, args string, positional []contract.Field, kwargs string, named []contract.Field) {
	if len(positional) > 0 {
		d[args] = describeFields(positional)
	}
	if len(named) > 0 {
		d[kwargs] = describeFields(named)
	}
}

// close describes the named types that the description refers to, and those that
// they refer to.
func (x typeIndex) close(d dict) {
	types := dict{}
	x.follow(d, types)
	if len(types) > 0 {
		d["types"] = types
	}
}

func (x typeIndex) follow(v any, types dict) {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			x.follow(item, types)
		}
	case dict:
		for _, item := range v {
			x.follow(item, types)
		}
		text, _ := v["type"].(string)
		name := strings.TrimRight(text[strings.LastIndex(text, "(")+1:], ")")
		if t := x[name]; t != nil && types[name] == nil {
			described := describeType(t)
			types[name] = described
			x.follow(described, types)
		}
	}
}

func describeType(t *contract.Type) dict {
	switch {
	case t.Scalar != nil:
		return describeField(t.Scalar)
	case len(t.Enum) > 0:
		values := make([]any, len(t.Enum))
		for i, v := range t.Enum {
			values[i] = v
		}
		return dict{"enum": values}
	case t.Tag != "":
		return dict{"tag": t.Tag, "union": describeFields(t.Union)}
	}
	d := dict{"fields": describeFields(t.Fields)}
	if t.RejectUnknown {
		d["unknown"] = "reject"
	}
	return d
}

func describeFields(fields []contract.Field) []any {
	list := make([]any, len(fields))
	for i := range fields {
		list[i] = describeField(&fields[i])
	}
	return list
}

func describeField(f *contract.Field) dict {
	d := dict{"type": f.Type}
	for key, text := range map[string]string{"name": f.Name, "min": f.Min, "max": f.Max, "pattern": f.Pattern} {
		if text != "" {
			d[key] = text
		}
	}
	if f.Default != "" {
		if v, err := codec.DecodeValue(wamp.JSON, []byte(f.Default)); err == nil {
			d["default"] = v
		}
	}
	return d
}
