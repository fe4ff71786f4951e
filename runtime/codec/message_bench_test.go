package codec

import (
	"strings"
	"testing"

	"github.com/wampgen/wampgen/runtime/wamp"
)

var formats = []wamp.Format{wamp.JSON, wamp.MessagePack, wamp.CBOR}

// encoded returns the message as the format has it on the wire.
func encoded(t testing.TB, f wamp.Format, m wamp.Message) []byte {
	t.Helper()
	data, err := AppendMessage(nil, f, m)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func BenchmarkDecode(b *testing.B) {
	messages := []struct {
		name    string
		message wamp.Message
	}{
		{"CALL", &wamp.Call{Request: 7814135, Procedure: "com.myapp.myprocedure1", Payload: args(`["Hello, world!"]`)}},
		{"CALL timeout", &wamp.Call{Request: 7814135, Options: wamp.CallOptions{Timeout: 2e9}, Procedure: "com.myapp.myprocedure1", Payload: args(`["Hello, world!"]`)}},
		{"CALL 1 KiB", &wamp.Call{Request: 7814135, Procedure: "com.myapp.myprocedure1", Payload: args(`["` + strings.Repeat("x", 1024) + `"]`)}},
		{"EVENT", &wamp.Event{Subscription: 9823526, Publication: 112233445566, Payload: args(`["Hello, event!"]`)}},
		{"YIELD", &wamp.Yield{Request: 6131533, Payload: args(`["Hello, world!"]`)}},
	}
	for _, f := range formats {
		for _, m := range messages {
			b.Run(f.String()+"/"+m.name, func(b *testing.B) {
				data := encoded(b, f, m.message)
				d := NewDecoder(f, Limits{})
				b.ReportAllocs()
				for b.Loop() {
					if _, err := d.Decode(data); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkAppendMessage(b *testing.B) {
	for _, f := range formats {
		b.Run(f.String(), func(b *testing.B) {
			m := wamp.Invocation{Request: 6131533, Registration: 9823526, Payload: Transcode(args(`["Hello, world!"]`), f)}
			buf := make([]byte, 0, 1024)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := AppendMessage(buf, f, &m); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
