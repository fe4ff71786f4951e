package codec

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime/wamp"
)

func TestDecodePublishOptions(t *testing.T) {
	const options = `{"retain":true,"exclude_me":false,"eligible":[7],"_trace":"x","ppt_scheme":"wamp","unknown":[]}`
	want := wamp.PublishOptions{Retain: true, IncludeMe: true, Filter: &wamp.Filter{Eligible: []wamp.ID{7}}}
	for _, f := range formats {
		data := []byte(options)
		if f != wamp.JSON {
			data = appendTranscodedValue(nil, wamp.JSON, data, f)
		}
		got, passthru, err := DecodePublishOptions(Raw{Format: f, Bytes: data})
		if err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		clear(data)
		if v, err := DecodeValue(f, got.Custom.Get("_trace")); v != "x" || err != nil {
			t.Errorf("%s: custom option %v, %v", f, v, err)
		}
		got.Custom = nil
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: options (-want +got):\n%s", f, diff)
		}
		if diff := cmp.Diff(&wamp.Passthru{Scheme: "wamp"}, passthru); diff != "" {
			t.Errorf("%s: passthru (-want +got):\n%s", f, diff)
		}
	}
	for options, want := range map[string]string{
		`{"retain":1}`:       "options.retain: want bool, got integer",
		`{"eligible":[0]}`:   "options.eligible: want an ID from 1 to 2^53",
		`[]`:                 "options: want map, got list",
		`{},1`:               ": too many elements",
		`{"ppt_keyid":null}`: "options.ppt_keyid: want string, got null",
	} {
		_, _, err := DecodePublishOptions(Raw{Format: wamp.JSON, Bytes: []byte(options)})
		if err == nil || err.Error() != want {
			t.Errorf("%s: error %v, want %s", options, err, want)
		}
	}
	if o, p, err := DecodePublishOptions(Raw{}); err != nil || p != nil || !cmp.Equal(o, wamp.PublishOptions{}) {
		t.Errorf("no options: got %+v, %v, %v", o, p, err)
	}
}
