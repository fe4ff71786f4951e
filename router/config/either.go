package config

import "github.com/wampgen/wampgen/gen/syntax"

// eitherOf is a value of one of several shapes, which differ in the form of their values.
func eitherOf(shapes ...shape) shape { return shape{kind: either, of: shapes} }

// listOf is a list of values of a shape.
func listOf(item shape) shape { return shape{kind: list, item: &item} }

// isEither checks a value by the shape whose form it has.
func (r *reading) isEither(s shape, n *syntax.Node) bool {
	for _, one := range s.of {
		if one.fits(n) {
			return r.check(one, n)
		}
	}
	r.mismatch(n, s)
	return false
}

// fits reports whether a value has the form of the shape, right or wrong.
func (s shape) fits(n *syntax.Node) bool {
	switch s.kind {
	case text:
		return n.Kind == syntax.Scalar && n.Tag == syntax.String
	case boolean:
		return n.Kind == syntax.Scalar && n.Tag == syntax.Bool
	case list:
		return n.Kind == syntax.List
	default:
		return n.Kind == syntax.Map
	}
}
