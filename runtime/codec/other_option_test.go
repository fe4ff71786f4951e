package codec

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime/wamp"
)

const attributesJSON = `"ppt_scheme":"x_own","ppt_serializer":"custom","ppt_cipher":"rot13","ppt_keyid":"k1"`

// passthru is a payload in passthru mode.
func passthru() wamp.Payload {
	p := args(`["\u0000AAEC"]`)
	p.Passthru = &wamp.Passthru{Scheme: "x_own", Serializer: "custom", Cipher: "rot13", KeyID: "k1"}
	return p
}

// Section "Payload Passthru Mode", "Message Attributes": all messages with a
// payload have them, and keep them in each serialization; the binary argument is
// NUL and base64 in JSON.
func TestPassthruAttributes(t *testing.T) {
	for _, tt := range []struct {
		message wamp.Message
		json    string
	}{
		{&wamp.Call{Request: 1, Procedure: "a", Options: wamp.CallOptions{Progress: true}, Payload: passthru()}, `[48,1,{"progress":true,` + attributesJSON + `},"a",["\u0000AAEC"]]`},
		{&wamp.Invocation{Request: 1, Registration: 2, Payload: passthru()}, `[68,1,2,{` + attributesJSON + `},["\u0000AAEC"]]`},
		{&wamp.Yield{Request: 1, Payload: passthru()}, `[70,1,{` + attributesJSON + `},["\u0000AAEC"]]`},
		{&wamp.Result{Request: 1, Payload: passthru()}, `[50,1,{` + attributesJSON + `},["\u0000AAEC"]]`},
		{&wamp.Publish{Request: 1, Topic: "a", Payload: passthru()}, `[16,1,{` + attributesJSON + `},"a",["\u0000AAEC"]]`},
		{&wamp.Event{Subscription: 1, Publication: 2, Payload: passthru()}, `[36,1,2,{` + attributesJSON + `},["\u0000AAEC"]]`},
		{&wamp.ErrorMessage{RequestType: wamp.TypeCall, Request: 1, Error: "a", Payload: passthru()}, `[8,48,1,{` + attributesJSON + `},"a",["\u0000AAEC"]]`},
	} {
		t.Run(tt.message.Type().String(), func(t *testing.T) {
			if got := string(encoded(t, wamp.JSON, tt.message)); got != tt.json {
				t.Errorf("JSON\n%s, want\n%s", got, tt.json)
			}
			for _, f := range formats {
				got, err := NewDecoder(f, Limits{}).Decode(encoded(t, f, tt.message))
				if err != nil {
					t.Errorf("%s: %v", f, err)
				} else if diff := cmp.Diff(tt.message, asJSON(got)); diff != "" {
					t.Errorf("%s: decoded message (-want +got):\n%s", f, diff)
				}
			}
		})
	}
}

// The scheme makes the mode ("ppt_scheme Attribute"): without it the others say
// nothing. The next message of the connection has none of the last one's.
func TestNoPassthru(t *testing.T) {
	d := NewDecoder(wamp.JSON, Limits{})
	for _, tt := range []struct {
		message string
		want    *wamp.Passthru
	}{
		{`[48,1,{"ppt_scheme":"wamp"},"a"]`, &wamp.Passthru{Scheme: "wamp"}},
		{`[48,1,{},"a"]`, nil},
		{`[48,1,{"ppt_cipher":"x"},"a"]`, nil},
		{`[48,1,{"ppt_scheme":"","ppt_keyid":"x"},"a"]`, nil},
		{`[48,1,{"ppt_other":1},"a"]`, nil},
	} {
		m, err := d.Decode([]byte(tt.message))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.want, m.(*wamp.Call).Passthru); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.message, diff)
		}
	}
	if _, err := d.Decode([]byte(`[48,1,{"ppt_scheme":1},"a"]`)); err == nil {
		t.Error("a scheme that is no string is accepted")
	}
}

func TestTranscodeKeepsPassthru(t *testing.T) {
	p := passthru()
	got := Transcode(p, wamp.CBOR)
	if diff := cmp.Diff(p.Passthru, got.Passthru); diff != "" {
		t.Error(diff)
	}
	if want := "\x81\x43\x00\x01\x02"; string(got.Args) != want {
		t.Errorf("args %x, want %x", got.Args, want)
	}
}

// The last of several options with one name counts, whichever they are.
func TestRepeatedOptions(t *testing.T) {
	d := NewDecoder(wamp.JSON, Limits{})
	m, err := d.Decode([]byte(`[48,1,{"timeout":1,"_trace":[1],"ppt_scheme":"a","_more":2,"timeout":2,"ppt_scheme":"b","_trace":{"n":3}},"p"]`))
	if err != nil {
		t.Fatal(err)
	}
	got := string(encoded(t, wamp.JSON, m))
	if want := `[48,1,{"timeout":2,"ppt_scheme":"b","_more":2,"_trace":{"n":3}},"p"]`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// The options of implementations (section "Extensibility") travel with the
// messages that are made of CALL and PUBLISH, in each serialization.
func TestCustomOptions(t *testing.T) {
	custom := &wamp.Custom{Format: wamp.JSON, Options: []wamp.CustomOption{{Name: "_trace", Value: []byte(`{"id":"\u0000AAEC","n":[1,null]}`)}, {Name: "_a_1", Value: []byte(`-1.5`)}}}
	for _, m := range []wamp.Message{
		&wamp.Call{Request: 1, Procedure: "a", Options: wamp.CallOptions{DiscloseMe: true, Custom: custom}, Payload: args(`[]`)},
		&wamp.Invocation{Request: 1, Registration: 1, Details: wamp.InvocationDetails{Custom: custom}, Payload: args(`[]`)},
		&wamp.Publish{Request: 1, Topic: "a", Options: wamp.PublishOptions{Custom: custom}, Payload: args(`[]`)},
		&wamp.Event{Subscription: 1, Publication: 1, Details: wamp.EventDetails{Custom: custom}, Payload: args(`[]`)},
	} {
		for _, f := range formats {
			got, err := NewDecoder(f, Limits{}).Decode(encoded(t, f, m))
			if err != nil {
				t.Fatalf("%s: %v", f, err)
			}
			// Back in JSON it is the same message, whatever it was between.
			if want, back := string(encoded(t, wamp.JSON, m)), string(encoded(t, wamp.JSON, got)); want != back {
				t.Errorf("%s: got\n%s, want\n%s", f, back, want)
			}
		}
	}
}

func TestCustomOptionsAreBounded(t *testing.T) {
	var many []string
	for i := range 30 {
		many = append(many, fmt.Sprintf(`"_n%02d":%d`, i, i))
	}
	large := strings.Repeat("x", wamp.MaxCustomBytes-9)
	for name, tt := range map[string]struct{ options, want string }{
		"too many":      {strings.Join(many, ","), strings.Join(many[:wamp.MaxCustomOptions], ",")},
		"large":         {`"_large":"` + large[:wamp.MaxCustomBytes-9] + `","_more":1`, `"_large":"` + large + `"`},
		"too large":     {`"_large":"` + large + `xx","_more":1`, `"_more":1`},
		"no such names": {`"_ab":1,"_Abc":2,"_":3,"":4,"_a-bc":5,"_äöü":6,"x_abc":7,"___":8,"____":9`, `"____":9`},
	} {
		for _, f := range formats {
			data := []byte(`[48,1,{` + tt.options + `},"a"]`)
			if f != wamp.JSON {
				data = appendTranscodedValue(nil, wamp.JSON, data, f)
			}
			m, err := NewDecoder(f, Limits{}).Decode(data)
			if err != nil {
				t.Fatalf("%s, %s: %v", name, f, err)
			}
			if got, want := string(encoded(t, wamp.JSON, m)), `[48,1,{`+tt.want+`},"a"]`; got != want {
				t.Errorf("%s, %s: got\n%s, want\n%s", name, f, got, want)
			}
		}
	}
}

// What a program of this process puts there is not sent where it would break the
// message.
func TestCustomOptionsThatAreNone(t *testing.T) {
	got := string(encoded(t, wamp.JSON, &wamp.Call{Request: 1, Procedure: "a", Options: wamp.CallOptions{Custom: &wamp.Custom{
		Format:  wamp.JSON,
		Options: []wamp.CustomOption{{Name: "_good", Value: []byte(`1`)}, {Name: "_bad", Value: []byte(`1,"x":2`)}, {Name: "timeout", Value: []byte(`1`)}, {Name: `_"":1`, Value: []byte(`1`)}, {Name: "_nil", Value: nil}},
	}}}))
	if want := `[48,1,{"_good":1},"a"]`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
