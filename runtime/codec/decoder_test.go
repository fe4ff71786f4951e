package codec

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// allOptions are messages with every option set, and their options as JSON.
var allOptions = []struct {
	message wamp.Message
	json    string
}{
	{&wamp.Publish{Request: 1, Topic: "a.b", Options: wamp.PublishOptions{
		Acknowledge: true, IncludeMe: true, DiscloseMe: true, Retain: true,
		Filter: &wamp.Filter{
			Exclude: []wamp.ID{1, wamp.MaxID}, ExcludeAuthID: []string{"joe"}, ExcludeAuthRole: []string{"guest", ""},
			Eligible: []wamp.ID{}, EligibleAuthID: []string{"jo\n"}, EligibleAuthRole: []string{},
		},
	}}, `[16,1,{"acknowledge":true,"exclude_me":false,"disclose_me":true,"retain":true,"exclude":[1,9007199254740992],` +
		`"exclude_authid":["joe"],"exclude_authrole":["guest",""],"eligible":[],"eligible_authid":["jo\n"],"eligible_authrole":[]},"a.b"]`},
	{&wamp.Subscribe{Request: 1, Topic: "a", Options: wamp.SubscribeOptions{Match: wamp.MatchPrefix, GetRetained: true}},
		`[32,1,{"match":"prefix","get_retained":true},"a"]`},
	{&wamp.Event{Subscription: 1, Publication: 2, Details: wamp.EventDetails{
		Topic: "a.b", Publisher: 3, PublisherAuthID: "joe", PublisherAuthRole: "user", Retained: true,
	}}, `[36,1,2,{"topic":"a.b","publisher":3,"publisher_authid":"joe","publisher_authrole":"user","retained":true}]`},
	{&wamp.Event{Subscription: 1, Publication: 2, Details: wamp.EventDetails{TrustLevel: new(int64)}}, `[36,1,2,{"trustlevel":0}]`},
	{&wamp.Call{Request: 1, Procedure: "a", Options: wamp.CallOptions{
		Timeout: 1500 * time.Millisecond, ReceiveProgress: true, Progress: true, DiscloseMe: true,
	}}, `[48,1,{"timeout":1500,"receive_progress":true,"progress":true,"disclose_me":true},"a"]`},
	{&wamp.Cancel{Request: 1, Options: wamp.CancelOptions{Mode: wamp.CancelKillNoWait}}, `[49,1,{"mode":"killnowait"}]`},
	{&wamp.Result{Request: 1, Details: wamp.ResultDetails{Progress: true}}, `[50,1,{"progress":true}]`},
	{&wamp.Register{Request: 1, Procedure: "a..b", Options: wamp.RegisterOptions{
		Match: wamp.MatchWildcard, Invoke: wamp.InvokeRoundRobin, Concurrency: 8, ForceReregister: true, DiscloseCaller: true, ForwardTimeout: true,
	}}, `[64,1,{"match":"wildcard","invoke":"roundrobin","concurrency":8,"force_reregister":true,"disclose_caller":true,"forward_timeout":true},"a..b"]`},
	{&wamp.Invocation{Request: 1, Registration: 2, Details: wamp.InvocationDetails{
		Procedure: "a.x.b", Caller: 3, CallerAuthID: "joe", CallerAuthRole: "user", ReceiveProgress: true, Progress: true, Timeout: time.Second,
	}}, `[68,1,2,{"procedure":"a.x.b","caller":3,"caller_authid":"joe","caller_authrole":"user","receive_progress":true,"progress":true,"timeout":1000}]`},
	{&wamp.Unsubscribed{Details: wamp.UnsubscribedDetails{Subscription: 5, Reason: "why"}}, `[35,0,{"subscription":5,"reason":"why"}]`},
	{&wamp.Unsubscribed{}, `[35,0,{}]`},
	{&wamp.Unregistered{Details: wamp.UnregisteredDetails{Registration: 1293722, Reason: "moving endpoint to other callee"}}, `[67,0,{"registration":1293722,"reason":"moving endpoint to other callee"}]`},
	{&wamp.Unregistered{}, `[67,0,{}]`},
	{&wamp.Invocation{Request: 1, Registration: 2, Details: wamp.InvocationDetails{TrustLevel: new(int64)}}, `[68,1,2,{"trustlevel":0}]`},
	{&wamp.Interrupt{Request: 1, Options: wamp.InterruptOptions{Mode: wamp.CancelSkip, Reason: "wamp.error.timeout"}},
		`[69,1,{"mode":"skip","reason":"wamp.error.timeout"}]`},
	{&wamp.Yield{Request: 1, Options: wamp.YieldOptions{Progress: true}}, `[70,1,{"progress":true}]`},
	{&wamp.Abort{Details: wamp.Dict{"message": "no"}, Reason: "wamp.error.canceled", Payload: kwargs(`[]`, `{"a":1}`)},
		`[3,{"message":"no"},"wamp.error.canceled",[],{"a":1}]`},
	{&wamp.ErrorMessage{RequestType: wamp.TypeInvocation, Request: 1, Error: "a", Payload: kwargs(`[]`, `{}`)}, `[8,68,1,{},"a",[],{}]`},
	{&wamp.Welcome{Session: 1, Details: wamp.Dict{
		"b": true, "d": nil, "f": 1.5, "i": int64(-1), "l": []any{"x", []any{}}, "m": map[string]any{"": "ü"}, "u": uint64(math.MaxUint64),
	}}, `[2,1,{"b":true,"d":null,"f":1.5,"i":-1,"l":["x",[]],"m":{"":"ü"},"u":18446744073709551615}]`},
}

func TestOptionsGoBothWays(t *testing.T) {
	for _, tt := range allOptions {
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

func TestDecodeFaults(t *testing.T) {
	tests := []struct{ message, want string }{
		{``, `decode message: json: byte 0: unexpected end`},
		{`{}`, `decode message: want list, got map`},
		{`48`, `decode message: want list, got integer`},
		{`[]`, `decode message: type: missing`},
		{`["CALL"]`, `decode message: type: want integer, got string`},
		{`[48.0,1,{},"a"]`, `decode message: type: want integer, got float`},
		{`[0]`, `decode message: type: unknown message type 0`},
		{`[-48]`, `decode message: type: unknown message type -48`},
		{`[304]`, `decode message: type: unknown message type 304`},
		{`[7]`, `decode message: type: unknown message type 7`},
		{`[48]`, `decode CALL: request: missing`},
		{`[48,1,{}]`, `decode CALL: procedure: missing`},
		{`[48,1,{},"a",[],{},1]`, `decode CALL: too many elements`},
		{`[48,1,{},"a",[],{}]1`, `decode CALL: json: byte 19: bytes after the value`},
		{`[48,1,{},"a",[],{}`, `decode CALL: json: byte 18: unexpected end`},
		{`[48,0,{},"a"]`, `decode CALL: request: want an ID from 1 to 2^53`},
		{`[48,-1,{},"a"]`, `decode CALL: request: want an ID from 1 to 2^53`},
		{`[48,9007199254740993,{},"a"]`, `decode CALL: request: want an ID from 1 to 2^53`},
		{`[48,18446744073709551615,{},"a"]`, `decode CALL: request: want an ID from 1 to 2^53`},
		{`[48,1.0,{},"a"]`, `decode CALL: request: want integer, got float`},
		{`[48,1e3,{},"a"]`, `decode CALL: request: want integer, got float`},
		{`[48,"1",{},"a"]`, `decode CALL: request: want integer, got string`},
		{`[48,null,{},"a"]`, `decode CALL: request: want integer, got null`},
		{`[48,10x,{},"a"]`, `decode CALL: options: json: byte 6: want ',' or ']'`},
		{`[48,1,[],"a"]`, `decode CALL: options: want map, got list`},
		{`[48,1,null,"a"]`, `decode CALL: options: want map, got null`},
		{`[48,1,{"timeout":"1"},"a"]`, `decode CALL: options.timeout: want integer, got string`},
		{`[48,1,{"timeout":-1},"a"]`, `decode CALL: options.timeout: want no negative integer, got -1`},
		{`[48,1,{"progress":1},"a"]`, `decode CALL: options.progress: want bool, got integer`},
		{`[48,1,{"x":[},"a"]`, `decode CALL: options.x: json: byte 12: want a value`},
		{`[48,1,{"x"},"a"]`, `decode CALL: options: json: byte 10: want ':'`},
		{`[48,1,{1:2},"a"]`, `decode CALL: options: json: byte 7: want a string as key`},
		{`[48,1,{"x":1,},"a"]`, `decode CALL: options: json: byte 13: want a string as key`},
		{`[48,1,{},5]`, `decode CALL: procedure: want string, got integer`},
		{`[48,1,{},"` + strings.Repeat("a", 256) + `"]`, `decode CALL: procedure: longer than 255 bytes`},
		{`[48,1,{},"a",{}]`, `decode CALL: args: want list, got map`},
		{`[48,1,{},"a",null]`, `decode CALL: args: want list, got null`},
		{`[48,1,{},"a",[],[]]`, `decode CALL: kwargs: want map, got list`},
		{`[48,1,{},"a",["` + "\xff" + `"]]`, `decode CALL: args: json: byte 15: invalid UTF-8`},
		{`[48,1,{},"a",` + strings.Repeat("[", 33) + strings.Repeat("]", 33) + `]`, `decode CALL: args: json: byte 45: nested too deeply`},
		{`[48,1,{},"a",[1 2]]`, `decode CALL: args: json: byte 16: want ',' or ']'`},
		{`[16,1,{"exclude":5},"a"]`, `decode PUBLISH: options.exclude: want list, got integer`},
		{`[16,1,{"exclude":[1,"2"]},"a"]`, `decode PUBLISH: options.exclude: want integer, got string`},
		{`[16,1,{"eligible":[0]},"a"]`, `decode PUBLISH: options.eligible: want an ID from 1 to 2^53`},
		{`[16,1,{"eligible_authid":[1]},"a"]`, `decode PUBLISH: options.eligible_authid: want string, got integer`},
		{`[32,1,{"match":"regex"},"a"]`, `decode SUBSCRIBE: options.match: unknown value "regex"`},
		{`[36,1,2,{"publisher":"3"}]`, `decode EVENT: details.publisher: want integer, got string`},
		{`[36,1,2,{"topic":3}]`, `decode EVENT: details.topic: want string, got integer`},
		{`[64,1,{"invoke":"all"},"a"]`, `decode REGISTER: options.invoke: unknown value "all"`},
		{`[64,1,{"concurrency":1.5},"a"]`, `decode REGISTER: options.concurrency: want integer, got float`},
		{`[49,1,{"mode":7}]`, `decode CANCEL: options.mode: want string, got integer`},
		{`[8,17,1,{},"a"]`, `decode ERROR: request type: want the type of a request, got 17`},
		{`[8,"48",1,{},"a"]`, `decode ERROR: request type: want integer, got string`},
		{`[8,48,1,[],"a"]`, `decode ERROR: details: want map, got list`},
		{`[1,"realm1",{"a":1,"a":2}]`, `decode HELLO: details: key "a" occurs twice`},
		{`[1,"realm1"]`, `decode HELLO: details: missing`},
		{`[1,7,{}]`, `decode HELLO: realm: want string, got integer`},
		{`[6,{}]`, `decode GOODBYE: reason: missing`},
		{`[35,1,2]`, `decode UNSUBSCRIBED: too many elements`},
	}
	for _, tt := range tests {
		t.Run(tt.message, func(t *testing.T) {
			m, err := NewDecoder(wamp.JSON, Limits{}).Decode([]byte(tt.message))
			if err == nil || err.Error() != tt.want {
				t.Fatalf("message %v, error\n%v, want\n%s", m, err, tt.want)
			}
			var fault *MessageError
			if !errors.As(err, &fault) {
				t.Errorf("error %T, want *MessageError", err)
			}
		})
	}
}

func TestDecodeFaultsOfBinaryFormats(t *testing.T) {
	tests := []struct {
		name   string
		format wamp.Format
		hex    string
		want   string
	}{
		{"empty", wamp.MessagePack, "", `decode message: msgpack: byte 0: unexpected end`},
		{"array of 2^32-1", wamp.MessagePack, "ddffffffff", `decode message: msgpack: byte 5: unexpected end`},
		{"args of 2^32-1", wamp.MessagePack, "95300180a161ddffffffff", `decode CALL: args: msgpack: byte 11: unexpected end`},
		{"string of 2^32-1", wamp.MessagePack, "95300180dbffffffff9090", `decode CALL: procedure: msgpack: byte 11: unexpected end`},
		{"fraction as ID", wamp.MessagePack, "9430cb3ff800000000000080a161", `decode CALL: request: want integer, got float`},
		{"half fraction as ID", wamp.CBOR, "841830f93e00a06161", `decode CALL: request: want integer, got float`},
		{"NaN as ID", wamp.CBOR, "841830fb7ff8000000000001a06161", `decode CALL: request: want integer, got float`},
		{"infinity as ID", wamp.MessagePack, "9430ca7f80000080a161", `decode CALL: request: want an ID from 1 to 2^53`},
		{"float 0 as ID", wamp.MessagePack, "9430cb000000000000000080a161", `decode CALL: request: want an ID from 1 to 2^53`},
		{"negative float as ID", wamp.CBOR, "841830fbc270000000000000a06161", `decode CALL: request: want an ID from 1 to 2^53`},
		{"float above 2^53 as ID", wamp.CBOR, "841830fb4340000000000001a06161", `decode CALL: request: want an ID from 1 to 2^53`},
		{"bignum above 2^53 as ID", wamp.CBOR, "841830c249010000000000000000a06161", `decode CALL: request: want an ID from 1 to 2^53`},
		{"float as type", wamp.MessagePack, "94cb40480000000000000180a161", `decode message: type: want integer, got float`},
		{"float as timeout", wamp.CBOR, "841830" + "01" + "a16774696d656f7574fb3ff0000000000000" + "6161", `decode CALL: options.timeout: want integer, got float`},
		{"null as option", wamp.CBOR, "841830" + "01" + "a16774696d656f7574f6" + "6161", `decode CALL: options.timeout: want integer, got null`},
		{"other extension as option", wamp.MessagePack, "9430" + "01" + "81a774696d656f7574d40001" + "a161", `decode CALL: options.timeout: want integer, got bytes`},
		{"undefined in the option of IDs", wamp.CBOR, "841001" + "a1676578636c75646581f7" + "6161", `decode PUBLISH: options.exclude: want integer, got null`},
		{"undefined as options", wamp.CBOR, "84183001f76161", `decode CALL: options: want map, got null`},
		{"undefined as ID", wamp.MessagePack, "9430d4000080a161", `decode CALL: request: want integer, got null`},
		{"end in undefined", wamp.MessagePack, "94300181a178d400", `decode CALL: options.x: msgpack: byte 8: unexpected end`},
		{"integer as option's name", wamp.MessagePack, "943001810102a161", `decode CALL: options: want string, got integer`},
		{"URI is no UTF-8", wamp.MessagePack, "94300180a1ff", `decode CALL: procedure: msgpack: byte 5: invalid UTF-8`},
		{"bytes as URI", wamp.MessagePack, "94300180c40161", `decode CALL: procedure: want string, got bytes`},
		{"trailing", wamp.MessagePack, "9330018000", `decode CALL: procedure: missing`},
		{"reserved", wamp.MessagePack, "94300180c1", `decode CALL: procedure: msgpack: byte 4: reserved byte`},
		{"too few", wamp.MessagePack, "9230", `decode message: msgpack: byte 2: unexpected end`},
		{"map of 2^64-1", wamp.CBOR, "840101bbffffffffffffffff", `decode HELLO: realm: want string, got integer`},
		{"details of 2^64-1", wamp.CBOR, "83016161bbffffffffffffffff", `decode HELLO: details: cbor: byte 13: unexpected end`},
		{"break", wamp.CBOR, "8301ff00", `decode HELLO: realm: cbor: byte 2: break without an open container`},
		{"tagged break", wamp.CBOR, "9f01c1ff", `decode HELLO: realm: cbor: byte 3: break without an open container`},
		{"no break", wamp.CBOR, "9f183001a06161", `decode CALL: cbor: byte 7: unexpected end`},
		{"mixed chunks", wamp.CBOR, "84183001a07f414100ff", `decode CALL: procedure: cbor: byte 6: want a chunk of the same type of string`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, err := NewDecoder(tt.format, Limits{}).Decode(unhex(t, tt.hex))
			if err == nil || err.Error() != tt.want {
				t.Errorf("message %v, error\n%v, want\n%s", m, err, tt.want)
			}
		})
	}
	if _, err := NewDecoder(0, Limits{}).Decode([]byte("[]")); err == nil {
		t.Error("no error for an unknown format")
	}
}

func TestDecodeTolerates(t *testing.T) {
	call := &wamp.Call{Request: 1, Procedure: "a"}
	tests := []struct {
		name   string
		format wamp.Format
		data   string // hexadecimal but for JSON
		want   wamp.Message
	}{
		{"white space", wamp.JSON, " [ 48 ,\n1 , { } ,\t\"a\" ] \r\n", call},
		{"unknown options", wamp.JSON, `[48,1,{"x":{"timeout":"no"},"x_y":[1],"progress":false},"a"]`, call},
		{"option twice", wamp.JSON, `[48,1,{"timeout":5,"timeout":0},"a"]`, call},
		{"escaped", wamp.JSON, `[48,1,{"\u0074imeout":1},"\u0061\/b"]`,
			&wamp.Call{Request: 1, Options: wamp.CallOptions{Timeout: time.Millisecond}, Procedure: "a/b"}},
		{"half a surrogate pair", wamp.JSON, `[48,1,{},"\ud800"]`, &wamp.Call{Request: 1, Procedure: "\ufffd"}},
		{"endless timeout", wamp.JSON, `[48,1,{"timeout":18446744073709551615},"a"]`,
			&wamp.Call{Request: 1, Options: wamp.CallOptions{Timeout: math.MaxInt64 / time.Millisecond * time.Millisecond}, Procedure: "a"}},
		{"empty payload", wamp.JSON, `[48,1,{},"a",[],{}]`, &wamp.Call{Request: 1, Procedure: "a", Payload: kwargs(`[]`, `{}`)}},
		{"invalid URI", wamp.JSON, `[48,1,{},""]`, &wamp.Call{Request: 1}},
		{"depth 32", wamp.JSON, `[48,1,{},"a",` + strings.Repeat("[", 32) + strings.Repeat("]", 32) + `]`,
			&wamp.Call{Request: 1, Procedure: "a", Payload: args(strings.Repeat("[", 32) + strings.Repeat("]", 32))}},
		{"long heads", wamp.MessagePack, "dd00000004" + "cd0030" + "d30000000000000001" + "df00000000" + "db0000000161", call},
		{"indefinite", wamp.CBOR, "9f1830" + "01" + "bf61786178ff" + "7f614161426143ff" + "9f01ff" + "ff",
			&wamp.Call{Request: 1, Procedure: "ABC", Payload: args("[1]")}},
		{"float as ID", wamp.MessagePack, "9430" + "cb4340000000000000" + "80" + "a161", &wamp.Call{Request: wamp.MaxID, Procedure: "a"}},
		{"float of 32 bits as ID", wamp.MessagePack, "9430" + "ca4f800000" + "80" + "a161", &wamp.Call{Request: 1 << 32, Procedure: "a"}},
		{"float of 16 bits as ID", wamp.CBOR, "841830" + "f93c00" + "a0" + "6161", call},
		{"float in the option of IDs", wamp.CBOR, "841001" + "a1676578636c75646581fb4200000000000000" + "6161",
			&wamp.Publish{Request: 1, Topic: "a", Options: wamp.PublishOptions{Filter: &wamp.Filter{Exclude: []wamp.ID{1 << 33}}}}},
		{"undefined options", wamp.CBOR, "841830" + "01" + "a36774696d656f7574f7" + "6870726f6772657373f5" + "625f61f7" + "6161",
			&wamp.Call{Request: 1, Procedure: "a", Options: wamp.CallOptions{Progress: true}}},
		{"undefined filter, exclude_me and scheme", wamp.MessagePack, "9410" + "01" + "84" + "a8656c696769626c65d40000" + "aa6578636c7564655f6d65d40000" + "aa7070745f736368656d65d40000" + "ab61636b6e6f776c65646765d40000" + "a161",
			&wamp.Publish{Request: 1, Topic: "a"}},
		{"tags", wamp.CBOR, "d9d9f7" + "841830" + "c101" + "a0" + "d8206161", call},
		{"bignum as ID", wamp.CBOR, "841830" + "c24101" + "a0" + "6161", call},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			data := []byte(tt.data)
			if tt.format != wamp.JSON {
				data = unhex(t, tt.data)
			}
			got, err := NewDecoder(tt.format, Limits{}).Decode(data)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, asJSON(got)); diff != "" {
				t.Errorf("decoded message (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDecodeSetsTheFormatWithoutPayload(t *testing.T) {
	for _, f := range formats {
		m, err := NewDecoder(f, Limits{}).Decode(encoded(t, f, &wamp.Yield{Request: 1}))
		if err != nil {
			t.Fatal(err)
		}
		if got := m.(*wamp.Yield).Payload; got.Format != f || got.Args != nil || got.Kwargs != nil {
			t.Errorf("payload %v, want none in %s", got, f)
		}
	}
}

func TestDecodeKeepsToItsLimits(t *testing.T) {
	d := NewDecoder(wamp.JSON, Limits{Depth: 2, URILength: 3})
	for message, ok := range map[string]bool{
		`[48,1,{},"abc",[[]]]`:   true,
		`[48,1,{},"abcd",[[]]]`:  false,
		`[48,1,{},"abc",[[[]]]]`: false,
		`[48,1,{"x":[]},"abc"]`:  true,
		`[48,1,{"x":[[]]},"a"]`:  false,
	} {
		if _, err := d.Decode([]byte(message)); (err == nil) != ok {
			t.Errorf("%s: error %v, want one: %t", message, err, !ok)
		}
	}
}

// Strings of a message outlive the bytes it was decoded from and the next Decode.
func TestDecodedStringsStay(t *testing.T) {
	for _, f := range formats {
		d := NewDecoder(f, Limits{})
		decode := func(m wamp.Message) wamp.Message {
			data := encoded(t, f, m)
			got, err := d.Decode(data)
			if err != nil {
				t.Fatal(err)
			}
			clear(data)
			return got
		}
		want := wamp.EventDetails{Topic: "com.\"x\"", PublisherAuthID: "joe\n"}
		first := decode(&wamp.Event{Subscription: 1, Publication: 2, Details: want}).(*wamp.Event).Details
		hello := decode(&wamp.Hello{Realm: "realm1", Details: wamp.Dict{"agent": "x\ty", "key": []byte{1, 2}}}).(*wamp.Hello)
		decode(&wamp.Event{Subscription: 1, Publication: 2, Details: wamp.EventDetails{Topic: "zzzzzzz", PublisherAuthID: "zzzz"}})
		if diff := cmp.Diff(want, first); diff != "" {
			t.Errorf("%s: details (-want +got):\n%s", f, diff)
		}
		if diff := cmp.Diff(&wamp.Hello{Realm: "realm1", Details: wamp.Dict{"agent": "x\ty", "key": []byte{1, 2}}}, hello); diff != "" {
			t.Errorf("%s: HELLO (-want +got):\n%s", f, diff)
		}
	}
}

func TestDecodeDoesNotAllocate(t *testing.T) {
	messages := []wamp.Message{
		&wamp.Call{Request: 7814135, Procedure: "com.myapp.procedure", Payload: kwargs(`["Hello",{"a":[1.5]}]`, `{"b":"ü"}`)},
		&wamp.Call{Request: 1, Options: wamp.CallOptions{Timeout: time.Second, ReceiveProgress: true}, Procedure: "com.myapp.procedure"},
		&wamp.Result{Request: 1, Details: wamp.ResultDetails{Progress: true}, Payload: args(`[1]`)},
		&wamp.Invocation{Request: 1, Registration: 2, Details: wamp.InvocationDetails{Procedure: "a.b", Caller: 3, CallerAuthID: "joe"}, Payload: args(`[1]`)},
		&wamp.Yield{Request: 1, Payload: args(`[1]`)},
		&wamp.Publish{Request: 1, Options: wamp.PublishOptions{Acknowledge: true, IncludeMe: true}, Topic: "com.myapp.topic", Payload: args(`[1]`)},
		&wamp.Published{Request: 1, Publication: 2},
		&wamp.Event{Subscription: 1, Publication: 2, Details: wamp.EventDetails{Topic: "com.myapp.topic", Publisher: 5, PublisherAuthRole: "user"}, Payload: args(`[1]`)},
		&wamp.ErrorMessage{RequestType: wamp.TypeCall, Request: 1, Error: "com.myapp.error", Payload: args(`["no"]`)},
	}
	for _, f := range formats {
		for _, m := range messages {
			data := encoded(t, f, m)
			d := NewDecoder(f, Limits{})
			got := testing.AllocsPerRun(100, func() {
				if _, err := d.Decode(data); err != nil {
					t.Fatal(err)
				}
			})
			if got > 0 {
				t.Errorf("%s %s: %v allocations, want none", f, m.Type(), got)
			}
		}
	}
}

func TestInternTable(t *testing.T) {
	var table internTable
	long := strings.Repeat("x", internLength+1)
	for range 3 {
		for i := range 10 * internMost {
			want := fmt.Sprint("com.example.", i)
			if got := table.string([]byte(want)); got != want {
				t.Fatalf("got %q, want %q", got, want)
			}
		}
		if got := table.string([]byte(long)); got != long {
			t.Fatalf("got %q", got)
		}
	}
	if len(table.entries) != internMost || slices.Contains(table.entries, long) {
		t.Errorf("%d entries, want %d and no long one", len(table.entries), internMost)
	}
}

func TestDecodeBoundsMemoryOfDicts(t *testing.T) {
	// Lists of maps with one entry take a hundred times their bytes.
	details := append([]byte{0x81, 0xa1, 'a', 0xdc, 0x10, 0x00}, []byte(strings.Repeat("\x81\xa0\xc0", 4096))...)
	data := append([]byte{0x93, 0x01, 0xa1, 'r'}, details...)
	_, err := NewDecoder(wamp.MessagePack, Limits{}).Decode(data)
	if err == nil || err.Error() != "decode HELLO: details: needs too much memory" {
		t.Errorf("error %v, want one about memory", err)
	}
	if v, err := DecodeValue(wamp.MessagePack, details); err != nil || len(v.(map[string]any)["a"].([]any)) != 4096 {
		t.Errorf("DecodeValue: error %v, want none", err)
	}
}
