package websocket

import (
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Messages are the same however the bytes of their frames arrive, and whatever control
// frames and fragments are between them, which gorilla reads.
func TestMessagesInPieces(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var send strings.Builder
	var want []string
	for range 30 {
		for _, n := range []int{1, 2, 5, 125, 126, 127, 300, 4095, 65535, 65536, 70_001, 200_000} {
			if n > 300 && random.IntN(4) > 0 {
				continue
			}
			message := make([]byte, n)
			for i := range message {
				message[i] = 'a' + byte(random.IntN(26))
			}
			want = append(want, string(message))
			switch cut := random.IntN(n); random.IntN(5) {
			case 0:
				send.WriteString(masked(text, want[len(want)-1][:cut]) + masked(fin|ping, "p") + masked(fin, want[len(want)-1][cut:]))
			case 1:
				send.WriteString(masked(fin|pong, "") + masked(fin|text, want[len(want)-1]))
			default:
				send.WriteString(masked(fin|text, want[len(want)-1]))
			}
		}
	}
	for _, piece := range []int{1 << 20, 70_000, 5000, 513, 64, 7} {
		t.Run(fmt.Sprintf("%d bytes", piece), func(t *testing.T) {
			s := newServer(t, Options{}, false)
			client := s.dialRaw(t, wamp.JSON)
			srv := s.accept(t)
			defer srv.Close(transport.CloseNormal, "")
			sent := make(chan struct{})
			go func() {
				defer close(sent)
				rest := send.String()
				if piece < 1000 { // the first messages are enough
					rest = rest[:min(len(rest), 3000*piece)]
				}
				for len(rest) > 0 {
					n := 1 + rand.IntN(min(piece, len(rest)))
					if _, err := io.WriteString(client, rest[:n]); err != nil {
						return
					}
					rest = rest[n:]
				}
				client.Close()
			}()
			var buf transport.Buffer
			defer buf.Free()
			got := 0
			for ; srv.Read(&buf) == nil; got++ {
				if string(buf.Bytes()) != want[got] {
					t.Fatalf("message %d of %d bytes is another one, of %d", got, len(want[got]), buf.Len())
				}
			}
			if piece >= 1000 && got != len(want) || got < 10 {
				t.Errorf("%d of %d messages", got, len(want))
			}
			<-sent
		})
	}
}

func FuzzParseMasked(f *testing.F) {
	f.Add([]byte(masked(fin|text, "[1]")), 1)
	f.Add([]byte(masked(fin|text, strings.Repeat("x", 126))), 1)
	f.Add([]byte(masked(fin|bin, strings.Repeat("x", 70_000))[:14]), 2)
	f.Add([]byte("\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff1234"), 1)
	f.Fuzz(func(t *testing.T, p []byte, kind int) {
		kind = 1 + kind&1
		header, size, _ := parseMasked(p, kind)
		if header == 0 {
			return
		}
		if header > len(p) || size <= 0 || p[0] != byte(fin|kind) || p[1]&maskBit == 0 {
			t.Fatalf("%x: header of %d, message of %d bytes", p, header, size)
		}
	})
}
