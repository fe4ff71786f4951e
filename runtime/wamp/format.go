package wamp

// Format is the serialization of a payload or of a whole message.
type Format uint8

// The serializations of WAMP that wampgen speaks. The zero Format is none.
const (
	JSON Format = iota + 1
	MessagePack
	CBOR
)

var formatNames = [...]string{"", "json", "msgpack", "cbor"}

// String returns the format's name in a subprotocol: "json", "msgpack", "cbor".
func (f Format) String() string {
	if int(f) < len(formatNames) {
		return formatNames[f]
	}
	return "unknown"
}

// ParseFormat returns the Format of a name in a subprotocol, or false.
func ParseFormat(name string) (Format, bool) {
	for f := JSON; f <= CBOR; f++ {
		if formatNames[f] == name {
			return f, true
		}
	}
	return 0, false
}

// Binary reports whether messages of the format travel in binary frames.
func (f Format) Binary() bool { return f != JSON }
