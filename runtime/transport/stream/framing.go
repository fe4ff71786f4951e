package stream

import "github.com/wampgen/wampgen/runtime/transport"

// Framing is the form in which frames go over a stream. Its methods are called
// under the locks of a Stream and must not call it.
type Framing interface {
	// Wire returns a frame in the form that all connections of the framing share;
	// nil where each has one of its own.
	Wire(f *transport.Frame) []byte

	// Apart reports whether a frame below ByReference waits by itself, too.
	Apart(f *transport.Frame) bool

	// Gather adds a frame to a buffer of others, or of none.
	Gather(buf *transport.Buffer, f *transport.Frame)

	// Seal completes what was gathered in a buffer, just before it is written, and
	// returns how many bytes at its beginning were not needed.
	Seal(data []byte) (unused int)

	// Batches reports whether a buffer is one unit of the wire: then control
	// frames stay out of it.
	Batches() bool

	// Whole returns how many messages end within the first bytes of data, which
	// was gathered or is shared, that were written.
	Whole(data []byte, written int) (messages int)
}

// Encoder is a Framing of messages that need no Frame: they are encoded in the buffer
// that gathers them.
type Encoder interface {
	// Encodes reports whether Encode may be called for a message below ByReference.
	Encodes(d transport.Draft) bool

	// Encode adds a message to a buffer and returns its length without framing. After
	// an error the buffer is as it was.
	Encode(buf *transport.Buffer, d transport.Draft) (size int, err error)
}
