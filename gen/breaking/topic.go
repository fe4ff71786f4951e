package breaking

import (
	"fmt"

	"github.com/wampgen/wampgen/gen/model"
)

// topics compares the topics of two states.
func (c *collector) topics(old, new *members[*model.Topic]) {
	for _, o := range old.own {
		n := new.byPattern[wireName(o.Template)]
		if n != nil {
			c.topic(o, n, foreign(old, new, o, n))
			if old.serves[o] && !new.serves[n] {
				c.add(Wire, ruleNotPublished, place{pos: n.Pos}, fmt.Sprintf("no component publishes %s any more", n.URI),
					"%s wait in vain", "leave it with a component until nobody subscribes to it", party{"subscribers", n.URI})
			}
			continue
		}
		if old.uses[o] && !old.serves[o] {
			continue // and does so no more
		}
		subscribers := party{"subscribers", o.URI}
		if o.Interface.Package.ImportPath != "" { // which this unit can not have deleted
			c.add(Wire, ruleNotPublished, place{pos: o.Pos, old: true}, fmt.Sprintf("no component publishes %s any more", o.URI),
				"%s wait in vain", "leave it with a component until nobody subscribes to it", subscribers)
			continue
		}
		moved := new.byName[qualified(o.Interface, o.Name)]
		if moved != nil && old.byPattern[wireName(moved.Template)] == nil {
			c.add(Wire, ruleURI, place{pos: moved.Pos}, fmt.Sprintf("topic %q has the URI %s now, was %s", o.Name, moved.URI, o.URI),
				"%s wait in vain", "write uri: "+o.URI+", or publish that topic, deprecated, beside the new one", subscribers)
			continue
		}
		c.add(Wire, ruleTopic, place{pos: o.Pos, old: true}, fmt.Sprintf("topic %q is gone", o.Name),
			"%s wait in vain", "keep it, deprecated, until nobody subscribes to it", subscribers)
	}
}

// topic compares two states of one topic. A foreign one is published by others.
func (c *collector) topic(old, new *model.Topic, foreign bool) {
	event := flow{level: Wire, peers: party{"subscribers", new.URI}}
	if foreign {
		event = flow{level: Wire, toNew: true, peers: party{"publishers", new.URI}}
	}
	c.walk(event).parts(old.Template, new.Template)
	c.walk(event).payload(old.Payload, new.Payload, "event value")
	if foreign {
		return
	}
	if old.Retain && !new.Retain {
		c.add(Wire, ruleRetain, place{pos: new.Pos}, fmt.Sprintf("topic %q retains its last event no more", new.Name),
			"%s do not get it when they come", "leave retain: true", event.peers)
	}
	if old.DisclosePublisher && !new.DisclosePublisher {
		c.add(Wire, ruleDisclose, place{pos: new.Pos}, fmt.Sprintf("topic %q discloses its publishers no more", new.Name),
			"%s do not learn who published", "leave disclose: publisher", event.peers)
	}
}
