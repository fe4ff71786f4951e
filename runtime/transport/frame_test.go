package transport

import (
	"bytes"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime/wamp"
)

func event(f wamp.Format, args string) *wamp.Event {
	return &wamp.Event{Subscription: 1, Publication: 2, Payload: wamp.Payload{Format: f, Args: []byte(args)}}
}

func TestFrameHeaders(t *testing.T) {
	const around = len(`[36,1,2,{},[""]]`)
	for _, test := range []struct {
		text   int
		header []byte
	}{
		{0, []byte{0x81, byte(around)}},
		{125 - around, []byte{0x81, 125}},
		{126 - around, []byte{0x81, 126, 0, 126}},
		{65535 - around, []byte{0x81, 126, 0xff, 0xff}},
		{65536 - around, []byte{0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0}},
	} {
		t.Run(strconv.Itoa(test.text), func(t *testing.T) {
			f, err := NewFrame(wamp.JSON, event(wamp.JSON, `["`+strings.Repeat("x", test.text)+`"]`))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Release()
			want := `[36,1,2,{},["` + strings.Repeat("x", test.text) + `"]]`
			if string(f.Payload()) != want || f.Size() != len(want) {
				t.Errorf("payload of %d bytes, want %d", f.Size(), len(want))
			}
			wire := f.WebSocket()
			if diff := cmp.Diff(test.header, wire[:len(wire)-f.Size()]); diff != "" {
				t.Errorf("header (-want +got):\n%s", diff)
			}
			if !bytes.HasSuffix(wire, f.Payload()) {
				t.Error("the frame does not end with the message")
			}
		})
	}
}

func TestFrameOfBinaryFormats(t *testing.T) {
	for _, f := range []wamp.Format{wamp.MessagePack, wamp.CBOR} {
		frame, err := NewFrame(f, event(wamp.JSON, `[1]`))
		if err != nil {
			t.Fatal(err)
		}
		if got := frame.WebSocket()[0]; got != 0x82 || frame.Format() != f {
			t.Errorf("%s: first byte %#x of a frame in %s", f, got, frame.Format())
		}
		frame.Release()
	}
}

func TestFrameThatCanNotBeEncoded(t *testing.T) {
	if f, err := NewFrame(wamp.JSON, &wamp.Hello{Realm: "a", Details: wamp.Dict{"x": make(chan int)}}); err == nil {
		t.Errorf("encoded as %q", f.Payload())
	}
}

// Readers of a shared frame see its bytes until the last of them lets go.
func TestFrameIsShared(t *testing.T) {
	f, err := NewFrame(wamp.JSON, event(wamp.JSON, `["shared"]`))
	if err != nil {
		t.Fatal(err)
	}
	want := string(f.WebSocket())
	var readers sync.WaitGroup
	for range 8 {
		f.Retain()
		readers.Go(func() {
			defer f.Release()
			for range 100 {
				other, err := NewFrame(wamp.JSON, event(wamp.JSON, `["other"]`))
				if err != nil || string(f.WebSocket()) != want {
					t.Errorf("frame became %q, error %v", f.WebSocket(), err)
					return
				}
				other.Release()
			}
		})
	}
	f.Release()
	readers.Wait()
}

func TestFrameReleasedTooOften(t *testing.T) {
	f := new(Frame)
	defer func() {
		if recover() == nil {
			t.Error("no panic: memory of other sessions would have been overwritten")
		}
	}()
	f.Release()
}

func BenchmarkNewFrame(b *testing.B) {
	m := event(wamp.JSON, `["a small payload"]`)
	b.ReportAllocs()
	for b.Loop() {
		f, err := NewFrame(wamp.JSON, m)
		if err != nil {
			b.Fatal(err)
		}
		f.Release()
	}
}
