package runtime_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

func TestPublish(t *testing.T) {
	retained := news
	retained.Publish = wamp.PublishOptions{Retain: true}
	filter := wamp.Filter{Eligible: []wamp.ID{1}}
	tests := []struct {
		name    string
		topic   *runtime.Topic[string]
		opts    []runtime.PublishOption
		options wamp.PublishOptions
	}{
		{"plain", &news, nil, wamp.PublishOptions{}},
		{"of the schema", &retained, nil, wamp.PublishOptions{Retain: true}},
		{
			"of the publication", &retained,
			[]runtime.PublishOption{runtime.DiscloseMe(), runtime.IncludeMe(), runtime.Retain(), runtime.WithFilter(filter)},
			wamp.PublishOptions{Retain: true, DiscloseMe: true, IncludeMe: true, Filter: &filter},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, p := join(t, runtime.JoinConfig{})
			if err := runtime.Publish(t.Context(), s, tt.topic, "hi", tt.opts...); err != nil {
				t.Fatal(err)
			}
			p.expect(&wamp.Publish{Request: 1, Options: tt.options, Topic: news.URI, Payload: args(`["hi"]`)})
		})
	}
}

func TestUntypedPublish(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	if err := s.Publish(t.Context(), "a.b", runtime.Values{Kwargs: map[string]any{"x": 1}}); err != nil {
		t.Fatal(err)
	}
	p.expect(&wamp.Publish{Request: 1, Topic: "a.b", Payload: wamp.Payload{Format: wamp.JSON, Kwargs: []byte(`{"x":1}`)}})
	raw := wamp.Payload{Format: wamp.CBOR, Args: []byte{0x80}}
	if err := s.PublishRaw(t.Context(), "a.b", raw); err != nil {
		t.Fatal(err)
	}
	p.expect(&wamp.Publish{Request: 2, Topic: "a.b", Payload: raw})
}

func TestAcknowledgedPublish(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	publish := func() <-chan answer[any] {
		c := ask(func() (any, error) {
			return nil, runtime.Publish(t.Context(), s, &news, "hi", runtime.Acknowledge())
		})
		p.hear()
		return c
	}
	c := publish()
	p.say(&wamp.Published{Request: 1, Publication: 5})
	if err := (<-c).err; err != nil {
		t.Errorf("acknowledged: %v", err)
	}
	c = publish()
	p.say(&wamp.ErrorMessage{RequestType: wamp.TypePublish, Request: 2, Error: wamp.ErrNotAuthorized, Payload: args(`["no"]`)})
	err := (<-c).err
	if diff := cmp.Diff(&wamp.Error{URI: wamp.ErrNotAuthorized, Message: "no", Payload: args(`["no"]`)}, innermost(err)); diff != "" {
		t.Errorf("refused (-want +got):\n%s", diff)
	}
	if want := "publish com.example.news: wamp.error.not_authorized: no"; err.Error() != want {
		t.Errorf("got error %q, want %q", err, want)
	}
}

func TestPublishEndsWithContext(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	ctx, cancel := context.WithCancel(t.Context())
	c := ask(func() (any, error) { return nil, runtime.Publish(ctx, s, &news, "hi", runtime.Acknowledge()) })
	p.hear()
	cancel()
	if err := (<-c).err; !errors.Is(err, context.Canceled) {
		t.Errorf("got error %v, want context.Canceled", err)
	}
	p.say(&wamp.Published{Request: 1, Publication: 5}) // too late
	if s.Err() != nil {
		t.Errorf("the late answer ended the session: %v", s.Err())
	}
}

func TestPublishWhatCanNotBeEncoded(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	if err := runtime.Publish(t.Context(), s, &news, "\xff"); err == nil {
		t.Error("text that is not UTF-8 was published")
	}
	if err := s.Publish(t.Context(), "a.b", runtime.Values{Args: []any{make(chan int)}}); err == nil {
		t.Error("a channel was published")
	}
	p.silent()
}
