package codec

import (
	"errors"
	"fmt"
	"math"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// DecodeValue decodes one value, all of data, to the kinds of wamp.Dict: nil,
// bool, int64, uint64 above it, float64, string, []byte, []any and
// map[string]any. A JSON string of NUL and base64 is bytes. Strings and bytes are
// new memory.
//
// Keys that are no strings become text, as Transcode to JSON makes it; a key
// that occurs twice in a map is an error. Errors are *SyntaxError or say which
// key is wrong.
func DecodeValue(f wamp.Format, data []byte) (any, error) {
	if err := CheckValue(f, data, Limits{Depth: maxDepth}); err != nil {
		return nil, fmt.Errorf("decode value: %w", err)
	}
	v := valueDecoder{budget: math.MaxInt}
	v.src.reset(f, data)
	value := v.value()
	if v.err != nil {
		return nil, fmt.Errorf("decode value: %w", v.err)
	}
	return value, nil
}

// valueDecoder decodes checked bytes to values. The budget is how many bytes of
// memory that may take: small maps take much more than they have on the wire.
type valueDecoder struct {
	src     scanner
	budget  int
	scratch []byte
	err     error
}

// What values take in memory, in bytes, rounded up.
const (
	costInterface = 16
	costNumber    = 8
	costString    = 32  // beside its text
	costMap       = 64  // an empty one
	costGroup     = 288 // the first 8 entries of one
	costEntry     = 160 // each further one, growth included
)

var errBudget = errors.New("needs too much memory")

// spend reports whether n more bytes may be taken.
func (v *valueDecoder) spend(n int) bool {
	if v.budget -= n; v.budget < 0 && v.err == nil {
		v.err = errBudget
	}
	return v.err == nil
}

func (v *valueDecoder) value() any {
	switch t := v.src.next(); t.kind {
	case kindBool:
		return t.bits != 0
	case kindInt:
		v.spend(costNumber)
		return int64(t.bits)
	case kindUint:
		v.spend(costNumber)
		return t.bits
	case kindFloat:
		v.spend(costNumber)
		return math.Float64frombits(t.bits)
	case kindFloat32:
		v.spend(costNumber)
		return float64(math.Float32frombits(uint32(t.bits)))
	case kindString:
		if !v.spend(costString + t.size) {
			return nil
		}
		return v.text(t)
	case kindBytes:
		if !v.spend(costString + t.size) {
			return nil
		}
		return append([]byte{}, v.content(t)...)
	case kindList:
		return v.list(t)
	case kindMap:
		return v.dict(t)
	}
	return nil
}

// text returns a string, or the bytes that it stands for in JSON.
func (v *valueDecoder) text(t token) any {
	content := v.content(t)
	if v.src.format == wamp.JSON {
		if b, ok := jsonBytes([]byte{}, content); ok {
			return b
		}
	}
	return string(content)
}

// content returns the contents of a string or bytes, valid until the next call.
func (v *valueDecoder) content(t token) []byte {
	if !t.coded() {
		return v.src.content(t, nil)
	}
	v.scratch = v.src.content(t, v.scratch[:0])
	return v.scratch
}

func (v *valueDecoder) list(t token) []any {
	capacity := max(t.size, 0)
	if !v.spend(costString + costInterface*capacity) {
		return nil
	}
	list := make([]any, 0, capacity)
	for c := v.src.enter(t); v.src.more(&c) && v.err == nil; {
		if len(list) == cap(list) {
			capacity = max(4, 2*len(list))
			if !v.spend(costInterface * capacity) {
				return nil
			}
			list = append(make([]any, 0, capacity), list...)
		}
		list = append(list, v.value())
	}
	return list
}

func (v *valueDecoder) dict(t token) map[string]any {
	size := max(t.size, 0)
	if !v.spend(costMap + costOfEntries(size)) {
		return nil
	}
	dict := make(map[string]any, size)
	for c := v.src.enter(t); v.src.more(&c) && v.err == nil; {
		if n := len(dict); n >= size && !v.spend(costOfEntries(n+1)-costOfEntries(n)) {
			return nil
		}
		key := v.key()
		value := v.value()
		if _, ok := dict[key]; ok && v.err == nil {
			v.err = fmt.Errorf("key %q occurs twice", key)
		}
		dict[key] = value
	}
	return dict
}

// costOfEntries is the memory that a map takes for n entries.
func costOfEntries(n int) int {
	if n == 0 {
		return 0
	}
	return costGroup + costEntry*max(0, n-8)
}

func (v *valueDecoder) key() string {
	text := v.src.keyText()
	if !v.spend(costString + len(text)) {
		return ""
	}
	return string(text)
}
