package codec

import (
	"fmt"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// DecodePublishOptions reads the options of a PUBLISH from a dict that is not in one
// yet, as in a testament. The zero Raw is no options. All in them is their own memory.
func DecodePublishOptions(v Raw) (o wamp.PublishOptions, passthru *wamp.Passthru, err error) {
	if v.Bytes == nil {
		return o, nil, nil
	}
	a := appender{format: v.Format}
	a.begin(wamp.TypePublish, 2, nil)
	a.element()
	a.dst = append(a.dst, v.Bytes...)
	a.end()
	d := NewDecoder(v.Format, Limits{})
	d.src.reset(v.Format, a.dst)
	d.list = d.src.enter(d.src.next())
	d.element("type")
	d.kind = wamp.TypePublish
	d.publishOptions(&o)
	d.end()
	if d.err != nil {
		return o, nil, fmt.Errorf("%s: %s", d.err.Element, d.err.Message)
	}
	if d.passthru != nil && d.passthru.Scheme != "" {
		passthru = d.passthru
	}
	return o, passthru, nil
}
