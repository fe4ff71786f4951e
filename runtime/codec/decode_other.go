package codec

import (
	"slices"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// otherOption reads an option that is none of the message's own: the attributes of
// payload passthru mode, which all messages with a payload have, and those of
// implementations. All others are skipped.
func (d *Decoder) otherOption() {
	switch string(d.option) {
	case "ppt_scheme":
		d.attributes().Scheme = d.stringOption()
	case "ppt_serializer":
		d.attributes().Serializer = d.stringOption()
	case "ppt_cipher":
		d.attributes().Cipher = d.stringOption()
	case "ppt_keyid":
		d.attributes().KeyID = d.stringOption()
	default:
		if len(d.option) > 0 && d.option[0] == '_' && hasCustom(d.kind) {
			d.customOption()
			return
		}
		d.skipOption()
	}
}

// attributes returns where the attributes of payload passthru mode are noted.
func (d *Decoder) attributes() *wamp.Passthru {
	if d.passthru == nil {
		d.passthru = new(wamp.Passthru)
	}
	return d.passthru
}

// customOption notes an option of implementations, within the bounds. One that
// repeats replaces the one before it.
func (d *Decoder) customOption() {
	name := d.recent.string(d.option)
	value := d.src.skip(d.limits.Depth - 1)
	switch {
	case value == nil:
		d.fail("", "%v", d.src.err)
		return
	case !wamp.ValidCustomName(name):
		return
	case d.custom == nil:
		d.custom = &wamp.Custom{Format: d.src.format}
	}
	c := d.custom
	c.Options = slices.DeleteFunc(c.Options, func(o wamp.CustomOption) bool { return o.Name == name })
	size := len(name) + len(value)
	for _, o := range c.Options {
		size += len(o.Name) + len(o.Value)
	}
	if size <= wamp.MaxCustomBytes && len(c.Options) < wamp.MaxCustomOptions {
		c.Options = append(c.Options, wamp.CustomOption{Name: name, Value: value})
	}
}

// hasCustom reports whether options of implementations travel with the message.
func hasCustom(t wamp.MessageType) bool {
	switch t {
	case wamp.TypeCall, wamp.TypeInvocation, wamp.TypePublish, wamp.TypeEvent:
		return true
	}
	return false
}
