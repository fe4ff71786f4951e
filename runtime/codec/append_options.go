package codec

import (
	"math"
	"slices"
	"time"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// The functions of this file append options and details. A field with its zero
// value is not sent.

func (a *appender) publishOptions(o *wamp.PublishOptions, p *wamp.Passthru) {
	a.open()
	a.flag("acknowledge", o.Acknowledge)
	if o.IncludeMe {
		a.option("exclude_me")
		a.dst = appendBool(a.dst, a.format, false)
	}
	a.flag("disclose_me", o.DiscloseMe)
	a.flag("retain", o.Retain)
	if f := o.Filter; f != nil {
		a.idList("exclude", f.Exclude)
		a.stringList("exclude_authid", f.ExcludeAuthID)
		a.stringList("exclude_authrole", f.ExcludeAuthRole)
		a.idList("eligible", f.Eligible)
		a.stringList("eligible_authid", f.EligibleAuthID)
		a.stringList("eligible_authrole", f.EligibleAuthRole)
	}
	a.passthru(p)
	a.custom(o.Custom)
	a.close()
}

func (a *appender) subscribeOptions(o *wamp.SubscribeOptions) {
	a.open()
	a.match(o.Match)
	a.flag("get_retained", o.GetRetained)
	a.close()
}

func (a *appender) eventDetails(d *wamp.EventDetails, p *wamp.Passthru) {
	a.open()
	a.optionalString("topic", string(d.Topic))
	a.optionalID("publisher", d.Publisher)
	a.optionalString("publisher_authid", d.PublisherAuthID)
	a.optionalString("publisher_authrole", d.PublisherAuthRole)
	a.flag("retained", d.Retained)
	a.trustLevel(d.TrustLevel)
	a.passthru(p)
	a.custom(d.Custom)
	a.close()
}

func (a *appender) callOptions(o *wamp.CallOptions, p *wamp.Passthru) {
	a.open()
	a.milliseconds("timeout", o.Timeout)
	a.flag("receive_progress", o.ReceiveProgress)
	a.flag("progress", o.Progress)
	a.flag("disclose_me", o.DiscloseMe)
	a.passthru(p)
	a.custom(o.Custom)
	a.close()
}

func (a *appender) cancelOptions(o *wamp.CancelOptions) {
	a.open()
	a.optionalString("mode", o.Mode.String())
	a.close()
}

func (a *appender) resultDetails(d *wamp.ResultDetails, p *wamp.Passthru) {
	a.open()
	a.flag("progress", d.Progress)
	a.passthru(p)
	a.close()
}

func (a *appender) errorDetails(p *wamp.Passthru) {
	a.open()
	a.passthru(p)
	a.close()
}

func (a *appender) unsubscribedDetails(d *wamp.UnsubscribedDetails) {
	a.open()
	a.optionalID("subscription", d.Subscription)
	a.optionalString("reason", d.Reason)
	a.close()
}

func (a *appender) registerOptions(o *wamp.RegisterOptions) {
	a.open()
	a.match(o.Match)
	if o.Invoke != wamp.InvokeSingle {
		a.optionalString("invoke", o.Invoke.String())
	}
	if o.Concurrency > 0 {
		a.option("concurrency")
		a.dst = appendUint(a.dst, a.format, uint64(o.Concurrency))
	}
	a.flag("force_reregister", o.ForceReregister)
	a.flag("disclose_caller", o.DiscloseCaller)
	a.flag("forward_timeout", o.ForwardTimeout)
	a.close()
}

func (a *appender) unregisteredDetails(d *wamp.UnregisteredDetails) {
	a.open()
	a.optionalID("registration", d.Registration)
	a.optionalString("reason", d.Reason)
	a.close()
}

func (a *appender) invocationDetails(d *wamp.InvocationDetails, p *wamp.Passthru) {
	a.open()
	a.optionalString("procedure", string(d.Procedure))
	a.optionalID("caller", d.Caller)
	a.optionalString("caller_authid", d.CallerAuthID)
	a.optionalString("caller_authrole", d.CallerAuthRole)
	a.flag("receive_progress", d.ReceiveProgress)
	a.flag("progress", d.Progress)
	a.milliseconds("timeout", d.Timeout)
	a.trustLevel(d.TrustLevel)
	a.passthru(p)
	a.custom(d.Custom)
	a.close()
}

func (a *appender) interruptOptions(o *wamp.InterruptOptions) {
	a.open()
	a.optionalString("mode", o.Mode.String())
	a.optionalString("reason", string(o.Reason))
	a.close()
}

func (a *appender) yieldOptions(o *wamp.YieldOptions, p *wamp.Passthru) {
	a.open()
	a.flag("progress", o.Progress)
	a.passthru(p)
	a.close()
}

// open begins the options. Their head is written for none; close corrects it.
func (a *appender) open() {
	a.element()
	a.head, a.count = len(a.dst), 0
	a.dst = appendMapHead(a.dst, a.format, 0)
}

func (a *appender) close() {
	if a.format == wamp.JSON {
		a.dst = append(a.dst, '}')
		return
	}
	if a.count < 16 {
		a.dst[a.head] += byte(a.count)
		return
	}
	head := appendMapHead(nil, a.format, a.count)
	a.dst = slices.Replace(a.dst, a.head, a.head+1, head...)
}

// option appends an option's name.
func (a *appender) option(name string) {
	if a.count > 0 {
		a.element()
	}
	a.count++
	a.dst = appendKey(a.dst, a.format, name)
}

func (a *appender) flag(name string, v bool) {
	if v {
		a.option(name)
		a.dst = appendBool(a.dst, a.format, true)
	}
}

func (a *appender) optionalString(name, v string) {
	if v != "" {
		a.option(name)
		a.text(v)
	}
}

func (a *appender) optionalID(name string, v wamp.ID) {
	if v != 0 {
		a.option(name)
		a.dst = appendUint(a.dst, a.format, uint64(v))
	}
}

func (a *appender) match(m wamp.Match) {
	if m != wamp.MatchExact {
		a.optionalString("match", m.String())
	}
}

// milliseconds appends a duration that is positive, rounded up: 0 would mean none.
func (a *appender) milliseconds(name string, d time.Duration) {
	if d <= 0 {
		return
	}
	a.option(name)
	d = min(d, math.MaxInt64-time.Millisecond)
	a.dst = appendInt(a.dst, a.format, int64((d+time.Millisecond-1)/time.Millisecond))
}

func (a *appender) trustLevel(level *int64) {
	if level != nil {
		a.option("trustlevel")
		a.dst = appendInt(a.dst, a.format, *level)
	}
}

func (a *appender) idList(name string, ids []wamp.ID) {
	if ids == nil {
		return
	}
	a.option(name)
	a.dst = appendListHead(a.dst, a.format, len(ids))
	for i, id := range ids {
		if i > 0 {
			a.element()
		}
		a.dst = appendUint(a.dst, a.format, uint64(id))
	}
	a.end()
}

func (a *appender) stringList(name string, list []string) {
	if list == nil {
		return
	}
	a.option(name)
	a.dst = appendListHead(a.dst, a.format, len(list))
	for i, v := range list {
		if i > 0 {
			a.element()
		}
		a.text(v)
	}
	a.end()
}
