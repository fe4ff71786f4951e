package conformance

import (
	"fmt"
	"strings"
	"testing"
)

// garbage is what is no message, or only the beginning of one.
var garbage = map[string][]string{
	"json": {
		"", " ", "null", "true", "1", `"HELLO"`, "{}", "[]", "[", "]", "[1", "[1,", "[[]]", "[,]", "[1,]", "[1e400]", "[01]", "NaN", "[NaN]",
		`[48,1,{},"a.b",[1}]`, `[48,1,{},"a.b",[1]`, `[48,1,{},"a.b"]]`, `[48,1,{},"a.b"] [48,2,{},"a.b"]`, `[48,1,{},"a.b",["\x"]]`,
		`[48,1,{},"a.b",["` + "\x01" + `"]]`, `[48,1,{},"a.b",[tru]]`, `[48,1,{},"a.b",[1 2]]`, `[48,1,{},"a.b",[],{"a" 1}]`, `[48,1,{},"a.b",[],{1:1}]`,
		`[48,1,{"timeout":},"a.b"]`, `[48,1,{},'a.b']`, `[48,1,{},"a.b",["\ud8"]]`, `[48,1,{},"a.b",` + strings.Repeat("[", 10_000),
		`[48,1,{},"a.b",` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + `]`, "\xef\xbb\xbf[48,1,{},\"a.b\"]", "[48,1,{},\"a.b\"]\x00",
	},
	"msgpack": {
		"", "\xc0", "\xc3", "\x01", "\x80", "\x90", "\xc1", "\xdc", "\xdd\xff\xff\xff\xff", "\xdf\xff\xff\xff\xff", "\x91\x30", "\x94\x30\x01\x80",
		"\x94\x30\x01\xdf\xff\xff\xff\xff", "\x94\x30\x01\x80\xdb\xff\xff\xff\xff", "\x95\x30\x01\x80\xa3a.b\xdd\xff\xff\xff\xff", "\x95\x30\x01\x80\xa3a.b\xc1",
		"\x94\x30\x01\x80\xa3a.b\x00", "\x94\x30\xff\x80\xa3a.b", "\x94\x30\x01\x80\xa3\xc3\x28.", "\x95\x30\x01\x80\xa3a.b\x91\xa2\xc3\x28",
		"\x95\x30\x01\x80\xa3a.b" + strings.Repeat("\x91", 10_000), "\xff\xff\xff\xff", "\x94\x30\x01\x80\xc4\x03a.b", "\x94\x30\x01\x81\x01\x02\xa3a.b",
	},
	"cbor": {
		"", "\xf6", "\xf5", "\x01", "\xa0", "\x80", "\x1c", "\xff", "\x9b\xff\xff\xff\xff\xff\xff\xff\xff", "\x9f", "\x9f\x01", "\x81\x18\x30", "\x84\x18\x30\x01\xa0",
		"\x84\x18\x30\x01\xbb\xff\xff\xff\xff\xff\xff\xff\xff", "\x84\x18\x30\x01\xa0\x7b\xff\xff\xff\xff\xff\xff\xff\xff",
		"\x85\x18\x30\x01\xa0\x63a.b\x9b\x7f\xff\xff\xff\xff\xff\xff\xff", "\x84\x18\x30\x01\xa0\x63a.b\x00", "\x84\x18\x30\x20\xa0\x63a.b",
		"\x84\x18\x30\x01\xa0\x63\xc3\x28.", "\x85\x18\x30\x01\xa0\x63a.b\x81\x62\xc3\x28", "\x85\x18\x30\x01\xa0\x63a.b" + strings.Repeat("\x81", 10_000),
		"\x84\x18\x30\x01\xa0\x43a.b", "\x84\x18\x30\x01\xa1\x01\x02\x63a.b", "\x84\x18\x30\x01\xbf\x61a\xff\x63a.b",
	},
}

// Section "Protocol Errors": "catching error during message decoding", and lists
// that are no messages.
func TestGarbage(t *testing.T) {
	for _, joined := range []bool{false, true} {
		t.Run(fmt.Sprintf("joined %t", joined), func(t *testing.T) {
			inEach(t, func(t *testing.T, s serializer) {
				for _, data := range garbage[s.name] {
					t.Run(fmt.Sprintf("%.40q", data), func(t *testing.T) {
						t.Parallel()
						p := dial(t, s)
						if joined {
							p = join(t, s)
						}
						p.sendBytes([]byte(data))
						p.wantAbort(protocolViolation)
					})
				}
			})
		})
	}
}

// A text message is UTF-8 (RFC 6455, section 8.1); what is not gets no ABORT that
// a peer could expect, but the end of the connection with status 1007, or ABORT.
func TestTextThatIsNotUTF8(t *testing.T) {
	t.Parallel()
	for _, data := range []string{"[48,1,{},\"a.b\",[\"\xc3\x28\"]]", "\xff\xfe", "[48,1,{},\"\xed\xa0\x80\"]"} {
		p := join(t, asJSON)
		p.sendBytes([]byte(data))
		p.wantAbort(protocolViolation)
	}
}
