package websocket

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// BenchmarkRead has a client write messages and the server read them, in turns: half of
// it is the client's system call.
func BenchmarkRead(b *testing.B) {
	for _, load := range []struct{ messages, size int }{{1, 100}, {50, 100}, {1, 1 << 10}, {1, 64 << 10}} {
		b.Run(fmt.Sprintf("%d of %d bytes", load.messages, load.size), func(b *testing.B) {
			s := newServer(b, Options{}, false)
			client := s.dialRaw(b, wamp.JSON)
			srv := s.accept(b)
			defer func() {
				client.Close()
				srv.Close(transport.CloseNormal, "")
			}()
			frames := strings.Repeat(masked(fin|text, strings.Repeat("x", load.size)), load.messages)
			var buf transport.Buffer
			defer buf.Free()
			b.SetBytes(int64(len(frames)))
			for b.Loop() {
				if _, err := io.WriteString(client, frames); err != nil {
					b.Fatal(err)
				}
				for range load.messages {
					if err := srv.Read(&buf); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}
