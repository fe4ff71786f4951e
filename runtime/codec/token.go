package codec

// kind is what a value is, the same in all formats.
type kind uint8

const (
	kindInvalid kind = iota
	kindNull
	kindBool
	kindInt     // in the range of int64
	kindUint    // above it
	kindFloat   // and all other numbers
	kindFloat32 // MessagePack and CBOR
	kindString
	kindBytes // MessagePack and CBOR
	kindList
	kindMap
	kindTag   // CBOR; bits is the tag
	kindBreak // the end of an indefinite CBOR string or container
)

var kindNames = [...]string{
	kindInvalid: "nothing",
	kindNull:    "null",
	kindBool:    "bool",
	kindInt:     "integer",
	kindUint:    "integer",
	kindFloat:   "float",
	kindFloat32: "float",
	kindString:  "string",
	kindBytes:   "bytes",
	kindList:    "list",
	kindMap:     "map",
	kindTag:     "tag",
	kindBreak:   "nothing",
}

// String returns the kind's name in messages for people.
func (k kind) String() string { return kindNames[k] }

// token is a scalar, or the beginning of a list or map. It has four words, which
// the compiler keeps in registers.
type token struct {
	kind kind
	pos  int    // where the contents of a string or container begin; in heads, where the value goes on
	size int    // bytes of a string, entries of a container, or indefinite
	bits uint64 // a bool, int64, uint64, float32 or float64; of strings 1 if they are coded; a tag
}

// indefinite is the size of a JSON container, and of a CBOR string or container
// that a break ends.
const indefinite = -1

// coded reports whether the contents of a string have escapes or, in CBOR, heads
// of chunks in them.
func (t token) coded() bool { return t.bits != 0 }

// The functions that read the head of a MessagePack or CBOR value return a token
// with the position behind the head. If there is none its kind is invalid and the
// position a packed defect.

func invalidHead(d defect, offset int) token {
	return token{kind: kindInvalid, pos: d.at(offset)}
}

// sizedHead is the head of a string or container, refused if the data behind it
// can not hold size times the least bytes of an entry.
func sizedHead(k kind, data []byte, pos int, size uint64, least int) token {
	if pos > len(data) || size > uint64((len(data)-pos)/least) {
		return invalidHead(defectEnd, len(data))
	}
	return token{kind: k, pos: pos, size: int(size)}
}

// bigEndian returns the unsigned integer of width bytes (1, 2, 4 or 8) at data[i].
func bigEndian(data []byte, i, width int) (n uint64, ok bool) {
	if width > len(data)-i {
		return 0, false
	}
	for _, b := range data[i : i+width] {
		n = n<<8 | uint64(b)
	}
	return n, true
}
