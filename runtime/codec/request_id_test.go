package codec

import (
	"testing"

	"github.com/wampgen/wampgen/runtime/wamp"
)

func TestRequestID(t *testing.T) {
	counted := map[wamp.MessageType]bool{
		wamp.TypePublish: true, wamp.TypeSubscribe: true, wamp.TypeUnsubscribe: true,
		wamp.TypeCall: true, wamp.TypeRegister: true, wamp.TypeUnregister: true,
	}
	for _, f := range formats {
		for _, v := range vectors {
			id, ok := RequestID(f, encoded(t, f, v.message))
			if ok != counted[v.message.Type()] || ok && id == 0 {
				t.Errorf("%s %s: id %d, %t", f, v.message.Type(), id, ok)
			}
		}
	}
	for text, want := range map[string]wamp.ID{
		` [ 48 , 7 , what follows`: 7, `[16,9007199254740992,{},"a"]`: wamp.MaxID,
		``: 0, `[`: 0, `[48`: 0, `[48,`: 0, `[48,"1"]`: 0, `[48,0]`: 0, `[48,-1]`: 0, `[48,1.0]`: 0, `{}`: 0, `48`: 0, `["48",1]`: 0, `[304,1]`: 0, `[-48,1]`: 0, `[49,1]`: 0, `[70,1]`: 0,
	} {
		if id, ok := RequestID(wamp.JSON, []byte(text)); id != want || ok != (want > 0) {
			t.Errorf("%s: id %d, %t", text, id, ok)
		}
	}
}
