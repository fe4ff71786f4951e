package transport

import (
	"encoding/binary"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Framing of batches (section "Message Batching") and of RawSocket (section
// "RawSocket Transport").
const (
	batchPrefix     = 4    // the length of a message that is not JSON
	recordSeparator = 0x1e // behind a message that is

	rawSocketPrefix = 4
	// LargestRawSocketMessage is the length of the longest message that RawSocket can
	// carry, in bytes.
	LargestRawSocketMessage = 1 << 24
)

// The headers of a frame that a WebSocket server sends.
const (
	shortHeader   = 2
	mediumHeader  = 4
	longestHeader = 10

	longestShort  = 125 // bytes of the longest message with each of the former
	longestMedium = 1<<16 - 1
)

func webSocketHeaderLength(size int) int {
	switch {
	case size <= longestShort:
		return shortHeader
	case size <= longestMedium:
		return mediumHeader
	}
	return longestHeader
}

// write writes a form around a message of size bytes at data[headroom], and returns
// where it begins and ends.
func (f form) write(data []byte, size int, format wamp.Format) (start, end int) {
	start, end = headroom, headroom+size
	switch f {
	case rawSocketForm:
		start -= rawSocketPrefix
		PutRawSocketLength(data[start:], size)
		return start, end
	case batchedForm:
		if format == wamp.JSON {
			data[end] = recordSeparator
			end++
		} else {
			start -= batchPrefix
			binary.BigEndian.PutUint32(data[start:], uint32(size))
		}
	}
	return start - PutWebSocketHeader(data[:start], end-start, format.Binary()), end
}

// PutRawSocketLength writes the prefix of a message of RawSocket.
func PutRawSocketLength(data []byte, size int) {
	// The 25th bit of the length is the extra bit of the first octet: the type of a
	// WAMP message is 0.
	const extra = 1 << 27
	prefix := uint32(size)
	if size == LargestRawSocketMessage {
		prefix = extra
	}
	binary.BigEndian.PutUint32(data, prefix)
}

// PutWebSocketHeader writes the header of an unmasked final data frame (RFC 6455,
// section 5.2) at the end of data and returns its length.
func PutWebSocketHeader(data []byte, size int, binaryFrame bool) (length int) {
	const final, text, binaryType = 0x80, 1, 2
	end := len(data)
	length = webSocketHeaderLength(size)
	switch length {
	case shortHeader:
		data[end-1] = byte(size)
	case mediumHeader:
		data[end-3] = 126
		binary.BigEndian.PutUint16(data[end-2:], uint16(size))
	default:
		data[end-9] = 127
		binary.BigEndian.PutUint64(data[end-8:], uint64(size))
	}
	data[end-length] = final | text
	if binaryFrame {
		data[end-length] = final | binaryType
	}
	return length
}

// AppendBatched adds the message to a batch.
func (f *Frame) AppendBatched(buf *Buffer) {
	if f.format == wamp.JSON {
		buf.Append(f.Payload())
		buf.Append([]byte{recordSeparator})
		return
	}
	binary.BigEndian.PutUint32(buf.Extend(batchPrefix), uint32(f.size))
	buf.Append(f.Payload())
}
