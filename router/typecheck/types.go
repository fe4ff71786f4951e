package typecheck

import (
	"fmt"
	"maps"
	"slices"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/contract"
)

// types are the named types of one contract. Each is made when it is first met; it
// may hold itself.
type types struct {
	declared map[string]*contract.Type
	made     map[string]*reader
	err      error // the first type that is not understood
}

func newTypes(c *contract.Component) *types {
	t := &types{declared: map[string]*contract.Type{}, made: map[string]*reader{}}
	for i := range c.Types {
		t.declared[c.Types[i].Name] = &c.Types[i]
	}
	return t
}

func (t *types) fail(err error) {
	if t.err == nil {
		t.err = err
	}
}

func (t *types) procedure(p *contract.Procedure) *procedure {
	made := &procedure{call: t.payload(p.Args, p.Kwargs), result: t.payload(p.ResultArgs, p.ResultKwargs)}
	if p.Progress != nil {
		made.progress = t.payload(p.Progress.Args, p.Progress.Kwargs)
	}
	if p.Input != nil {
		made.input = t.payload(p.Input.Args, p.Input.Kwargs)
	}
	return made
}

func (t *types) payload(args, kwargs []contract.Field) *payload {
	return &payload{t.fields(args, false), t.fields(kwargs, false)}
}

// reader returns what reads values of a type, with the rules of the field that has
// it. The rules of an optional or nullable value are those of the value.
func (t *types) reader(e expression, rules rules) reader {
	if e.inner == nil {
		if read := rules.scalar(e.name); read != nil {
			return read
		}
		return t.named(e.name)
	}
	switch e.name {
	case "optional":
		return t.reader(*e.inner, rules)
	case "nullable":
		read := t.reader(*e.inner, rules)
		return func(r *codec.Reader) {
			if !r.Null() {
				read(r)
			}
		}
	case "list":
		return list(t.item(*e.inner), rules)
	case "map":
		return dict(t.item(*e.inner), rules)
	}
	t.fail(fmt.Errorf("unknown type %q", e.name))
	return anything
}

func (t *types) item(e expression) reader { return t.reader(e, rulesOf(&contract.Field{})) }

// named returns what reads values of a declared type.
func (t *types) named(name string) reader {
	if made := t.made[name]; made != nil {
		return func(r *codec.Reader) { (*made)(r) }
	}
	d := t.declared[name]
	if d == nil {
		t.fail(fmt.Errorf("unknown type %q", name))
		return anything
	}
	made := new(reader)
	t.made[name] = made
	*made = t.declaration(d)
	return *made
}

func (t *types) declaration(d *contract.Type) reader {
	switch {
	case d.Scalar != nil:
		return t.reader(t.parse(d.Scalar.Type), rulesOf(d.Scalar))
	case len(d.Enum) > 0:
		return func(r *codec.Reader) { r.Enum(d.Enum) }
	case d.Tag != "":
		return t.union(d)
	}
	f := t.fields(d.Fields, d.RejectUnknown)
	return func(r *codec.Reader) { f.read(r, r.Struct(f.names)) }
}

func (t *types) union(d *contract.Type) reader {
	members := map[string]reader{}
	for _, m := range d.Union {
		members[m.Name] = t.named(m.Type)
	}
	tags := slices.Sorted(maps.Keys(members))
	return func(r *codec.Reader) {
		if read := members[r.Tag(d.Tag, tags)]; read != nil {
			read(r)
		}
	}
}

func anything(r *codec.Reader) { r.Skip() }

func list(item reader, rules rules) reader {
	return func(r *codec.Reader) {
		n := 0
		for r.List(); r.NextItem(); n++ {
			item(r)
		}
		rules.length(r, n)
	}
}

func dict(item reader, rules rules) reader {
	return func(r *codec.Reader) {
		n := 0
		for r.Map(); r.NextEntry(); n++ {
			item(r)
		}
		rules.length(r, n)
	}
}
