package golang

import (
	"bytes"
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/model"
)

// Explanation is what is derived from a declaration of a schema.
type Explanation struct {
	What  string // "procedure", "type", ...
	Name  string // as people refer to it: "devices.Devices.get"
	Pos   diag.Position
	Facts []Fact
}

// Fact is one thing derived, such as "URI" and "com.example.devices.get".
type Fact struct{ Name, Text string }

func (e *Explanation) add(name, format string, args ...any) {
	if text := fmt.Sprintf(format, args...); text != "" {
		e.Facts = append(e.Facts, Fact{name, text})
	}
}

// Explain returns what is derived from the declarations of a unit, in their order.
func Explain(unit *model.Unit, options Options) ([]Explanation, error) {
	var all []Explanation
	names := namePackages(unit, options.ImportPath, options.Types)
	for _, pkg := range unit.Packages {
		e := &explainer{options: options}
		e.generator = &generator{root: options.ImportPath, pkg: pkg, reserved: options.ProvideReserved, mapped: options.mapped()}
		e.source = newSource("", e.importPath(pkg), pkg.Name)
		e.NoFormat = false // people read it
		e.importAll(names)
		for _, f := range pkg.Files {
			e.file(f)
		}
		list, err := e.rendered()
		if err != nil {
			return nil, fmt.Errorf("explain package %s: %w", pkg.Name, err)
		}
		all = append(all, list...)
	}
	return all, nil
}

// explainer explains one package. Go's function declarations are rendered all at once:
// until then a fact holds the number of its own.
type explainer struct {
	*generator
	options Options
	list    []*Explanation
	count   int // of functions
}

func (e *explainer) begin(what, name string, h model.Header) *Explanation {
	x := &Explanation{What: what, Name: e.pkg.Name + "." + name, Pos: h.Pos}
	e.list = append(e.list, x)
	return x
}

// function adds a fact that is a function declaration in Go.
func (e *explainer) function(x *Explanation, name string, declaration *jen.Statement) {
	e.Add(jen.Func().Add(declaration))
	x.Facts = append(x.Facts, Fact{name, placeholder(e.count)})
	e.count++
}

func placeholder(n int) string { return "\x00" + strconv.Itoa(n) }

// rendered returns the explanations with their functions.
func (e *explainer) rendered() ([]Explanation, error) {
	var text bytes.Buffer
	if err := e.Render(&text); err != nil {
		return nil, err
	}
	var functions []string
	for line := range strings.Lines(text.String()) {
		if function, ok := strings.CutPrefix(strings.TrimSpace(line), "func "); ok {
			functions = append(functions, function)
		}
	}
	var list []Explanation
	for _, x := range e.list {
		for i, f := range x.Facts {
			if n, err := strconv.Atoi(strings.TrimPrefix(f.Text, "\x00")); err == nil && strings.HasPrefix(f.Text, "\x00") && n < len(functions) {
				x.Facts[i].Text = functions[n]
			}
		}
		list = append(list, *x)
	}
	return list, nil
}

func (e *explainer) file(f *model.File) {
	for _, d := range f.Types {
		e.typeDecl(d)
	}
	for _, d := range f.Errors {
		x := e.begin("error", d.Name, d.Header)
		x.add("URI", "%s", d.URI)
		x.add("Go", "*%s", errorName(d))
	}
	for _, i := range f.Interfaces {
		for _, p := range i.Procedures {
			e.procedure(i, p)
		}
		for _, t := range i.Topics {
			e.topic(i, t)
		}
	}
	for _, c := range f.Components {
		e.component(c)
	}
}

func (e *explainer) typeDecl(d *model.TypeDecl) {
	x := e.begin("type", d.Name, d.Header)
	name := typeName(d.Header)
	switch {
	case d.Struct != nil:
		x.add("Go", "struct %s", name)
		for _, f := range d.Struct.Fields {
			x.add("field", "%s is %s, %s", f.Name, memberName(f.Header), f.Type)
		}
	case d.Enum != nil:
		x.add("Go", "string %s", name)
		for _, v := range d.Enum.Values {
			x.add("value", "%q is %s", v.Name, constantName(d, v))
		}
	case d.Union != nil:
		x.add("Go", "interface %s", name)
		for _, m := range d.Union.Members {
			x.add("member", "{%s: %s, ...} is *%s", d.Union.Tag, m.Value, typeName(m.Type.Header))
		}
	case d.Scalar != nil:
		x.add("Go", "%s, a %s", name, d.Scalar.Type)
	}
}

// address adds what follows from a URI.
func (e *explainer) address(x *Explanation, a address) {
	x.add("URI", "%s", a.URI)
	if len(a.Parts) == 0 {
		x.add("Go", "constant %s", a.constant())
		return
	}
	x.add("pattern", "%s, %s", a.Pattern(), map[model.Match]string{model.Prefix: "prefix", model.Wildcard: "wildcard"}[a.Match()])
	x.add("Go", "constant %s; %sURI builds and Parse%sURI parses the URI", a.constant(), a.name, a.name)
}

func (e *explainer) procedure(i *model.Interface, p *model.Procedure) {
	x := e.begin("procedure", i.Name+"."+p.Name, p.Header)
	e.address(x, addressOf(p))
	method := memberName(p.Header)
	e.function(x, "call", jen.Params(jen.Id(typeName(i.Header)+"Client")).Id(method).Add(e.clientSignature(p)))
	e.function(x, "handle", jen.Id(method).Add(e.signature(p)))
	var errors []string
	for _, d := range p.Errors {
		errors = append(errors, d.URI)
	}
	x.add("errors", "%s", strings.Join(errors, " "))
	if p.Timeout > 0 {
		x.add("timeout", "%s", durationText(strconv.FormatInt(int64(p.Timeout), 10)))
	}
	invoke := p.Invoke
	if invoke == "" {
		invoke = "single"
	}
	x.add("invoke", "%s", invoke)
	if p.Concurrency > 0 {
		x.add("concurrency", "%d", p.Concurrency)
	}
	if p.DiscloseCaller {
		x.add("disclose", "caller")
	}
	x.add("deprecated", "%s", p.Deprecated)
}

func (e *explainer) topic(i *model.Interface, t *model.Topic) {
	x := e.begin("topic", i.Name+"."+t.Name, t.Header)
	a := topicAddress(t)
	e.address(x, a)
	if !t.Reserved() || e.reserved {
		parameters := append(e.eventParameters(t), jen.Id("opts").Op("...").Qual(runtimePath, "PublishOption"))
		e.function(x, "publish", jen.Params(jen.Id(typeName(i.Header)+"Publisher")).Id("Publish"+memberName(t.Header)).Params(parameters...).Error())
	}
	e.function(x, "handle", jen.Id("On"+memberName(t.Header)).Add(e.eventSignature(t)))
	x.add("subscribe", "Subscribe%s", a.name)
	var options []string
	for _, option := range []struct {
		name string
		set  bool
	}{{"retain", t.Retain}, {"acknowledge", t.Acknowledge}, {"disclose publisher", t.DisclosePublisher}} {
		if option.set {
			options = append(options, option.name)
		}
	}
	x.add("options", "%s", strings.Join(options, ", "))
	x.add("deprecated", "%s", t.Deprecated)
}

func (e *explainer) component(c *model.Component) {
	x := e.begin("component", c.Name, c.Header)
	class := typeName(c.Header)
	x.add("class", "%s", className(c))
	x.add("Go", "type %s with New%s; embeds %sStub, implements %sHandler", class, class, class, class)
	if e.options.missing(c) {
		x.add("file", "%s, which generate writes once", componentPath(e.pkg.Dir, class))
	}
	x.add("registry", "%s", path.Join(e.options.Registry.Dir, registryFile))
	for _, p := range c.Provides {
		x.add("provides", "%s by %s", p.URI, methodName(c, p))
	}
	for _, t := range c.Publishes {
		x.add("publishes", "%s by Publish%s%s", t.URI, c.PublishesPrefix[t.Interface], memberName(t.Header))
	}
	for _, i := range calledInterfaces(c) {
		x.add("calls", "%s by %s()", i.Name, typeName(i.Header))
	}
	for _, t := range c.Subscribes {
		x.add("subscribes", "%s by %s", t.URI, handlerName(c, t))
	}
	if c.Serial {
		x.add("serial", "one invocation or event at a time")
	}
	for _, f := range c.Extra {
		secret := ""
		if f.Secret {
			secret = ", secret"
		}
		x.add("extra", "%s is Extra.%s, %s%s", f.Name, memberName(f.Header), f.Type, secret)
	}
}
