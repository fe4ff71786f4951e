package codec

import (
	"math"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// The functions of this file read options and details, one loop for each struct:
//
//	for d.openOptions("options"); d.nextOption(); {
//		switch string(d.option) {
//
// What is not known is skipped; what is known has to be of its type. Of options
// that repeat the last one counts: nobody gets a message with both, as options are
// written anew for each receiver.

func (d *Decoder) publishOptions(o *wamp.PublishOptions) {
	*o = wamp.PublishOptions{}
	for d.openOptions("options"); d.nextOption(); {
		switch string(d.option) {
		case "acknowledge":
			o.Acknowledge = d.flag()
		case "exclude_me":
			o.IncludeMe = !d.flag()
		case "disclose_me":
			o.DiscloseMe = d.flag()
		case "retain":
			o.Retain = d.flag()
		case "exclude":
			filter(o).Exclude = d.idList()
		case "exclude_authid":
			filter(o).ExcludeAuthID = d.stringList()
		case "exclude_authrole":
			filter(o).ExcludeAuthRole = d.stringList()
		case "eligible":
			filter(o).Eligible = d.idList()
		case "eligible_authid":
			filter(o).EligibleAuthID = d.stringList()
		case "eligible_authrole":
			filter(o).EligibleAuthRole = d.stringList()
		default:
			d.otherOption()
		}
	}
	o.Custom = d.custom
}

func filter(o *wamp.PublishOptions) *wamp.Filter {
	if o.Filter == nil {
		o.Filter = new(wamp.Filter)
	}
	return o.Filter
}

func (d *Decoder) subscribeOptions() (o wamp.SubscribeOptions) {
	for d.openOptions("options"); d.nextOption(); {
		switch string(d.option) {
		case "match":
			o.Match = named(d, wamp.ParseMatch)
		case "get_retained":
			o.GetRetained = d.flag()
		default:
			d.skipOption()
		}
	}
	return o
}

func (d *Decoder) unsubscribedDetails() (u wamp.UnsubscribedDetails) {
	for d.openOptions("details"); d.nextOption(); {
		switch string(d.option) {
		case "subscription":
			u.Subscription = d.idOption()
		case "reason":
			u.Reason = d.stringOption()
		default:
			d.skipOption()
		}
	}
	return u
}

func (d *Decoder) eventDetails(e *wamp.EventDetails) {
	*e = wamp.EventDetails{}
	for d.openOptions("details"); d.nextOption(); {
		switch string(d.option) {
		case "topic":
			e.Topic = d.uriOption()
		case "publisher":
			e.Publisher = d.idOption()
		case "publisher_authid":
			e.PublisherAuthID = d.stringOption()
		case "publisher_authrole":
			e.PublisherAuthRole = d.stringOption()
		case "retained":
			e.Retained = d.flag()
		case "trustlevel":
			level := int64(min(d.natural(), math.MaxInt64))
			e.TrustLevel = &level
		default:
			d.otherOption()
		}
	}
	e.Custom = d.custom
}

func (d *Decoder) callOptions(o *wamp.CallOptions) {
	*o = wamp.CallOptions{}
	for d.openOptions("options"); d.nextOption(); {
		switch string(d.option) {
		case "timeout":
			o.Timeout = d.milliseconds()
		case "receive_progress":
			o.ReceiveProgress = d.flag()
		case "progress":
			o.Progress = d.flag()
		case "disclose_me":
			o.DiscloseMe = d.flag()
		default:
			d.otherOption()
		}
	}
	o.Custom = d.custom
}

func (d *Decoder) cancelOptions() (o wamp.CancelOptions) {
	for d.openOptions("options"); d.nextOption(); {
		switch string(d.option) {
		case "mode":
			o.Mode = named(d, wamp.ParseCancelMode)
		default:
			d.skipOption()
		}
	}
	return o
}

// progress reads options or details in which nothing but progress is known.
func (d *Decoder) progress(prefix string) (progress bool) {
	for d.openOptions(prefix); d.nextOption(); {
		switch string(d.option) {
		case "progress":
			progress = d.flag()
		default:
			d.otherOption()
		}
	}
	return progress
}

// errorDetails reads details of which nothing is known but what all messages with
// a payload have.
func (d *Decoder) errorDetails() {
	for d.openOptions("details"); d.nextOption(); {
		d.otherOption()
	}
}

func (d *Decoder) registerOptions() (o wamp.RegisterOptions) {
	for d.openOptions("options"); d.nextOption(); {
		switch string(d.option) {
		case "match":
			o.Match = named(d, wamp.ParseMatch)
		case "invoke":
			o.Invoke = named(d, wamp.ParseInvokePolicy)
		case "concurrency":
			o.Concurrency = int(min(d.natural(), math.MaxInt32))
		case "force_reregister":
			o.ForceReregister = d.flag()
		case "disclose_caller":
			o.DiscloseCaller = d.flag()
		case "forward_timeout":
			o.ForwardTimeout = d.flag()
		default:
			d.skipOption()
		}
	}
	return o
}

func (d *Decoder) unregisteredDetails() (u wamp.UnregisteredDetails) {
	for d.openOptions("details"); d.nextOption(); {
		switch string(d.option) {
		case "registration":
			u.Registration = d.idOption()
		case "reason":
			u.Reason = d.stringOption()
		default:
			d.skipOption()
		}
	}
	return u
}

func (d *Decoder) invocationDetails(i *wamp.InvocationDetails) {
	*i = wamp.InvocationDetails{}
	for d.openOptions("details"); d.nextOption(); {
		switch string(d.option) {
		case "procedure":
			i.Procedure = d.uriOption()
		case "caller":
			i.Caller = d.idOption()
		case "caller_authid":
			i.CallerAuthID = d.stringOption()
		case "caller_authrole":
			i.CallerAuthRole = d.stringOption()
		case "receive_progress":
			i.ReceiveProgress = d.flag()
		case "progress":
			i.Progress = d.flag()
		case "trustlevel":
			level := int64(min(d.natural(), math.MaxInt64))
			i.TrustLevel = &level
		case "timeout":
			i.Timeout = d.milliseconds()
		default:
			d.otherOption()
		}
	}
	i.Custom = d.custom
}

func (d *Decoder) interruptOptions() (o wamp.InterruptOptions) {
	for d.openOptions("options"); d.nextOption(); {
		switch string(d.option) {
		case "mode":
			o.Mode = named(d, wamp.ParseCancelMode)
		case "reason":
			o.Reason = d.uriOption()
		default:
			d.skipOption()
		}
	}
	return o
}
