package transport

import (
	"compress/flate"
	"encoding/binary"
	"errors"
	"sync"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// compressFrom is the size from which messages are compressed.
const compressFrom = 1 << 10

// Compressible reports whether the message is worth compressing: an event, which many
// receivers share, of 1 KiB or more.
func (f *Frame) Compressible() bool { return f.event && f.size >= compressFrom }

// Deflated returns the message as one whole frame of a WebSocket server, compressed by
// permessage-deflate (RFC 7692) without a context where the message is Compressible and
// gets smaller. It is compressed once for all receivers.
func (f *Frame) Deflated() []byte {
	if data := f.deflated(deflatedForm); len(data) > 0 {
		return data
	}
	return f.WebSocket()
}

// DeflatedBatched is Deflated of a batch of one.
func (f *Frame) DeflatedBatched() []byte {
	if data := f.deflated(deflatedBatchForm); len(data) > 0 {
		return data
	}
	return f.Batched()
}

// deflated returns nothing for a message that is sent as it is.
func (f *Frame) deflated(want form) []byte {
	if !f.Compressible() {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.copies == nil {
		f.copies = new(copies)
	}
	s := f.copies[want]
	if s == nil {
		var before, after []byte
		switch {
		case want == deflatedForm:
		case f.format == wamp.JSON:
			after = []byte{recordSeparator}
		default:
			before = binary.BigEndian.AppendUint32(nil, uint32(f.size))
		}
		s = deflate(f.format.Binary(), before, f.Payload(), after)
		f.copies[want] = s
	}
	return s.data
}

// deflateTail ends what flate writes, and is not sent (RFC 7692, section 7.2.1).
const deflateTail = "\x00\x00\xff\xff"

// deflate compresses the parts into one frame. The slab is empty if that is not smaller.
func deflate(binaryFrame bool, parts ...[]byte) *slab {
	size := 0
	for _, part := range parts {
		size += len(part)
	}
	d := deflaters.Get().(*deflater)
	defer deflaters.Put(d)
	s := borrow(longestHeader + size + len(deflateTail))
	d.out = s.data[:longestHeader:cap(s.data)]
	d.room = size - 1 + len(deflateTail)
	out, err := d.deflate(parts)
	if err != nil {
		s.free()
		return &slab{}
	}
	end := len(out) - len(deflateTail)
	start := longestHeader - PutWebSocketHeader(out[:longestHeader], end-longestHeader, binaryFrame)
	const rsv1 = 0x40 // "the message is compressed"
	out[start] |= rsv1
	s.data = out[:copy(out, out[start:end])] // the slab keeps its capacity
	return s
}

// deflater compresses into memory that does not grow.
type deflater struct {
	flate *flate.Writer
	out   []byte
	room  int // what may follow in out
}

// deflaters is shared: each takes about a megabyte, and is needed only for a moment.
var deflaters = sync.Pool{New: func() any {
	d := &deflater{}
	d.flate, _ = flate.NewWriter(nil, flate.BestSpeed) // fails for a wrong level only
	return d
}}

var errNoSmaller = errors.New("the message does not get smaller")

// Write implements io.Writer, for flate.
func (d *deflater) Write(p []byte) (int, error) {
	if d.room -= len(p); d.room < 0 {
		return 0, errNoSmaller
	}
	d.out = append(d.out, p...)
	return len(p), nil
}

func (d *deflater) deflate(parts [][]byte) ([]byte, error) {
	defer func() { d.out = nil }()
	d.flate.Reset(d)
	for _, part := range parts {
		if _, err := d.flate.Write(part); err != nil {
			return nil, err
		}
	}
	if err := d.flate.Flush(); err != nil {
		return nil, err
	}
	return d.out, nil
}
