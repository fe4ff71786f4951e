package codec_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Clients that leave the realm to the router say null, and some the empty text.
func TestHelloWithoutRealm(t *testing.T) {
	hello := &wamp.Hello{Details: wamp.Dict{"authid": "joe"}}
	for _, f := range []wamp.Format{wamp.JSON, wamp.MessagePack, wamp.CBOR} {
		data, err := codec.AppendMessage(nil, f, hello)
		if err != nil {
			t.Fatal(err)
		}
		m, err := codec.NewDecoder(f, codec.Limits{}).Decode(data)
		if diff := cmp.Diff(wamp.Message(hello), m); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", f, err, diff)
		}
	}
	if data, _ := codec.AppendMessage(nil, wamp.JSON, hello); string(data) != `[1,null,{"authid":"joe"}]` {
		t.Errorf("HELLO is %s", data)
	}
	m, err := codec.NewDecoder(wamp.JSON, codec.Limits{}).Decode([]byte(`[1,"",{"authid":"joe"}]`))
	if diff := cmp.Diff(wamp.Message(hello), m); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}
