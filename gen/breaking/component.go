package breaking

import (
	"fmt"

	"github.com/wampgen/wampgen/gen/model"
)

// classes compares what node files say of component classes: their names and extras.
func (c *collector) classes(old, new *model.Unit) {
	now := make(map[string]*model.Component)
	for _, n := range components(new) {
		now[className(n)] = n
	}
	for _, o := range components(old) {
		class := className(o)
		nodes := party{"node files", classParty + class}
		n := now[class]
		if n == nil {
			c.add(Config, ruleClass, place{pos: o.Pos, old: true}, "the class "+class+" is gone",
				"%s can not start it", "keep the name of package and component: go_name gives it another name in Go", nodes)
			continue
		}
		c.extra(o, n, nodes)
	}
}

// className returns the name of a class in node files.
func className(c *model.Component) string { return c.Package.Name + "." + c.Name }

// extra compares the extra of a class, which node files of the old state write. Unknown
// keys are refused there.
func (c *collector) extra(old, new *model.Component, nodes party) {
	what := func(f *model.Field) string { return fmt.Sprintf("extra field %q", f.Name) }
	c.walk(flow{level: Config, toNew: true, peers: nodes}).fields(old.Extra, new.Extra, true, what)
	for _, n := range new.Extra {
		if o := field(old.Extra, n.Name); o != nil && o.Secret && !n.Secret {
			c.add(Config, ruleSecret, place{pos: n.Pos}, what(n)+" is not secret any more",
				"what %s say there can be printed and logged", "leave secret: true", nodes)
		}
	}
}
