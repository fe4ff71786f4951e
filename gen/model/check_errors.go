package model

import (
	"fmt"
	"maps"
	"slices"

	"github.com/wampgen/wampgen/gen/schema"
)

// errors settles the declared errors.
func (c *checker) errors(s *scope) {
	used := map[string]*member{}
	for _, f := range s.files {
		for _, e := range f.errors {
			e.URI = c.errorURI(f, e.schema)
			c.unique(used, Template{URI: e.URI}, e.Name, e.schema.URI, e.Pos)
			e.Payload = c.payload(s, e.schema.Payload)
			if e.schema.Message != nil {
				e.Message = c.message(e.Error, e.schema)
			}
		}
	}
}

// errorList resolves the errors of a procedure.
func (c *checker) errorList(s *scope, names []schema.Reference) []*Error {
	var errors []*Error
	for _, reference := range names {
		name := reference.Text
		from, local, ok := c.qualified(s, name.Value, name.Pos)
		if !ok {
			continue
		}
		e := from.errors[local]
		switch {
		case e == nil:
			c.unknownError(from, name, local)
		case slices.Contains(errors, e):
			c.list.Errorf(name.Pos, ruleReference, "%q is listed twice", name.Value)
		default:
			errors = append(errors, e)
		}
	}
	return errors
}

func (c *checker) unknownError(s *scope, name schema.Text, local string) {
	if c.otherwise(s, local, name.Pos, ruleUnknownError, "an error") || s.incomplete {
		return
	}
	d := c.list.Errorf(name.Pos, ruleUnknownError, "unknown error %q", name.Value)
	near := c.suggest(local, func() []string { return slices.Sorted(maps.Keys(s.errors)) })
	if e := s.errors[near]; e != nil {
		d.Hint = fmt.Sprintf("did you mean %q (%s)?", near, place(e.Pos, name.Pos.File))
	}
}
