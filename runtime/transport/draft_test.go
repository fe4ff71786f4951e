package transport

import (
	"bytes"
	"strings"
	"testing"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// A draft is encoded as the frame of the same message, behind what is there already.
func TestDraft(t *testing.T) {
	formats := []wamp.Format{wamp.JSON, wamp.MessagePack, wamp.CBOR}
	for _, format := range formats {
		for _, from := range formats {
			for _, n := range []int{0, 90, 95, 100, 105, 110, 115, 120, 125, 130, 900, 65_480, 65_500, 65_530, 70_000} {
				args := []byte(`["` + strings.Repeat("\\t", n/2) + `"]`)
				if from != wamp.JSON {
					args = []byte("\x90")
					if from == wamp.CBOR {
						args = []byte("\x80")
					}
				}
				d := NewDraft(format, &wamp.Result{Request: 7, Payload: wamp.Payload{Format: from, Args: args}})
				f, err := d.Frame()
				if err != nil {
					t.Fatal(err)
				}
				for name, form := range map[string]struct {
					want   []byte
					append func(*Buffer) (int, error)
				}{
					"WebSocket": {f.WebSocket(), d.AppendWebSocket},
					"RawSocket": {f.RawSocket(), d.AppendRawSocket},
				} {
					var b Buffer
					b.Append([]byte("before"))
					size, err := form.append(&b)
					if err != nil || size != f.Size() || !bytes.Equal(b.Bytes(), append([]byte("before"), form.want...)) {
						t.Errorf("%s in %s of %d bytes from %s: %d bytes %.80q, error %v", name, format, n, from, size, b.Bytes(), err)
					}
					b.Free()
				}
				f.Release()
			}
		}
	}
}

// A message that can not be encoded leaves the buffer as it was.
func TestDraftThatFails(t *testing.T) {
	d := NewDraft(wamp.JSON, &wamp.Welcome{Session: 1, Details: wamp.Dict{"a": func() {}}})
	for _, append := range []func(*Buffer) (int, error){d.AppendWebSocket, d.AppendRawSocket} {
		var b Buffer
		b.Append([]byte("before"))
		if size, err := append(&b); err == nil || size != 0 || string(b.Bytes()) != "before" {
			t.Errorf("%d bytes, error %v, the buffer is %q", size, err, b.Bytes())
		}
		b.Free()
	}
}

// A buffer that was lent something changes memory of its own only.
func TestBufferLend(t *testing.T) {
	lent := []byte("lent and more")
	var b Buffer
	b.Append([]byte("former"))
	b.Lend(lent[:4])
	if got := string(b.Bytes()); got != "lent" || b.Len() != 4 {
		t.Errorf("content %q", got)
	}
	b.Append([]byte(", changed"))
	if got := string(b.Bytes()); got != "lent, changed" || string(lent) != "lent and more" {
		t.Errorf("content %q, lent %q", got, lent)
	}
	b.Lend(lent[:4])
	if b.Truncate(2); string(b.Bytes()) != "le" {
		t.Errorf("content %q", b.Bytes())
	}
	if b.Free(); b.Len() != 0 {
		t.Errorf("%d bytes after Free", b.Len())
	}
}
