package codec

import (
	"testing"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// What is appended in the short way is what is appended by element.
func TestAppendBrief(t *testing.T) {
	level := int64(1)
	short := 0
	payloads := []wamp.Payload{
		{}, {Format: wamp.CBOR}, {Format: wamp.JSON, Args: []byte(`[]`)}, {Format: wamp.JSON, Args: []byte(`["x"]`)},
		{Format: wamp.JSON, Kwargs: []byte(`{"a":1}`)}, {Format: wamp.JSON, Args: []byte(`[1]`), Kwargs: []byte(`{}`)},
		{Format: wamp.CBOR, Args: []byte{0x80}}, {Format: wamp.MessagePack, Kwargs: []byte{0x80}},
		{Format: wamp.JSON, Args: []byte(`["x"]`), Passthru: &wamp.Passthru{Scheme: "x_own"}},
	}
	for _, p := range payloads {
		for _, m := range []wamp.Message{
			&wamp.Result{Request: 1, Payload: p},
			&wamp.Result{Request: 1, Details: wamp.ResultDetails{Progress: true}, Payload: p},
			&wamp.Yield{Request: wamp.MaxID, Payload: p},
			&wamp.Yield{Request: 1, Options: wamp.YieldOptions{Progress: true}, Payload: p},
			&wamp.Invocation{Request: 12, Registration: 34567, Payload: p},
			&wamp.Invocation{Request: 12, Registration: 34567, Details: wamp.InvocationDetails{Caller: 7}, Payload: p},
			&wamp.Invocation{Request: 12, Registration: 34567, Details: wamp.InvocationDetails{TrustLevel: &level}, Payload: p},
			&wamp.Event{Subscription: 9, Publication: 10, Payload: p},
			&wamp.Event{Subscription: 9, Publication: 10, Details: wamp.EventDetails{Topic: "com.a"}, Payload: p},
			&wamp.Event{Subscription: 9, Publication: 10, Details: wamp.EventDetails{Retained: true}, Payload: p},
			&wamp.Published{Request: 1, Publication: 2},
		} {
			a := appender{dst: []byte("before"), format: wamp.JSON}
			if !a.message(m) || a.err != nil {
				t.Fatal(a.err)
			}
			got, done := appendBrief([]byte("before"), m)
			want := string(a.dst)
			if !done {
				want = "before"
			} else {
				short++
			}
			if string(got) != want {
				t.Errorf("%+v: %s, want %s", m, got, want)
			}
		}
	}
	if want := 4 * 6; short != want {
		t.Errorf("%d messages were appended in the short way, want %d", short, want)
	}
}

// FuzzAppendBrief compares what is appended in the short way with what is appended by element.
func FuzzAppendBrief(f *testing.F) {
	for _, text := range []string{
		`[50,1,{},[1],{"a":2}]`, `[50,1,{"progress":true},[]]`, `[70,9007199254740992,{}]`, `[68,10,99,{},[],{}]`, `[36,1,100,{},["x"]]`, `[36,1,2,{"topic":"a"}]`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := NewDecoder(wamp.JSON, Limits{}).Decode(data)
		if err != nil {
			return
		}
		a := appender{format: wamp.JSON}
		if !a.message(m) || a.err != nil {
			t.Fatalf("%s: %v", data, a.err)
		}
		if got, done := appendBrief(nil, m); done && string(got) != string(a.dst) {
			t.Errorf("%s, want %s", got, a.dst)
		}
	})
}
