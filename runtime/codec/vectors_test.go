package codec

import (
	"encoding/hex"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// vectors are the byte vectors of the WAMP specification's test suite
// (testsuite/singlemessage): messages as its reference implementations write
// them. Payloads of the messages are given as JSON.
var vectors = []struct {
	message       wamp.Message
	json, spaced  string
	msgpack, cbor string // hexadecimal
}{
	{
		message: &wamp.Cancel{Request: 7814135},
		json:    `[49,7814135,{}]`,
		spaced:  `[49, 7814135, {}]`,
		msgpack: "9331ce00773bf780",
		cbor:    "8318311a00773bf7a0",
	},
	{
		message: &wamp.Interrupt{Request: 6131533},
		json:    `[69,6131533,{}]`,
		spaced:  `[69, 6131533, {}]`,
		msgpack: "9345ce005d8f4d80",
		cbor:    "8318451a005d8f4da0",
	},
	{
		message: &wamp.Publish{Request: 239714735, Options: wamp.PublishOptions{IncludeMe: true}, Topic: "com.myapp.mytopic1", Payload: args(`["Hello, world!"]`)},
		json:    `[16,239714735,{"exclude_me":false},"com.myapp.mytopic1",["Hello, world!"]]`,
		msgpack: "9510ce0e49c1af81aa6578636c7564655f6d65c2b2636f6d2e6d796170702e6d79746f7069633191ad48656c6c6f2c20776f726c6421",
		cbor:    "85101a0e49c1afa16a6578636c7564655f6d65f472636f6d2e6d796170702e6d79746f70696331816d48656c6c6f2c20776f726c6421",
	},
	{
		message: &wamp.Abort{Details: wamp.Dict{}, Reason: "wamp.error.system_shutdown"},
		json:    `[3,{},"wamp.error.system_shutdown"]`,
		spaced:  `[3, {}, "wamp.error.system_shutdown"]`,
		msgpack: "930380ba77616d702e6572726f722e73797374656d5f73687574646f776e",
		cbor:    "8303a0781a77616d702e6572726f722e73797374656d5f73687574646f776e",
	},
	{
		message: &wamp.Authenticate{Signature: "gir1mSx+deCDUV7FgLvsQNTi6n3W/Z/WcZ/OT9RwdZY=", Extra: wamp.Dict{}},
		json:    `[5,"gir1mSx+deCDUV7FgLvsQNTi6n3W/Z/WcZ/OT9RwdZY=",{}]`,
		spaced:  `[5, "gir1mSx+deCDUV7FgLvsQNTi6n3W/Z/WcZ/OT9RwdZY=", {}]`,
		msgpack: "9305d92c676972316d53782b6465434455563746674c7673514e5469366e33572f5a2f57635a2f4f54395277645a593d80",
		cbor:    "8305782c676972316d53782b6465434455563746674c7673514e5469366e33572f5a2f57635a2f4f54395277645a593da0",
	},
	{
		message: &wamp.Call{Request: 7814135, Procedure: "com.myapp.myprocedure1", Payload: args(`["Hello, world!"]`)},
		json:    `[48,7814135,{},"com.myapp.myprocedure1",["Hello, world!"]]`,
		spaced:  `[48, 7814135, {}, "com.myapp.myprocedure1", ["Hello, world!"]]`,
		msgpack: "9530ce00773bf780b6636f6d2e6d796170702e6d7970726f6365647572653191ad48656c6c6f2c20776f726c6421",
		cbor:    "8518301a00773bf7a076636f6d2e6d796170702e6d7970726f63656475726531816d48656c6c6f2c20776f726c6421",
	},
	{
		message: &wamp.Challenge{AuthMethod: "wampcra", Extra: wamp.Dict{}},
		json:    `[4,"wampcra",{}]`,
		spaced:  `[4, "wampcra", {}]`,
		msgpack: "9304a777616d7063726180",
		cbor:    "83046777616d70637261a0",
	},
	{
		message: &wamp.ErrorMessage{RequestType: wamp.TypeCall, Request: 7814135, Error: "com.myapp.error"},
		json:    `[8,48,7814135,{},"com.myapp.error"]`,
		spaced:  `[8, 48, 7814135, {}, "com.myapp.error"]`,
		msgpack: "950830ce00773bf780af636f6d2e6d796170702e6572726f72",
		cbor:    "850818301a00773bf7a06f636f6d2e6d796170702e6572726f72",
	},
	{
		message: &wamp.Event{Subscription: 9823526, Publication: 112233445566, Payload: args(`["Hello, event!"]`)},
		json:    `[36,9823526,112233445566,{},["Hello, event!"]]`,
		msgpack: "9524ce0095e526cf0000001a21a278be8091ad48656c6c6f2c206576656e7421",
		cbor:    "8518241a0095e5261b0000001a21a278bea0816d48656c6c6f2c206576656e7421",
	},
	{
		message: &wamp.Goodbye{Details: wamp.Dict{}, Reason: "wamp.close.normal"},
		json:    `[6,{},"wamp.close.normal"]`,
		spaced:  `[6, {}, "wamp.close.normal"]`,
		msgpack: "930680b177616d702e636c6f73652e6e6f726d616c",
		cbor:    "8306a07177616d702e636c6f73652e6e6f726d616c",
	},
	{
		message: &wamp.Hello{Realm: "com.example.realm", Details: wamp.Dict{"roles": map[string]any{"subscriber": map[string]any{}, "publisher": map[string]any{}}}},
		json:    `[1,"com.example.realm",{"roles":{"subscriber":{},"publisher":{}}}]`,
		spaced:  `[1, "com.example.realm", {"roles": {"subscriber": {}, "publisher": {}}}]`,
		msgpack: "9301b1636f6d2e6578616d706c652e7265616c6d81a5726f6c657382aa7375627363726962657280a97075626c697368657280",
		cbor:    "830171636f6d2e6578616d706c652e7265616c6da165726f6c6573a26a73756273637269626572a0697075626c6973686572a0",
	},
	{
		message: &wamp.Invocation{Request: 6131533, Registration: 9823526},
		json:    `[68,6131533,9823526,{}]`,
		spaced:  `[68, 6131533, 9823526, {}]`,
		msgpack: "9444ce005d8f4dce0095e52680",
		cbor:    "8418441a005d8f4d1a0095e526a0",
	},
	{
		message: &wamp.Publish{Request: 239714735, Topic: "com.myapp.mytopic1", Payload: args(`["Hello, world!"]`)},
		json:    `[16,239714735,{},"com.myapp.mytopic1",["Hello, world!"]]`,
		spaced:  `[16, 239714735, {}, "com.myapp.mytopic1", ["Hello, world!"]]`,
		msgpack: "9510ce0e49c1af80b2636f6d2e6d796170702e6d79746f7069633191ad48656c6c6f2c20776f726c6421",
		cbor:    "85101a0e49c1afa072636f6d2e6d796170702e6d79746f70696331816d48656c6c6f2c20776f726c6421",
	},
	{
		message: &wamp.Publish{Request: 987654321, Topic: "com.myapp.signal"},
		json:    `[16,987654321,{},"com.myapp.signal"]`,
		msgpack: "9410ce3ade68b180b0636f6d2e6d796170702e7369676e616c",
		cbor:    "84101a3ade68b1a070636f6d2e6d796170702e7369676e616c",
	},
	{
		message: &wamp.Publish{Request: 111222333, Topic: "com.myapp.data", Payload: kwargs(`["Alice",30]`, `{"role":"admin","active":true}`)},
		json:    `[16,111222333,{},"com.myapp.data",["Alice",30],{"role":"admin","active":true}]`,
		msgpack: "9610ce06a11e3d80ae636f6d2e6d796170702e6461746192a5416c6963651e82a4726f6c65a561646d696ea6616374697665c3",
		cbor:    "86101a06a11e3da06e636f6d2e6d796170702e646174618265416c696365181ea264726f6c656561646d696e66616374697665f5",
	},
	{
		message: &wamp.Publish{Request: 444555666, Options: wamp.PublishOptions{Acknowledge: true}, Topic: "com.myapp.important", Payload: kwargs(`[100,"critical"]`, `{"priority":"high","count":5}`)},
		json:    `[16,444555666,{"acknowledge":true},"com.myapp.important",[100,"critical"],{"priority":"high","count":5}]`,
		msgpack: "9610ce1a7f619281ab61636b6e6f776c65646765c3b3636f6d2e6d796170702e696d706f7274616e749264a8637269746963616c82a87072696f72697479a468696768a5636f756e7405",
		cbor:    "86101a1a7f6192a16b61636b6e6f776c65646765f573636f6d2e6d796170702e696d706f7274616e7482186468637269746963616ca2687072696f72697479646869676865636f756e7405",
	},
	{
		message: &wamp.Published{Request: 239714735, Publication: 4429313566},
		json:    `[17,239714735,4429313566]`,
		spaced:  `[17, 239714735, 4429313566]`,
		msgpack: "9311ce0e49c1afcf000000010801f61e",
		cbor:    "83111a0e49c1af1b000000010801f61e",
	},
	{
		message: &wamp.Register{Request: 25349185, Procedure: "com.myapp.myprocedure1"},
		json:    `[64,25349185,{},"com.myapp.myprocedure1"]`,
		spaced:  `[64, 25349185, {}, "com.myapp.myprocedure1"]`,
		msgpack: "9440ce0182cc4180b6636f6d2e6d796170702e6d7970726f63656475726531",
		cbor:    "8418401a0182cc41a076636f6d2e6d796170702e6d7970726f63656475726531",
	},
	{
		message: &wamp.Registered{Request: 25349185, Registration: 2103333224},
		json:    `[65,25349185,2103333224]`,
		spaced:  `[65, 25349185, 2103333224]`,
		msgpack: "9341ce0182cc41ce7d5e5168",
		cbor:    "8318411a0182cc411a7d5e5168",
	},
	{
		message: &wamp.Result{Request: 7814135, Payload: args(`["Hello, world!"]`)},
		json:    `[50,7814135,{},["Hello, world!"]]`,
		spaced:  `[50, 7814135, {}, ["Hello, world!"]]`,
		msgpack: "9432ce00773bf78091ad48656c6c6f2c20776f726c6421",
		cbor:    "8418321a00773bf7a0816d48656c6c6f2c20776f726c6421",
	},
	{
		message: &wamp.Subscribe{Request: 713845233, Topic: "com.myapp.mytopic1"},
		json:    `[32,713845233,{},"com.myapp.mytopic1"]`,
		spaced:  `[32, 713845233, {}, "com.myapp.mytopic1"]`,
		msgpack: "9420ce2a8c69f180b2636f6d2e6d796170702e6d79746f70696331",
		cbor:    "8418201a2a8c69f1a072636f6d2e6d796170702e6d79746f70696331",
	},
	{
		message: &wamp.Subscribed{Request: 713845233, Subscription: 5512315355},
		json:    `[33,713845233,5512315355]`,
		spaced:  `[33, 713845233, 5512315355]`,
		msgpack: "9321ce2a8c69f1cf00000001488f41db",
		cbor:    "8318211a2a8c69f11b00000001488f41db",
	},
	{
		message: &wamp.Unregister{Request: 788923562, Registration: 2103333224},
		json:    `[66,788923562,2103333224]`,
		spaced:  `[66, 788923562, 2103333224]`,
		msgpack: "9342ce2f0604aace7d5e5168",
		cbor:    "8318421a2f0604aa1a7d5e5168",
	},
	{
		message: &wamp.Unregistered{Request: 788923562},
		json:    `[67,788923562]`,
		spaced:  `[67, 788923562]`,
		msgpack: "9243ce2f0604aa",
		cbor:    "8218431a2f0604aa",
	},
	{
		message: &wamp.Unsubscribe{Request: 85346237, Subscription: 5512315355},
		json:    `[34,85346237,5512315355]`,
		spaced:  `[34, 85346237, 5512315355]`,
		msgpack: "9322ce051647bdcf00000001488f41db",
		cbor:    "8318221a051647bd1b00000001488f41db",
	},
	{
		message: &wamp.Unsubscribed{Request: 85346237},
		json:    `[35,85346237]`,
		spaced:  `[35, 85346237]`,
		msgpack: "9223ce051647bd",
		cbor:    "8218231a051647bd",
	},
	{
		message: &wamp.Welcome{Session: 9129137332, Details: wamp.Dict{"roles": map[string]any{"broker": map[string]any{}, "dealer": map[string]any{}}}},
		json:    `[2,9129137332,{"roles":{"broker":{},"dealer":{}}}]`,
		spaced:  `[2, 9129137332, {"roles": {"broker": {}, "dealer": {}}}]`,
		msgpack: "9302cf00000002202394b481a5726f6c657382a662726f6b657280a66465616c657280",
		cbor:    "83021b00000002202394b4a165726f6c6573a26662726f6b6572a0666465616c6572a0",
	},
	{
		message: &wamp.Yield{Request: 6131533},
		json:    `[70,6131533,{}]`,
		spaced:  `[70, 6131533, {}]`,
		msgpack: "9346ce005d8f4d80",
		cbor:    "8318461a005d8f4da0",
	},
}

func args(list string) wamp.Payload {
	return wamp.Payload{Format: wamp.JSON, Args: []byte(list)}
}

func kwargs(list, dict string) wamp.Payload {
	return wamp.Payload{Format: wamp.JSON, Args: []byte(list), Kwargs: []byte(dict)}
}

// asJSON returns the message with its payload transcoded to JSON, and no format
// where there is no payload.
func asJSON(m wamp.Message) wamp.Message {
	p := payloadOf(m)
	switch {
	case p == nil:
	case p.Size() == 0:
		p.Format = 0
	default:
		*p = Transcode(*p, wamp.JSON)
	}
	return m
}

func payloadOf(m wamp.Message) *wamp.Payload {
	switch m := m.(type) {
	case *wamp.Abort:
		return &m.Payload
	case *wamp.ErrorMessage:
		return &m.Payload
	case *wamp.Publish:
		return &m.Payload
	case *wamp.Event:
		return &m.Payload
	case *wamp.Call:
		return &m.Payload
	case *wamp.Result:
		return &m.Payload
	case *wamp.Invocation:
		return &m.Payload
	case *wamp.Yield:
		return &m.Payload
	}
	return nil
}

func unhex(t *testing.T, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestVectors(t *testing.T) {
	for _, v := range vectors {
		t.Run(v.message.Type().String(), func(t *testing.T) {
			read := func(f wamp.Format, data []byte) {
				t.Helper()
				m, err := NewDecoder(f, Limits{}).Decode(data)
				if err != nil {
					t.Errorf("%s: %v", f, err)
				} else if diff := cmp.Diff(v.message, asJSON(m)); diff != "" {
					t.Errorf("%s: decoded message (-want +got):\n%s", f, diff)
				}
			}
			write := func(f wamp.Format, want []byte) {
				t.Helper()
				got, err := AppendMessage(nil, f, v.message)
				if err != nil {
					t.Errorf("%s: %v", f, err)
					return
				}
				if _, ok := v.message.(*wamp.Hello); ok { // whose dict is written in another order
					read(f, got)
					return
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s: encoded message (-want +got):\n%s", f, diff)
				}
			}
			for f, data := range map[wamp.Format][]byte{
				wamp.JSON:        []byte(v.json),
				wamp.MessagePack: unhex(t, v.msgpack),
				wamp.CBOR:        unhex(t, v.cbor),
			} {
				read(f, data)
				write(f, data)
			}
			if v.spaced != "" {
				read(wamp.JSON, []byte(v.spaced))
			}
		})
	}
}
