package node

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDefaultIDsStay changes files whose components have no ids.
func TestDefaultIDsStay(t *testing.T) {
	registry := registryOf(t, echoes(), recorder("test.A", &diary{}), recorder("test.B", &diary{}))
	component := func(class string, more ...string) string {
		return "{type: class, classname: test." + class + ", realm: realm1, role: all" + strings.Join(more, "") + "}"
	}
	plan := func(components ...string) *Plan {
		p, said := planOf(t, "node.yaml", file(realm1, strings.Join(components, ", "), listening), registry)
		if p == nil {
			t.Fatal(said)
		}
		return p
	}
	a, b, always := component("A"), component("B"), component("A", ", restart: always")
	for name, c := range map[string]struct {
		old, updated []string
		want         []Change
	}{
		"inserted above":      {[]string{a, b}, []string{always, a, b}, []Change{{Added, ComponentPart, "worker001", "component3"}}},
		"removed above":       {[]string{always, a, b}, []string{a, b}, []Change{{Removed, ComponentPart, "worker001", "component1"}}},
		"other order":         {[]string{a, b}, []string{b, a}, nil},
		"one more of a class": {[]string{a}, []string{a, a}, []Change{{Added, ComponentPart, "worker001", "component2"}}},
		"changed":             {[]string{a, b}, []string{b, always}, []Change{{Changed, ComponentPart, "worker001", "component1"}}},
		"inserted with an id": {[]string{a, b}, []string{component("B", ", id: named"), a, b}, []Change{{Added, ComponentPart, "worker001", "named"}}},
		"replaced":            {[]string{a}, []string{b}, []Change{{Changed, ComponentPart, "worker001", "component1"}}},
	} {
		got := Diff(plan(c.old...), plan(c.updated...))
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: changes (-want +got):\n%s", name, diff)
		}
	}
}

// TestReloadInsertsComponents inserts one above others, which do not notice.
func TestReloadInsertsComponents(t *testing.T) {
	var d diary
	other := `{type: class, classname: test.A, realm: realm1, role: all}`
	n, _ := run(t, file(realm1, other, listening), echoes(), recorder("test.A", &d))
	if _, err := reload(t, n, file(realm1, strings.Replace(echoing, ", id: echo", "", 1)+", "+other, listening)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"component1 new", "component1 join"}, d.read()); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	ids := []string{}
	for _, s := range n.List() {
		ids = append(ids, s.Class+" "+s.ID)
	}
	if diff := cmp.Diff([]string{"test.Echo component2", "test.A component1"}, ids); diff != "" {
		t.Errorf("components (-want +got):\n%s", diff)
	}
}
