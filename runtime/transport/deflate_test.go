package transport

import (
	"bytes"
	"compress/flate"
	"crypto/rand"
	"encoding/hex"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// inflate undoes a frame of a server, by RFC 7692, section 7.2.2; plain frames have none of
// its bits.
func inflate(t *testing.T, frame []byte) (message []byte, compressed bool) {
	t.Helper()
	header := 2
	switch frame[1] {
	case 126:
		header = 4
	case 127:
		header = 10
	}
	data := frame[header:]
	if frame[0]&0x40 == 0 {
		return data, false
	}
	r := flate.NewReader(io.MultiReader(bytes.NewReader(data), strings.NewReader("\x00\x00\xff\xff\x01\x00\x00\xff\xff")))
	message, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return message, true
}

func newFrame(t *testing.T, format wamp.Format, m wamp.Message) *Frame {
	t.Helper()
	f, err := NewFrame(format, m)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestDeflated(t *testing.T) {
	noise := make([]byte, 3000)
	rand.Read(noise)
	long := `["` + strings.Repeat("all work and no play ", 10_000) + `"]`
	payload := wamp.Payload{Format: wamp.JSON, Args: []byte(long)}
	for name, test := range map[string]struct {
		message    wamp.Message
		compressed bool
	}{
		"large event":   {event(wamp.JSON, long), true},
		"hexadecimal":   {event(wamp.JSON, `["`+hex.EncodeToString(noise)+`"]`), true},
		"small event":   {event(wamp.JSON, `["`+strings.Repeat("x", 900)+`"]`), false},
		"another":       {&wamp.Result{Request: 1, Payload: payload}, false},
		"just 64 KiB":   {event(wamp.JSON, `["`+strings.Repeat("x", 1<<16)+`"]`), true},
		"several MiB":   {event(wamp.JSON, `["`+strings.Repeat("xyz", 1<<20)+`"]`), true},
		"just large":    {event(wamp.JSON, `["`+strings.Repeat("x", 1024)+`"]`), true},
		"empty":         {event(wamp.JSON, `[]`), false},
		"a single list": {event(wamp.JSON, `[`+strings.Repeat("1,", 2000)+`1]`), true},
	} {
		for _, format := range []wamp.Format{wamp.JSON, wamp.MessagePack, wamp.CBOR} {
			t.Run(name+" "+format.String(), func(t *testing.T) {
				f := newFrame(t, format, test.message)
				defer f.Release()
				got, compressed := inflate(t, f.Deflated())
				if !bytes.Equal(got, f.Payload()) || compressed != test.compressed {
					t.Errorf("compressed %v, want %v; message %.60q, want %.60q", compressed, test.compressed, got, f.Payload())
				}
				batch, compressed := inflate(t, f.DeflatedBatched())
				if err := CheckBatch(format, batch); err != nil || compressed != test.compressed {
					t.Fatalf("batch: %v, compressed %v, want %v", err, compressed, test.compressed)
				}
				if got, rest := CutBatch(format, batch); !bytes.Equal(got, f.Payload()) || len(rest) > 0 {
					t.Errorf("batch of %.60q and %d bytes", got, len(rest))
				}
				if compressed && len(f.Deflated()) >= len(f.WebSocket()) {
					t.Errorf("%d bytes, %d without compression", len(f.Deflated()), len(f.WebSocket()))
				}
			})
		}
	}
}

// What does not get smaller goes as it is.
func TestNoiseIsNotDeflated(t *testing.T) {
	noise := make([]byte, 3000)
	rand.Read(noise)
	f := newFrame(t, wamp.CBOR, event(wamp.CBOR, string(append([]byte{0x81, 0x59, 0x0b, 0xb8}, noise...))))
	defer f.Release()
	for range 2 {
		if _, compressed := inflate(t, f.Deflated()); compressed {
			t.Error("noise is compressed")
		}
	}
	if !bytes.HasSuffix(f.Deflated(), f.Payload()) {
		t.Error("the message is not there")
	}
}

// All receivers are sent the same memory, whoever asks first.
func TestDeflatedOnce(t *testing.T) {
	f := newFrame(t, wamp.JSON, event(wamp.JSON, `["`+strings.Repeat("again ", 1000)+`"]`))
	defer f.Release()
	got := make([][]byte, 8)
	var askers sync.WaitGroup
	for i := range got {
		askers.Go(func() { got[i] = f.Deflated(); f.WebSocket() })
	}
	askers.Wait()
	for _, data := range got {
		if &data[0] != &got[0][0] {
			t.Error("compressed twice")
		}
	}
}
