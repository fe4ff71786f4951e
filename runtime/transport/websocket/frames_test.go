package websocket

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// frameCase is what a client sends, what the server's user reads of it, and how the
// connection ends.
type frameCase struct {
	name   string
	format wamp.Format
	send   string
	want   []string
	end    outcome
}

// outcome is how a connection ends: by the close frame of the peer, which is answered
// with its code, or by a fault of the peer.
type outcome struct {
	code  transport.CloseCode
	fault bool
}

// fine is the end of a peer that has closed in good order after what it sent.
var fine = outcome{code: transport.CloseNormal}

func fault(code transport.CloseCode) outcome { return outcome{code, true} }

// frameCases are all cases. The outcomes follow from RFC 6455, not from a run.
func frameCases() (cases []frameCase) {
	for _, group := range [][]frameCase{
		headCases(), maskCases(), controlCases(), closeCodeCases(), fragmentCases(), textCases(), lengthCases(),
	} {
		cases = append(cases, group...)
	}
	return cases
}

// headCases have every possible first byte of a first frame: opcodes, FIN and
// reserved bits (sections 5.2, 5.4 and 5.5).
func headCases() (cases []frameCase) {
	for first := range 256 {
		op, whole, reserved := first&0x0f, first&fin != 0, first&0x70 != 0
		c := frameCase{name: fmt.Sprintf("first byte %#02x", first), format: wamp.JSON, end: fine}
		body, rest := "[1]", ""
		switch {
		case op == opClose:
			body = "\x03\xe8"
		case !whole:
			rest = masked(fin, "]")
		}
		switch {
		case reserved: // no extension was negotiated
			c.end = fault(transport.CloseProtocolError)
		case op == text && whole:
			c.want = []string{"[1]"}
		case op == text:
			c.want = []string{"[1]]"}
		case op == bin: // a matter of the subprotocol
			c.end = fault(transport.CloseUnsupportedData)
		case (op == ping || op == pong || op == opClose) && whole:
		default: // continuation of nothing, control frame in fragments, reserved opcode
			c.end = fault(transport.CloseProtocolError)
		}
		c.send = masked(byte(first), body) + rest
		cases = append(cases, c)
	}
	return cases
}

// maskCases are frames that are not masked, as all frames of clients have to be
// (section 5.1).
func maskCases() (cases []frameCase) {
	for _, first := range []byte{fin | text, text, fin | bin, fin | ping, fin | pong, fin | opClose} {
		for _, before := range []string{"", masked(fin|text, "[0]"), masked(fin|ping, "")} {
			c := frameCase{
				name:   fmt.Sprintf("unmasked %#02x after %d bytes", first, len(before)),
				format: wamp.JSON,
				send:   before + string([]byte{first, 2, 0x03, 0xe8}),
				end:    fault(transport.CloseProtocolError),
			}
			if strings.HasPrefix(before, "\x81") {
				c.want = []string{"[0]"}
			}
			cases = append(cases, c)
		}
	}
	return cases
}

// controlCases are the lengths of control frames: at most 125 bytes, in a head of one
// byte (section 5.5).
func controlCases() (cases []frameCase) {
	for _, op := range []byte{ping, pong, opClose} {
		for _, n := range []int{0, 1, 2, 3, 64, 124, 125, 126, 127, 128, 500} {
			body := strings.Repeat("x", n)
			c := frameCase{name: fmt.Sprintf("opcode %d of %d bytes", op, n), format: wamp.JSON, end: fine}
			if op == opClose && n >= 2 {
				body = "\x0f\xa0" + body[2:] // code 4000
				c.end.code = 4000
			}
			if op == opClose && n < 2 {
				// One byte should be a fault; gorilla takes it for none. The connection
				// ends with its close frame either way.
				c.end.code = transport.CloseNoStatus
			}
			if n > maxControl {
				c.end = fault(transport.CloseProtocolError)
			}
			c.send = masked(fin|op, body)
			cases = append(cases, c)
		}
	}
	return cases
}

// closeCodeCases are the codes that a close frame may have (section 7.4): those that the
// section and its registry define for the wire, and those of applications.
func closeCodeCases() (cases []frameCase) {
	valid := func(code int) bool {
		switch code {
		case 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013:
			return true
		}
		return code >= 3000 && code <= 4999
	}
	for _, code := range []int{
		0, 1, 500, 999, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1015,
		1016, 1100, 1999, 2000, 2999, 3000, 3001, 3999, 4000, 4500, 4999, 5000, 10000, 65535,
	} {
		for _, reason := range []string{"", "good bye", "grüße", strings.Repeat("r", maxControl-closeStatus)} {
			c := frameCase{name: fmt.Sprintf("close code %d with a reason of %d bytes", code, len(reason)), format: wamp.JSON}
			c.send = masked(fin|opClose, string(binary.BigEndian.AppendUint16(nil, uint16(code)))+reason)
			c.end = outcome{code: transport.CloseCode(code)}
			if !valid(code) {
				c.end = fault(transport.CloseProtocolError)
			}
			cases = append(cases, c)
		}
	}
	for _, reason := range invalidText {
		cases = append(cases, frameCase{
			name: fmt.Sprintf("close reason %q", reason), format: wamp.JSON,
			send: masked(fin|opClose, "\x03\xe8"+reason), end: fault(transport.CloseProtocolError),
		})
	}
	return cases
}

// fragmentCases are messages in one to four fragments, with control frames or what is not
// allowed there in each gap (section 5.4).
func fragmentCases() (cases []frameCase) {
	between := []struct {
		name, frame string
		end         outcome
	}{
		{"nothing", "", fine},
		{"a ping", masked(fin|ping, "p"), fine},
		{"a pong", masked(fin|pong, "p"), fine},
		{"an empty fragment", masked(0, ""), fine},
		{"a close", masked(fin|opClose, "\x03\xe8"), fine}, // the message is lost
		{"another message", masked(fin|text, "[2]"), fault(transport.CloseProtocolError)},
		{"the beginning of another message", masked(text, "[2"), fault(transport.CloseProtocolError)},
		{"a binary message", masked(fin|bin, "[2]"), fault(transport.CloseProtocolError)},
		{"a ping in fragments", masked(ping, "p"), fault(transport.CloseProtocolError)},
		{"a reserved opcode", masked(fin|5, ""), fault(transport.CloseProtocolError)},
		{"a reserved bit", masked(rsv1, "x"), fault(transport.CloseProtocolError)},
	}
	const message = "[1,2,3,4]"
	for fragments := 2; fragments <= 4; fragments++ {
		for gap := 1; gap < fragments; gap++ {
			for _, b := range between {
				c := frameCase{name: fmt.Sprintf("%s in gap %d of %d fragments", b.name, gap, fragments), format: wamp.JSON, end: b.end}
				for i := range fragments {
					if i == gap {
						c.send += b.frame
					}
					var first byte
					if i == 0 {
						first = text
					}
					if i == fragments-1 {
						first |= fin
					}
					c.send += masked(first, message[len(message)*i/fragments:len(message)*(i+1)/fragments])
				}
				if !b.end.fault && b.name != "a close" {
					c.want = []string{message}
				}
				cases = append(cases, c)
			}
		}
	}
	return cases
}

// Text by section 8.1 of RFC 6455 and by RFC 3629.
var (
	validText = []string{
		"\x00", "\x7f", "\u0080", "\u07ff", "\u0800", "\ud7ff", "\ue000", "\ufffd", "\ufffe", "\uffff", "\U00010000", "\U0010ffff", "κόσμε",
	}
	invalidText = []string{
		"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc2\x41", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xe2\x82", "\xed\xa0\x80", "\xed\xbf\xbf",
		"\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf", "\xf0\x9f\x98", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xf8\x88\x80\x80\x80", "\xfe", "\xff",
	}
)

// textCases have text whole and cut at each byte.
func textCases() (cases []frameCase) {
	for _, content := range append(append([]string{}, validText...), invalidText...) {
		message := `["` + content + `"]`
		for cut := range len(message) + 1 {
			c := frameCase{
				name: fmt.Sprintf("text %q cut at %d", content, cut), format: wamp.JSON,
				send: masked(text, message[:cut]) + masked(fin, message[cut:]),
				want: []string{message}, end: fine,
			}
			if !utf8.ValidString(content) {
				c.want, c.end = nil, fault(transport.CloseInvalidPayload)
			}
			cases = append(cases, c)
		}
		// What is no text may be anything.
		cases = append(cases, frameCase{name: fmt.Sprintf("binary %q", content), format: wamp.CBOR, send: masked(fin|bin, content), want: []string{content}, end: fine})
	}
	return cases
}

// lengthCases are lengths around those where the head grows and the limit (section 5.2),
// of messages in one and in two frames.
func lengthCases() (cases []frameCase) {
	for _, n := range []int{0, 1, 124, 125, 126, 127, 128, 255, 256, limit - 1, limit, limit + 1, 2 * limit, 65535, 65536, 70000} {
		for _, cut := range []int{0, 1, n / 2, n} {
			message := strings.Repeat("x", n)
			c := frameCase{
				name: fmt.Sprintf("%d bytes cut at %d", n, cut), format: wamp.MessagePack,
				send: masked(bin, message[:min(cut, n)]) + masked(fin, message[min(cut, n):]),
				want: []string{message}, end: fine,
			}
			if n > limit {
				c.want, c.end = nil, fault(transport.CloseTooBig)
			}
			cases = append(cases, c)
		}
	}
	return cases
}

func TestFrames(t *testing.T) {
	cases := frameCases()
	if len(cases) < 200 {
		t.Fatalf("only %d cases", len(cases))
	}
	s := newServer(t, Options{Limits: transport.Limits{MessageSize: limit}}, false)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { c.run(t, s) })
	}
}

func (c *frameCase) run(t *testing.T, s *server) {
	client := s.dialRaw(t, c.format)
	srv := s.accept(t)
	srv.OnIdle(func() { srv.TryFlush() })
	written := make(chan struct{})
	go func() {
		defer close(written)
		io.WriteString(client, c.send+masked(fin|opClose, "\x03\xe8"))
	}()
	var got []string
	var buf transport.Buffer
	defer buf.Free()
	err := srv.Read(&buf)
	for ; err == nil; err = srv.Read(&buf) {
		got = append(got, string(buf.Bytes()))
	}
	if diff := cmp.Diff(c.want, got); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
	var closed *transport.CloseError
	switch isClose := errors.As(err, &closed); {
	case !c.end.fault && err == io.EOF:
	case !c.end.fault && isClose && closed.Peer && closed.Code == c.end.code:
	case c.end.fault && isClose && !closed.Peer && closed.Code == c.end.code:
	default:
		t.Errorf("read ended with %v, want %+v", err, c.end)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		srv.Close(c.end.code, "") // says what the connection has not said by itself
	}()
	if code := client.closeCode(); code != int(c.end.code) {
		t.Errorf("close code %d, want %d", code, c.end.code)
	}
	<-written
	client.Close()
	<-ended
}
