package transport

import (
	"bytes"
	"encoding/binary"
	"errors"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Faults of batches.
var (
	errEmptyBatch = errors.New("batch without a message")
	errCutBatch   = errors.New("batch with a message that does not end")
)

// CheckBatch reports what is wrong with a batch (section "Message Batching").
func CheckBatch(f wamp.Format, data []byte) error {
	if len(data) == 0 {
		return errEmptyBatch
	}
	if f == wamp.JSON {
		if data[len(data)-1] != recordSeparator {
			return errCutBatch
		}
		return nil
	}
	for len(data) > 0 {
		if len(data) < batchPrefix {
			return errCutBatch
		}
		n := uint64(binary.BigEndian.Uint32(data))
		if data = data[batchPrefix:]; n > uint64(len(data)) {
			return errCutBatch
		}
		data = data[n:]
	}
	return nil
}

// CutBatch returns the first message of a batch that was checked.
func CutBatch(f wamp.Format, data []byte) (message, rest []byte) {
	if f == wamp.JSON {
		message, rest, _ = bytes.Cut(data, []byte{recordSeparator})
		return message, rest
	}
	n := int(binary.BigEndian.Uint32(data))
	return data[batchPrefix : batchPrefix+n], data[batchPrefix+n:]
}
