package runtime

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Registry is a checked set of classes. It does not change.
type Registry struct {
	classes map[string]Class
	names   []string
}

// NewRegistry returns a registry of all classes. One error names everything that
// is wrong: names that are no class names or not the key's, names that come twice,
// classes without a contract or constructor.
func NewRegistry(classes ...Classes) (*Registry, error) {
	r := &Registry{classes: make(map[string]Class)}
	var faults []error
	for _, set := range classes {
		for _, name := range slices.Sorted(maps.Keys(set)) {
			class := set[name]
			if _, twice := r.classes[name]; twice {
				faults = append(faults, fmt.Errorf("class %q is there twice", name))
				continue
			}
			r.classes[name] = class
			if err := checkClass(name, &class); err != nil {
				faults = append(faults, err)
			}
		}
	}
	if len(faults) > 0 {
		return nil, fmt.Errorf("make registry: %w", errors.Join(faults...))
	}
	r.names = slices.Sorted(maps.Keys(r.classes))
	return r, nil
}

func checkClass(name string, class *Class) error {
	switch {
	case !validClassName(name):
		return fmt.Errorf("class name %q is not of the form package.Class", name)
	case class.Name != name:
		return fmt.Errorf("class %q is registered as %q", class.Name, name)
	case class.New == nil:
		return fmt.Errorf("class %q has no constructor", name)
	case class.Contract == nil:
		return fmt.Errorf("class %q has no contract", name)
	}
	return nil
}

// validClassName reports whether name matches ^[a-z][a-z0-9_]*\.[A-Z]\w*$.
func validClassName(name string) bool {
	pkg, class, ok := strings.Cut(name, ".")
	return ok && word(pkg, isLower, func(c byte) bool { return isLower(c) || isDigit(c) || c == '_' }) &&
		word(class, isUpper, func(c byte) bool { return isLower(c) || isUpper(c) || isDigit(c) || c == '_' })
}

func word(s string, first, other func(byte) bool) bool {
	for i := range len(s) {
		if i == 0 && !first(s[i]) || !other(s[i]) {
			return false
		}
	}
	return s != ""
}

func isLower(c byte) bool { return c >= 'a' && c <= 'z' }
func isUpper(c byte) bool { return c >= 'A' && c <= 'Z' }
func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// Class returns the class of a name.
func (r *Registry) Class(name string) (Class, bool) {
	class, ok := r.classes[name]
	return class, ok
}

// Names returns the names of all classes, sorted.
func (r *Registry) Names() []string { return slices.Clone(r.names) }
