package model

import (
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/wampgen/wampgen/gen/schema"
)

// maxDefault bounds the bytes of a default: it is matched against a pattern.
const maxDefault = 1000

// defaultOf checks the default of a field; nil if it is none.
func (c *checker) defaultOf(m *Field, f *schema.Field) *Literal {
	v, t := f.Default, m.Type
	rules := m.Rules
	if t.Kind == Named && t.Decl.Scalar != nil {
		rules = t.Decl.Scalar.Rules
	}
	kind := t.Scalar()
	switch {
	case t.Kind == Optional || t.Kind == Nullable:
		d := c.list.Errorf(v.Pos, ruleDefault, "%s has no default", t)
		d.Hint = scalarsHaveDefaults
		if t.Kind == Optional {
			d.Hint = fmt.Sprintf("a field with a default may be absent as it is: write %s", t.Elem)
		}
		return nil
	case kind == Named:
		return c.enumDefault(t.Decl, v)
	case kind == Invalid && t.Kind == Named && t.Decl.Struct == nil && t.Decl.Union == nil:
		return nil // the declaration is faulty
	case kind == Invalid || kind == Bytes || kind == Any:
		c.list.Errorf(v.Pos, ruleDefault, "%s has no default", t).Hint = scalarsHaveDefaults
		return nil
	case len(v.Text.Value) > maxDefault:
		c.list.Errorf(v.Pos, ruleDefault, "the default has more than %d bytes", maxDefault)
		return nil
	}
	text, fault := literal(kind, v)
	if fault.message == "" {
		fault.message = broken(kind, text, v.Text.Value, rules)
	}
	if fault.message != "" {
		c.list.Errorf(v.Pos, ruleDefault, "default of %s: %s", t, fault.message).Hint = fault.hint
		return nil
	}
	return &Literal{Kind: kind, Text: text}
}

const scalarsHaveDefaults = "scalars other than bytes and any, and enums do"

func (c *checker) enumDefault(d *TypeDecl, v *schema.Value) *Literal {
	if _, fault := textLiteral(String, v); fault.message != "" {
		c.list.Errorf(v.Pos, ruleDefault, "default of %s: %s", d.Name, fault.message).Hint = fault.hint
		return nil
	}
	names := make([]string, 0, len(d.Enum.Values))
	for _, value := range d.Enum.Values {
		if value.Name == v.Text.Value {
			return &Literal{Kind: Named, Text: value.Name, Enum: value}
		}
		names = append(names, value.Name)
	}
	e := c.list.Errorf(v.Pos, ruleDefault, "%q is not a value of %s", v.Text.Value, d.Name)
	if near := c.suggest(v.Text.Value, func() []string { return names }); near != "" {
		e.Hint = fmt.Sprintf("did you mean %q?", near)
	}
	return nil
}

// broken tells which rule a default breaks, or "".
func broken(kind Kind, text, written string, r Rules) string {
	if measured(kind) {
		n := big.NewRat(int64(utf8.RuneCountInString(text)), 1)
		if r.Min != "" && n.Cmp(number(r.Min)) < 0 {
			return fmt.Sprintf("%q is shorter than min %s", text, r.Min)
		}
		if r.Max != "" && n.Cmp(number(r.Max)) > 0 {
			return fmt.Sprintf("%q is longer than max %s", text, r.Max)
		}
	} else {
		if r.Min != "" && number(text).Cmp(number(r.Min)) < 0 {
			return fmt.Sprintf("%s is below min %s", written, bound(kind, r.Min))
		}
		if r.Max != "" && number(text).Cmp(number(r.Max)) > 0 {
			return fmt.Sprintf("%s is above max %s", written, bound(kind, r.Max))
		}
	}
	if r.Pattern != "" {
		if re, err := regexp.Compile(r.Pattern); err == nil && !re.MatchString(text) {
			return fmt.Sprintf("%q does not match the pattern", text)
		}
	}
	return ""
}

// bound returns a bound of a kind as people write it.
func bound(kind Kind, text string) string {
	if ns, err := strconv.ParseInt(text, 10, 64); kind == Duration && err == nil {
		return time.Duration(ns).String()
	}
	return text
}
