package golang

import (
	"strconv"
	"strings"
	"time"

	"github.com/dave/jennifer/jen"

	"github.com/wampgen/wampgen/gen/model"
)

// literal returns a default as a Go expression of type t.
func (g *generator) literal(t model.Type, l *model.Literal) *jen.Statement {
	if l.Enum != nil {
		return jen.Qual(g.importPath(t.Decl.Package), constantName(t.Decl, l.Enum))
	}
	x, typed := g.constant(l)
	if typed && t.Kind == model.Named {
		return g.named(t.Decl).Call(x)
	}
	return x
}

// constant returns a literal as a Go expression, and whether that has a type of its own.
func (g *generator) constant(l *model.Literal) (x *jen.Statement, typed bool) {
	if s, ok := g.mapped[l.Kind]; ok {
		return s.fromText(l.Text), true
	}
	switch l.Kind {
	case model.Bool, model.Int, model.Int8, model.Int16, model.Int32, model.Int64,
		model.Uint8, model.Uint16, model.Uint32, model.Uint64, model.Float, model.Float32, model.ID:
		return jen.Op(l.Text), false
	case model.Duration:
		return bounded(l.Kind, l.Text), true
	case model.Time:
		t, _ := time.Parse(time.RFC3339Nano, l.Text) // the model has checked it
		return moment(t), true
	case model.Timestamp:
		return jen.Qual("time", "Unix").Call(jen.Lit(0), jen.Op(l.Text)).Dot("UTC").Call(), true
	case model.Date:
		d, _ := time.Parse(time.DateOnly, l.Text)
		return jen.Qual(runtimePath, "Date").Values(
			jen.Id("Year").Op(":").Lit(d.Year()),
			jen.Id("Month").Op(":").Lit(int(d.Month())),
			jen.Id("Day").Op(":").Lit(d.Day()),
		), true
	case model.UUID:
		hex := strings.ReplaceAll(l.Text, "-", "")
		var bytes []jen.Code
		for i := 0; i+2 <= len(hex); i += 2 {
			bytes = append(bytes, jen.Op("0x"+hex[i:i+2]))
		}
		return jen.Qual(runtimePath, "UUID").Values(bytes...), true
	default:
		return jen.Lit(l.Text), false
	}
}

// moment returns a time with its offset as a Go expression.
func moment(t time.Time) *jen.Statement {
	zone := jen.Qual("time", "UTC")
	if _, offset := t.Zone(); offset != 0 {
		zone = jen.Qual("time", "FixedZone").Call(jen.Lit(""), jen.Lit(offset))
	}
	return jen.Qual("time", "Date").Call(
		jen.Lit(t.Year()), jen.Qual("time", t.Month().String()), jen.Lit(t.Day()),
		jen.Lit(t.Hour()), jen.Lit(t.Minute()), jen.Lit(t.Second()), jen.Lit(t.Nanosecond()), zone,
	)
}

// unequal returns the condition that a value of type t is not its default.
func (g *generator) unequal(t model.Type, l *model.Literal, v value) *jen.Statement {
	if s, ok := g.mapped[l.Kind]; ok {
		plain := v.get()
		if t.Kind == model.Named {
			plain = s.code().Call(plain)
		}
		return textOf(plain).Op("!=").Add(textOf(s.fromText(l.Text)))
	}
	switch l.Kind {
	case model.Time, model.Timestamp:
		x, _ := g.constant(l)
		return jen.Op("!").Qual("time", "Time").Call(v.get()).Dot("Equal").Call(x)
	case model.Date, model.UUID:
		return v.get().Op("!=").Parens(g.literal(t, l))
	default:
		return v.get().Op("!=").Add(g.literal(t, l))
	}
}

func quote(s string) string { return strconv.Quote(s) }
