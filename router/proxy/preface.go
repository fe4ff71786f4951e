package proxy

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"strconv"
	"strings"
)

// What prefaces begin with, and how long they may be.
const (
	signature1 = "PROXY "
	signature2 = "\r\n\r\n\x00\r\nQUIT\n"

	shortest1 = len("PROXY UNKNOWN\r\n")
	longest1  = 107
	longest2  = 4 << 10 // what comes behind the first 16 octets; there are 216 without extensions
)

// ErrNoPreface is returned where a connection does not begin with a header of the PROXY
// protocol.
var ErrNoPreface = errors.New("no header of the PROXY protocol")

// ReadPreface reads the header of the PROXY protocol, version 1 or 2, that a connection begins
// with, and no octet more. The client has no address where the proxy speaks for itself (LOCAL), or
// for one that has none (UNKNOWN, a Unix socket). The error is io.EOF where nothing at all is sent.
func ReadPreface(r io.Reader) (Client, error) {
	first := make([]byte, shortest1, longest1) // a header of version 2 is longer than the shortest of 1
	if _, err := io.ReadFull(r, first[:1]); err != nil {
		return Client{}, err
	}
	if first[0] != signature1[0] && first[0] != signature2[0] {
		return Client{}, ErrNoPreface // before it is waited for more, of a client that has no more to say
	}
	if _, err := io.ReadFull(r, first[1:]); err != nil {
		return Client{}, unexpected(err)
	}
	if bytes.HasPrefix(first, []byte(signature2)) {
		return readVersion2(r, first)
	}
	if !bytes.HasPrefix(first, []byte(signature1)) {
		return Client{}, ErrNoPreface
	}
	if end := bytes.IndexByte(first, '\n'); end >= 0 && end < len(first)-1 {
		return Client{}, errPreface // it is shorter than any
	}
	for !bytes.HasSuffix(first, []byte("\r\n")) {
		if len(first) == longest1 {
			return Client{}, errors.New("the header of the PROXY protocol does not end")
		}
		next := first[len(first) : len(first)+1]
		if _, err := io.ReadFull(r, next); err != nil {
			return Client{}, unexpected(err)
		}
		first = first[:len(first)+1]
	}
	return parseVersion1(string(first[:len(first)-2]))
}

// unexpected returns the error for an end within a header.
func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

var errPreface = errors.New("the header of the PROXY protocol is wrong")

// parseVersion1 reads a line such as "PROXY TCP4 192.0.2.1 192.0.2.2 56324 443".
func parseVersion1(line string) (Client, error) {
	words := strings.Split(line, " ")
	if words[1] == "UNKNOWN" {
		return Client{}, nil
	}
	if len(words) != 6 || words[1] != "TCP4" && words[1] != "TCP6" {
		return Client{}, errPreface
	}
	source, err := netip.ParseAddr(words[2])
	if err != nil || source.Is4() != (words[1] == "TCP4") {
		return Client{}, errPreface
	}
	port, err := strconv.ParseUint(words[4], 10, 16)
	if err != nil {
		return Client{}, errPreface
	}
	return Client{Address: address(source, uint16(port))}, nil
}

func address(ip netip.Addr, port uint16) netip.AddrPort {
	return netip.AddrPortFrom(ip.Unmap().WithZone(""), port)
}

// The octets of version 2.
const (
	commandLocal = 0x20
	commandProxy = 0x21

	familyTCP4 = 0x11
	familyTCP6 = 0x21

	extensionTLS = 0x20 // PP2_TYPE_SSL
	clientTLS    = 0x01 // PP2_CLIENT_SSL
)

// readVersion2 reads a binary header whose first octets are read.
func readVersion2(r io.Reader, first []byte) (Client, error) {
	head := append(first, 0)
	if _, err := io.ReadFull(r, head[len(first):]); err != nil {
		return Client{}, unexpected(err)
	}
	length := int(binary.BigEndian.Uint16(head[14:]))
	if length > longest2 {
		return Client{}, fmt.Errorf("the header of the PROXY protocol has %d octets", length)
	}
	body := make([]byte, length)
	if _, err := io.ReadFull(r, body); err != nil {
		return Client{}, unexpected(err)
	}
	switch head[12] {
	case commandLocal:
		return Client{}, nil
	case commandProxy:
	default:
		return Client{}, errPreface
	}
	octets := 0 // of an address
	switch head[13] {
	case familyTCP4:
		octets = 4
	case familyTCP6:
		octets = 16
	default:
		return Client{}, nil
	}
	if len(body) < 2*octets+4 {
		return Client{}, errPreface
	}
	source, _ := netip.AddrFromSlice(body[:octets])
	c := Client{Address: address(source, binary.BigEndian.Uint16(body[2*octets:]))}
	c.Secure, c.Told = overTLS(body[2*octets+4:])
	return c, nil
}

// overTLS looks in the extensions for what is said of TLS with the client.
func overTLS(extensions []byte) (secure, told bool) {
	for len(extensions) >= 3 {
		length := int(binary.BigEndian.Uint16(extensions[1:]))
		value := extensions[3:]
		if length > len(value) {
			return false, false
		}
		if extensions[0] == extensionTLS && length > 0 {
			return value[0]&clientTLS != 0, true
		}
		extensions = value[length:]
	}
	return false, false
}
