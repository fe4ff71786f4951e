package transport

import (
	"strings"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Protocol is what the name of a WAMP protocol says: wamp.2.json,
// wamp.2.cbor.batched.
type Protocol struct {
	Format  wamp.Format
	Batched bool // section "Message Batching"
}

const (
	protocolPrefix = "wamp.2."
	batchedSuffix  = ".batched"
)

// String returns the name.
func (p Protocol) String() string {
	name := protocolPrefix + p.Format.String()
	if p.Batched {
		name += batchedSuffix
	}
	return name
}

// ParseProtocol returns the protocol of a name.
func ParseProtocol(name string) (p Protocol, ok bool) {
	name, ok = strings.CutPrefix(name, protocolPrefix)
	if !ok {
		return Protocol{}, false
	}
	name, p.Batched = strings.CutSuffix(name, batchedSuffix)
	p.Format, ok = wamp.ParseFormat(name)
	return p, ok
}
