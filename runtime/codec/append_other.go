package codec

import "github.com/wampgen/wampgen/runtime/wamp"

// passthru appends the attributes of payload passthru mode, if there are any.
func (a *appender) passthru(p *wamp.Passthru) {
	if p != nil {
		a.optionalString("ppt_scheme", p.Scheme)
		a.optionalString("ppt_serializer", p.Serializer)
		a.optionalString("ppt_cipher", p.Cipher)
		a.optionalString("ppt_keyid", p.KeyID)
	}
}

// custom appends the options of implementations, if there are any. What is none,
// or has no well-formed value, is left out: no peer may get it.
func (a *appender) custom(c *wamp.Custom) {
	if c == nil {
		return
	}
	for _, o := range c.Options[:min(len(c.Options), wamp.MaxCustomOptions)] {
		if !wamp.ValidCustomName(o.Name) || CheckValue(c.Format, o.Value, Limits{Depth: maxDepth}) != nil {
			continue
		}
		a.option(o.Name)
		if c.Format == a.format {
			a.dst = append(a.dst, o.Value...)
		} else {
			a.dst = appendTranscodedValue(a.dst, c.Format, o.Value, a.format)
		}
	}
}
