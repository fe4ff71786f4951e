package gen

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/wampgen/wampgen/gen/breaking"
	"github.com/wampgen/wampgen/gen/config"
	"github.com/wampgen/wampgen/gen/golang"
	"github.com/wampgen/wampgen/gen/model"
)

// TestRandomBreaking compares random schemas: nothing is said of one and itself, and
// each single change of those that break is found, wherever it is.
func TestRandomBreaking(t *testing.T) {
	found := make(map[string]int)
	var before breaking.State
	for seed := range uint64(40) {
		s := &schemaWriter{Rand: rand.New(rand.NewPCG(seed, 3)), pkg: "random", taken: map[string]bool{}}
		text := s.schema()
		if first := randomState(text); first == nil || collides(first) {
			continue
		}
		if findings := breaking.Check(named(t, randomState(text)), named(t, randomState(text)), breaking.Levels()).Findings; len(findings) > 0 {
			t.Errorf("seed %d: of no change is said %v\n%s", seed, findings, text)
		}
		now := named(t, randomState(text))
		if before.Unit != nil { // two that have little in common
			breaking.Check(before, now, breaking.Levels())
			breaking.Check(now, before, breaking.Levels())
		}
		before = now
		for _, m := range mutations {
			old, new := randomState(text), randomState(text)
			if m.before != nil {
				m.before(old)
				m.before(new)
			}
			if !m.change(s.Rand, new) {
				continue
			}
			found[m.name]++
			levels := []breaking.Level{breaking.Wire, breaking.Config}
			was, is := breaking.State{Unit: old}, breaking.State{Unit: new}
			if m.rule[:2] == "go" {
				was, is, levels = named(t, old), named(t, new), []breaking.Level{breaking.Go}
			}
			findings := breaking.Check(was, is, levels).Findings
			if !slices.ContainsFunc(findings, func(f breaking.Finding) bool { return f.Rule == m.rule }) {
				t.Errorf("seed %d: %s is not found by %s, only %v\n%s", seed, m.name, m.rule, findings, text)
			}
			var known []breaking.Ignore
			for _, f := range findings {
				known = append(known, breaking.Ignore{Rule: f.Rule})
			}
			if r := breaking.Check(was, is, levels, known...); len(r.Findings) > 0 || r.Ignored != len(findings) || len(r.Unused) > 0 {
				t.Errorf("seed %d: all is ignored, and yet %+v\n%s", seed, r, text)
			}
			if m.mirror == "" {
				continue
			}
			for _, f := range breaking.Check(is, was, levels).Findings {
				if f.Rule != m.mirror {
					t.Errorf("seed %d: taking back %s breaks: %s [%s]\n%s", seed, m.name, f.Message, f.Rule, text)
				}
			}
		}
	}
	for _, m := range mutations {
		if found[m.name] < 3 {
			t.Errorf("the change %q was made only %d times", m.name, found[m.name])
		}
	}
}

// randomState returns the model of a schema, or nil if that has faults.
func randomState(text string) *model.Unit {
	p := newPipeline(fstest.MapFS{"random/x.wamp.yaml": {Data: []byte(text)}})
	c := p.check("example.com/app", nil)
	if p.faults.HasErrors() {
		return nil
	}
	return c.unit
}

// collides reports whether names of a unit collide in Go.
func collides(unit *model.Unit) bool {
	c := checked{config: config.Default(), unit: unit, people: &written{}}
	_, faults := golang.ExportedNames(unit, c.options("example.com/app"))
	return faults.HasErrors()
}

// named returns a state with its Go names.
func named(t *testing.T, unit *model.Unit) breaking.State {
	t.Helper()
	c := checked{config: config.Default(), unit: unit, people: &written{}}
	names, faults := golang.ExportedNames(unit, c.options("example.com/app"))
	if faults.HasErrors() {
		t.Fatal(faults)
	}
	state := breaking.State{Unit: unit}
	for _, n := range names {
		state.Names = append(state.Names, breaking.Name(n))
	}
	return state
}

// mutation is a change of a model that breaks a rule.
type mutation struct {
	name, rule string
	mirror     string                             // if it is not "", the change back is harmless but for this rule
	before     func(*model.Unit)                  // to both states
	change     func(*rand.Rand, *model.Unit) bool // reports whether there was something to change
}

const nothing = "nothing"

var mutations = []mutation{
	{"a procedure goes", "wire-procedure", nothing, alone, func(r *rand.Rand, u *model.Unit) bool {
		i := chosen(r, interfaces(u), func(i *model.Interface) bool { return len(i.Procedures) > 0 })
		if i != nil {
			i.Procedures = i.Procedures[1:]
		}
		return i != nil
	}},
	{"a topic goes", "wire-topic", nothing, alone, func(r *rand.Rand, u *model.Unit) bool {
		i := chosen(r, interfaces(u), func(i *model.Interface) bool { return len(i.Topics) > 0 })
		if i != nil {
			i.Topics = i.Topics[1:]
		}
		return i != nil
	}},
	{"a procedure moves", "wire-uri", "wire-uri", alone, onProcedure(func(r *rand.Rand, p *model.Procedure) bool {
		p.URI = "com.moved." + p.URI
		return true
	})},
	{"a keyword argument comes", "wire-required", nothing, alone, onProcedure(func(r *rand.Rand, p *model.Procedure) bool {
		p.Kwargs = append(p.Kwargs, &model.Field{Header: model.Header{Name: "zz"}, Type: model.Type{Kind: model.Int}})
		return true
	})},
	{"a positional argument comes", "wire-required", nothing, alone, onProcedure(func(r *rand.Rand, p *model.Procedure) bool {
		p.Args = append(p.Args, &model.Field{Header: model.Header{Name: "zz"}, Type: model.Type{Kind: model.Int}})
		return true
	})},
	{"an argument becomes required", "wire-required", "wire-absent", alone, onProcedure(func(r *rand.Rand, p *model.Procedure) bool {
		f := chosen(r, slices.Concat(p.Args, p.Kwargs), (*model.Field).Optional)
		if f == nil {
			return false
		}
		f.Default = nil
		if f.Type.Kind == model.Optional {
			f.Type = *f.Type.Elem
		}
		return true
	})},
	{"a result value becomes optional", "wire-absent", nothing, alone, onProcedure(func(r *rand.Rand, p *model.Procedure) bool {
		f := chosen(r, slices.Concat(p.Result.Args, p.Result.Kwargs), func(f *model.Field) bool { return !f.Optional() })
		if f == nil {
			return false
		}
		elem := f.Type
		f.Type = model.Type{Kind: model.Optional, Elem: &elem}
		return true
	})},
	{"a result value goes", "wire-absent", nothing, alone, onProcedure(func(r *rand.Rand, p *model.Procedure) bool {
		n := len(p.Result.Kwargs)
		if n == 0 || p.Result.Kwargs[n-1].Optional() {
			return false
		}
		p.Result.Kwargs = p.Result.Kwargs[:n-1]
		return true
	})},
	{"an argument has another type", "wire-type", "", alone, onProcedure(func(r *rand.Rand, p *model.Procedure) bool {
		return anotherType(chosen(r, slices.Concat(p.Args, p.Kwargs), always[model.Field]))
	})},
	{"a result has another type", "wire-type", "", alone, onProcedure(func(r *rand.Rand, p *model.Procedure) bool {
		return anotherType(chosen(r, slices.Concat(p.Result.Args, p.Result.Kwargs), always[model.Field]))
	})},
	{"an event has another type", "wire-type", "", alone, onTopic(func(r *rand.Rand, p *model.Topic) bool {
		return anotherType(chosen(r, slices.Concat(p.Args, p.Kwargs), always[model.Field]))
	})},
	{"an argument can not be null", "wire-null", nothing, func(u *model.Unit) {
		alone(u)
		for _, p := range procedures(u) {
			for _, f := range slices.Concat(p.Args, p.Kwargs) {
				if k := f.Type.Kind; k != model.Optional && k != model.Nullable && k != model.Any {
					elem := f.Type
					f.Type = model.Type{Kind: model.Nullable, Elem: &elem}
				}
			}
		}
	}, onProcedure(func(r *rand.Rand, p *model.Procedure) bool {
		f := chosen(r, slices.Concat(p.Args, p.Kwargs), func(f *model.Field) bool { return f.Type.Kind == model.Nullable })
		if f == nil {
			return false
		}
		f.Type = *f.Type.Elem
		return true
	})},
	{"an argument is bounded", "wire-bounds", nothing, alone, onProcedure(func(r *rand.Rand, p *model.Procedure) bool {
		return bounded(chosen(r, slices.Concat(p.Args, p.Kwargs), unbounded))
	})},
	{"a result loses its bounds", "wire-bounds", nothing, func(u *model.Unit) {
		alone(u)
		for _, p := range procedures(u) {
			for _, f := range slices.Concat(p.Result.Args, p.Result.Kwargs) {
				if unbounded(f) {
					bounded(f)
				}
			}
		}
	}, onProcedure(func(r *rand.Rand, p *model.Procedure) bool {
		f := chosen(r, slices.Concat(p.Result.Args, p.Result.Kwargs), func(f *model.Field) bool { return f.Rules.Max == "7" })
		if f == nil {
			return false
		}
		f.Rules = model.Rules{}
		return true
	})},
	{"an enum that is sent loses a value", "wire-enum-value", "", sending, onType(func(d *model.TypeDecl) bool {
		if d.Enum == nil {
			return false
		}
		d.Enum.Values = d.Enum.Values[1:]
		return true
	})},
	{"an enum that is read gets a value", "wire-enum-value", "", reading, onType(func(d *model.TypeDecl) bool {
		if d.Enum == nil {
			return false
		}
		d.Enum.Values = append(d.Enum.Values, &model.EnumValue{Header: model.Header{Name: "zz"}})
		return true
	})},
	{"a struct that is sent gets a field", "wire-required", "", sending, onType(func(d *model.TypeDecl) bool {
		if d.Struct == nil {
			return false
		}
		d.Struct.Fields = append(d.Struct.Fields, &model.Field{Header: model.Header{Name: "zz"}, Type: model.Type{Kind: model.Bool}})
		return true
	})},
	{"a struct that is read loses a field", "wire-absent", "", reading, onType(func(d *model.TypeDecl) bool {
		if d.Struct == nil || len(d.Struct.Fields) == 0 || d.Struct.Fields[0].Optional() {
			return false
		}
		d.Struct.Fields = d.Struct.Fields[1:]
		return true
	})},
	{"a union that is sent loses a member", "wire-union-member", "", sending, onType(func(d *model.TypeDecl) bool {
		if d.Union == nil || len(d.Union.Members) < 2 {
			return false
		}
		d.Union.Members = d.Union.Members[1:]
		return true
	})},
	{"a union has another tag", "wire-union-tag", "", reading, onType(func(d *model.TypeDecl) bool {
		if d.Union == nil {
			return false
		}
		d.Union.Tag = "zz"
		return true
	})},
	{"progressive results go", "wire-progress", nothing, alone, onProcedure(func(r *rand.Rand, p *model.Procedure) bool {
		had := p.Progress != nil
		p.Progress = nil
		return had
	})},
	{"progressive inputs go", "wire-input", nothing, alone, onProcedure(func(r *rand.Rand, p *model.Procedure) bool {
		had := p.Input != nil
		p.Input = nil
		return had
	})},
	{"somebody else's result gets a value", "wire-required", nothing, foreignAll, onProcedure(func(r *rand.Rand, p *model.Procedure) bool {
		p.Result.Kwargs = append(p.Result.Kwargs, &model.Field{Header: model.Header{Name: "zz"}, Type: model.Type{Kind: model.Int}})
		return true
	})},
	{"somebody else's argument becomes optional", "wire-absent", "", foreignAll, onProcedure(func(r *rand.Rand, p *model.Procedure) bool {
		f := chosen(r, slices.Concat(p.Args, p.Kwargs), func(f *model.Field) bool { return !f.Optional() })
		if f == nil {
			return false
		}
		elem := f.Type
		f.Type = model.Type{Kind: model.Optional, Elem: &elem}
		return true
	})},
	{"a class goes", "config-class", nothing, alone, func(r *rand.Rand, u *model.Unit) bool {
		for _, f := range u.Packages[0].Files {
			if len(f.Components) > 0 {
				f.Components = f.Components[1:]
				return true
			}
		}
		return false
	}},
	{"an extra gets a field", "config-required", "config-unknown-key", alone, func(r *rand.Rand, u *model.Unit) bool {
		for _, f := range u.Packages[0].Files {
			for _, c := range f.Components {
				c.Extra = append(c.Extra, &model.Field{Header: model.Header{Name: "zz"}, Type: model.Type{Kind: model.Int}})
				return true
			}
		}
		return false
	}},
	{"a procedure has another name", "go-gone", "go-gone", nil, onProcedure(func(r *rand.Rand, p *model.Procedure) bool {
		p.Name = "zz_top"
		return true
	})},
	{"a type has another name", "go-gone", "go-gone", nil, onType(func(d *model.TypeDecl) bool {
		d.Name = "ZZTop"
		return true
	})},
	{"a package has another name", "go-import", "go-import", nil, func(r *rand.Rand, u *model.Unit) bool {
		u.Packages[0].Name = "zz"
		return true
	}},
	{"a field has another Go type", "go-changed", "go-changed", nil, onType(func(d *model.TypeDecl) bool {
		if d.Struct == nil || len(d.Struct.Fields) == 0 {
			return false
		}
		return anotherType(d.Struct.Fields[0])
	})},
}

// alone takes away what components say of members: they are provided by somebody.
func alone(u *model.Unit) {
	for _, f := range u.Packages[0].Files {
		for _, c := range f.Components {
			c.Provides, c.Publishes, c.Calls, c.Subscribes = nil, nil, nil, nil
		}
	}
}

// foreignAll has a component use all procedures, which nobody provides.
func foreignAll(u *model.Unit) {
	alone(u)
	user := &model.Component{Header: model.Header{Name: "ZZUser"}, Package: u.Packages[0], Calls: procedures(u)}
	u.Packages[0].Files[0].Components = append(u.Packages[0].Files[0].Components, user)
}

// sending leaves nothing but a procedure whose arguments are all types; reading, one
// whose results are.
func sending(u *model.Unit) {
	alone(u)
	onlyProcedure(u).Args = allTypes(u)
}

func reading(u *model.Unit) {
	alone(u)
	onlyProcedure(u).Result.Args = allTypes(u)
}

func onlyProcedure(u *model.Unit) *model.Procedure {
	i := &model.Interface{Header: model.Header{Name: "ZZ"}, Package: u.Packages[0]}
	i.Procedures = []*model.Procedure{{Header: model.Header{Name: "zz"}, Template: model.Template{URI: "com.zz"}, Interface: i}}
	u.Packages[0].Files[0].Interfaces = []*model.Interface{i}
	return i.Procedures[0]
}

func allTypes(u *model.Unit) []*model.Field {
	var fields []*model.Field
	for i, d := range u.Packages[0].Files[0].Types {
		use := model.Type{Kind: model.Named, Name: d.Name, Decl: d}
		fields = append(fields, &model.Field{Header: model.Header{Name: fmt.Sprintf("f%d", i)}, Type: model.Type{Kind: model.List, Elem: &use}})
	}
	return fields
}

func interfaces(u *model.Unit) []*model.Interface { return u.Packages[0].Files[0].Interfaces }

func procedures(u *model.Unit) []*model.Procedure {
	var list []*model.Procedure
	for _, i := range interfaces(u) {
		list = append(list, i.Procedures...)
	}
	return list
}

// chosen returns one of a list that fits, or nil.
func chosen[T any](r *rand.Rand, list []*T, fits func(*T) bool) *T {
	list = slices.DeleteFunc(slices.Clone(list), func(x *T) bool { return !fits(x) })
	if len(list) == 0 {
		return nil
	}
	return list[r.IntN(len(list))]
}

func always[T any](*T) bool { return true }

// onProcedure changes a procedure, the first in random order that can be changed so.
func onProcedure(change func(*rand.Rand, *model.Procedure) bool) func(*rand.Rand, *model.Unit) bool {
	return func(r *rand.Rand, u *model.Unit) bool {
		list := procedures(u)
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		return slices.ContainsFunc(list, func(p *model.Procedure) bool { return change(r, p) })
	}
}

func onTopic(change func(*rand.Rand, *model.Topic) bool) func(*rand.Rand, *model.Unit) bool {
	return func(r *rand.Rand, u *model.Unit) bool {
		var list []*model.Topic
		for _, i := range interfaces(u) {
			list = append(list, i.Topics...)
		}
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		return slices.ContainsFunc(list, func(p *model.Topic) bool { return change(r, p) })
	}
}

func onType(change func(*model.TypeDecl) bool) func(*rand.Rand, *model.Unit) bool {
	return func(r *rand.Rand, u *model.Unit) bool {
		list := slices.Clone(u.Packages[0].Files[0].Types)
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		return slices.ContainsFunc(list, change)
	}
}

// anotherType gives a field a type that has no value in common with its own.
func anotherType(f *model.Field) bool {
	if f == nil || f.Type.Present().Kind == model.Any {
		return false
	}
	other := model.Type{Kind: model.Bool}
	if f.Type.Present().Kind == model.Bool {
		other = model.Type{Kind: model.Bytes}
	}
	if f.Optional() {
		f.Type = model.Type{Kind: model.Optional, Elem: &other}
	} else {
		f.Type = other
	}
	f.Default, f.Rules = nil, model.Rules{}
	return true
}

// unbounded reports whether a field can have a bound and has none.
func unbounded(f *model.Field) bool {
	k := f.Type.Present().Kind
	return f.Rules == model.Rules{} && f.Default == nil && (k == model.Int || k == model.String || k == model.Float || k == model.List || k == model.Bytes)
}

func bounded(f *model.Field) bool {
	if f != nil {
		f.Rules.Max = "7"
	}
	return f != nil
}
