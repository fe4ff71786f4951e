package codec

import (
	"math"
	"time"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// openOptions begins to read the dict that is the next element.
func (d *Decoder) openOptions(name string) {
	t := d.element(name)
	d.prefix, d.option = name, nil
	if t.kind != kindMap {
		d.want("", kindMap, t)
		return
	}
	d.options = d.src.enter(t)
}

// nextOption reads the name of the next option. At the end, or after a fault,
// there is none. An option that is undefined is as one that is absent.
func (d *Decoder) nextOption() bool {
	for d.err == nil {
		if !d.src.more(&d.options) {
			if d.src.err != nil {
				d.fail("", "%v", d.src.err)
			}
			d.prefix = ""
			return false
		}
		d.option = nil
		t := d.src.key()
		if t.kind != kindString {
			d.want("", kindString, t)
			return false
		}
		d.option = d.src.content(t, nil)
		if !d.src.skipUndefined() {
			return true
		}
	}
	return false
}

func (d *Decoder) skipOption() {
	if d.src.skip(d.limits.Depth-1) == nil {
		d.fail("", "%v", d.src.err)
	}
}

func (d *Decoder) flag() bool {
	t := d.src.next()
	if t.kind != kindBool {
		d.want("", kindBool, t)
	}
	return t.bits != 0
}

// natural reads an integer that is not negative.
func (d *Decoder) natural() uint64 {
	t := d.src.next()
	switch {
	case t.kind == kindUint:
		return t.bits
	case t.kind != kindInt:
		d.want("", kindInt, t)
	case int64(t.bits) < 0:
		d.fail("", "want no negative integer, got %d", int64(t.bits))
	default:
		return t.bits
	}
	return 0
}

// milliseconds reads a duration; one that is too long is the longest there is.
func (d *Decoder) milliseconds() time.Duration {
	const most = math.MaxInt64 / uint64(time.Millisecond)
	return time.Duration(min(d.natural(), most)) * time.Millisecond
}

func (d *Decoder) idOption() wamp.ID   { return d.toID("", d.src.next()) }
func (d *Decoder) uriOption() wamp.URI { return d.toURI("", d.src.next()) }

func (d *Decoder) stringOption() string {
	return d.recent.string(d.toText("", d.src.next()))
}

// named reads an option whose values have names.
func named[T any](d *Decoder, parse func(string) (T, bool)) T {
	name := d.stringOption()
	v, ok := parse(name)
	if !ok {
		d.fail("", "unknown value %q", name)
	}
	return v
}

func (d *Decoder) idList() []wamp.ID {
	return listOf(d, (*Decoder).idOption)
}

func (d *Decoder) stringList() []string {
	return listOf(d, (*Decoder).stringOption)
}

// listOf reads a list; an empty one is not nil.
func listOf[T any](d *Decoder, item func(*Decoder) T) []T {
	t := d.src.next()
	if t.kind != kindList {
		d.want("", kindList, t)
		return nil
	}
	list := []T{}
	for c := d.src.enter(t); d.src.more(&c) && d.err == nil; {
		list = append(list, item(d))
	}
	return list
}
