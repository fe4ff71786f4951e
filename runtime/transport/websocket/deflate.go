package websocket

import (
	"compress/flate"
	"errors"
	"io"
	"maps"
	"net/http"
	"strconv"
	"strings"

	"github.com/wampgen/wampgen/runtime/transport"
)

// deflatedFrames is the framing of a server that compresses (RFC 7692).
type deflatedFrames struct{ serverFrames }

// Wire implements stream.Framing.
func (deflatedFrames) Wire(f *transport.Frame) []byte { return f.Deflated() }

// Gather implements stream.Framing.
func (deflatedFrames) Gather(buf *transport.Buffer, f *transport.Frame) { buf.Append(f.Deflated()) }

// Encodes implements stream.Encoder: events may be compressed.
func (deflatedFrames) Encodes(d transport.Draft) bool { return !d.Event() }

// deflatedBatches is the framing of batches of a server that compresses: what is worth it
// is a batch of its own, compressed once for all its receivers.
type deflatedBatches struct{ batches }

// Wire implements stream.Framing.
func (deflatedBatches) Wire(f *transport.Frame) []byte { return f.DeflatedBatched() }

// Apart implements stream.Framing.
func (deflatedBatches) Apart(f *transport.Frame) bool { return f.Compressible() }

// The extension and its parameters (RFC 7692, section 7.1).
const (
	extensions              = "Sec-Websocket-Extensions"
	permessageDeflate       = "permessage-deflate"
	serverNoContextTakeover = "server_no_context_takeover"
	clientNoContextTakeover = "client_no_context_takeover"
	clientMaxWindowBits     = "client_max_window_bits"
)

// offersDeflate reports whether a client offers permessage-deflate in a way to which the
// answer can be "server_no_context_takeover; client_no_context_takeover", which is all
// that gorilla answers.
func offersDeflate(header http.Header) bool {
	for _, value := range header[extensions] {
		for offer := range strings.SplitSeq(value, ",") {
			if acceptable(offer) {
				return true
			}
		}
	}
	return false
}

// acceptable reports whether one offer is: section 7.1 has those declined that have an
// unknown parameter, one twice or one with a wrong value. A limited window of the server
// (server_max_window_bits) can not be promised.
func acceptable(offer string) bool {
	name, rest, more := strings.Cut(offer, ";")
	if !strings.EqualFold(trim(name), permessageDeflate) {
		return false
	}
	seen := map[string]bool{}
	for more {
		var parameter string
		parameter, rest, more = strings.Cut(rest, ";")
		name, value, valued := strings.Cut(parameter, "=")
		name = trim(name)
		if seen[name] {
			return false
		}
		seen[name] = true
		switch name {
		case serverNoContextTakeover, clientNoContextTakeover:
			if valued {
				return false
			}
		case clientMaxWindowBits:
			if valued && !windowBits(trim(value)) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// windowBits reports whether a value is a number from 8 to 15 without leading zeros.
func windowBits(value string) bool {
	if n := len(value); n > 2 && value[0] == '"' && value[n-1] == '"' {
		value = value[1 : n-1]
	}
	n, err := strconv.Atoi(value)
	return err == nil && n >= 8 && n <= 15 && strconv.Itoa(n) == value
}

func trim(s string) string { return strings.Trim(s, " \t") }

// onlyDeflate returns the request with the one offer that is accepted, for gorilla
// looks for the name alone.
func onlyDeflate(r *http.Request) *http.Request {
	r = r.WithContext(r.Context())
	r.Header = maps.Clone(r.Header)
	r.Header[extensions] = []string{permessageDeflate}
	return r
}

// isCorrupt reports whether a compressed message is what failed: gorilla has other errors
// for connections that end.
func isCorrupt(err error) bool {
	var corrupt flate.CorruptInputError
	return errors.As(err, &corrupt) || err == io.ErrUnexpectedEOF
}
