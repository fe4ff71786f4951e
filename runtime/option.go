package runtime

import (
	"time"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// CallOption changes one call.
type CallOption interface{ applyCall(*callOptions) }

// PublishOption changes one publication.
type PublishOption interface{ applyPublish(*publishOptions) }

type publishOptions struct {
	wire wamp.PublishOptions
	id   *wamp.ID // where the publication's ID goes; nil: nowhere
}

type callOptions struct {
	wire   wamp.CallOptions
	cancel wamp.CancelMode
}

type callOption func(*callOptions)

func (f callOption) applyCall(o *callOptions) { f(o) }

type publishOption func(*publishOptions)

func (f publishOption) applyPublish(o *publishOptions) { f(o) }

// WithTimeout ends the call after d, unless its context or the procedure's own
// timeout ends it before. It goes out in milliseconds, rounded up; 0 is none.
func WithTimeout(d time.Duration) CallOption {
	return callOption(func(o *callOptions) {
		if d > 0 && (o.wire.Timeout == 0 || d < o.wire.Timeout) {
			o.wire.Timeout = d
		}
	})
}

// WithCancelMode says what CANCEL does to the callee when the call's context
// ends; without it, killnowait. The call returns at once in every mode.
func WithCancelMode(mode wamp.CancelMode) CallOption {
	return callOption(func(o *callOptions) { o.cancel = mode })
}

// DiscloseMe asks that the callee, or the subscribers, be told who calls or
// publishes (sections "Caller Identification" and "Publisher Identification").
func DiscloseMe() DisclosureOption { return DisclosureOption{} }

// DisclosureOption is an option of calls and of publications.
type DisclosureOption struct{}

func (DisclosureOption) applyCall(o *callOptions)       { o.wire.DiscloseMe = true }
func (DisclosureOption) applyPublish(o *publishOptions) { o.wire.DiscloseMe = true }

// Acknowledge makes Publish return only when the router has the publication, and
// return its refusal.
func Acknowledge() PublishOption {
	return publishOption(func(o *publishOptions) { o.wire.Acknowledge = true })
}

// IncludeMe has the publisher get its own event if it is subscribed.
func IncludeMe() PublishOption {
	return publishOption(func(o *publishOptions) { o.wire.IncludeMe = true })
}

// Retain has the router keep the event for those who subscribe later and ask for
// it.
func Retain() PublishOption {
	return publishOption(func(o *publishOptions) { o.wire.Retain = true })
}

// WithFilter chooses the receivers of the event (section "Subscriber Black- and
// Whitelisting").
func WithFilter(filter wamp.Filter) PublishOption {
	return publishOption(func(o *publishOptions) { o.wire.Filter = &filter })
}

// WithPublicationID is Acknowledge, and tells the ID that the router has given the
// publication: subscribers have it as Event.Publication.
func WithPublicationID(id *wamp.ID) PublishOption {
	return publishOption(func(o *publishOptions) { o.wire.Acknowledge, o.id = true, id })
}

// WithCustom adds options of an implementation, whose names begin with an underscore
// (section "Extensibility"): the callee finds them in Invocation.Custom, subscribers in
// Event.Custom.
func WithCustom(custom *wamp.Custom) CustomOption { return CustomOption{custom} }

// CustomOption is an option of calls and of publications.
type CustomOption struct{ custom *wamp.Custom }

func (c CustomOption) applyCall(o *callOptions)       { o.wire.Custom = c.custom }
func (c CustomOption) applyPublish(o *publishOptions) { o.wire.Custom = c.custom }
