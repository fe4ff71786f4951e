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

// The forms of a frame are the same whichever is asked for first, and by whom.
func TestFrameForms(t *testing.T) {
	const message = `[36,1,2,{},["x"]]`
	n := byte(len(message))
	for _, test := range []struct {
		name   string
		format wamp.Format
		form   func(*Frame) []byte
		want   string
	}{
		{"WebSocket", wamp.JSON, (*Frame).WebSocket, "\x81" + string(rune(n)) + message},
		{"batched JSON", wamp.JSON, (*Frame).Batched, "\x81" + string(rune(n+1)) + message + "\x1e"},
		{"RawSocket", wamp.JSON, (*Frame).RawSocket, "\x00\x00\x00" + string(rune(n)) + message},
		{"batched MessagePack", wamp.MessagePack, (*Frame).Batched, "\x82\x0c\x00\x00\x00\x08\x95\x24\x01\x02\x80\x91\xa1x"},
		{"batched CBOR", wamp.CBOR, (*Frame).Batched, "\x82\x0d\x00\x00\x00\x09\x85\x18\x24\x01\x02\xa0\x81\x61x"},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, before := range []func(*Frame) []byte{nil, (*Frame).WebSocket, (*Frame).Batched, (*Frame).RawSocket} {
				f, err := NewFrame(test.format, event(wamp.JSON, `["x"]`))
				if err != nil {
					t.Fatal(err)
				}
				if before != nil {
					before(f)
				}
				var asking sync.WaitGroup
				for range 4 {
					asking.Go(func() {
						if diff := cmp.Diff(test.want, string(test.form(f))); diff != "" {
							t.Errorf("(-want +got):\n%s", diff)
						}
					})
				}
				asking.Wait()
				f.Release()
			}
		})
	}
}

func TestAppendBatched(t *testing.T) {
	for f, want := range map[wamp.Format]string{
		wamp.JSON:        "[36,1,2,{},[1]]\x1e[36,1,2,{},[2]]\x1e",
		wamp.MessagePack: "\x00\x00\x00\x07\x95\x24\x01\x02\x80\x91\x01\x00\x00\x00\x07\x95\x24\x01\x02\x80\x91\x02",
		wamp.CBOR:        "\x00\x00\x00\x08\x85\x18\x24\x01\x02\xa0\x81\x01\x00\x00\x00\x08\x85\x18\x24\x01\x02\xa0\x81\x02",
	} {
		var buf Buffer
		for _, args := range []string{"[1]", "[2]"} {
			frame, err := NewFrame(f, event(wamp.JSON, args))
			if err != nil {
				t.Fatal(err)
			}
			frame.AppendBatched(&buf)
			frame.Release()
		}
		if diff := cmp.Diff(want, string(buf.Bytes())); diff != "" {
			t.Errorf("%s (-want +got):\n%s", f, diff)
		}
		buf.Free()
	}
}
