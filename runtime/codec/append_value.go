package codec

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"unicode/utf8"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// AppendValue appends any value of the kinds of wamp.Dict: nil, bool, integers
// and floats of any size, string, []byte, Raw, []any, map[string]any and
// wamp.Dict, lists and maps of strings. Maps are written in the order of their
// keys. A value of another type, text that is not UTF-8 and, in JSON, NaN and the
// infinities are errors; then dst comes back as it was.
func AppendValue(dst []byte, f wamp.Format, v any) ([]byte, error) {
	if f < wamp.JSON || f > wamp.CBOR {
		return dst, fmt.Errorf("encode value: unknown format %d", f)
	}
	out, err := appendAny(dst, f, v, maxDepth)
	if err != nil {
		return dst, fmt.Errorf("encode value: %w", err)
	}
	return out, nil
}

// Causes of values that have no form on the wire.
var (
	errDepth       = errors.New("nested too deeply")
	errInvalidUTF8 = errors.New("invalid UTF-8")
	errNotFinite   = errors.New("JSON has no NaN and no infinity")
)

func appendAny(dst []byte, f wamp.Format, v any, depth int) ([]byte, error) {
	switch v := v.(type) {
	case nil:
		return appendNull(dst, f), nil
	case bool:
		return appendBool(dst, f, v), nil
	case string:
		return appendText(dst, f, v)
	case []byte:
		return appendBytes(dst, f, v), nil
	case float64:
		if f == wamp.JSON && !finite(v) {
			return dst, errNotFinite
		}
		return appendFloat(dst, f, v), nil
	case float32:
		if f == wamp.JSON && !finite(float64(v)) {
			return dst, errNotFinite
		}
		return appendFloat32(dst, f, v), nil
	case []any:
		return appendAnyList(dst, f, v, depth)
	case map[string]any:
		return appendAnyMap(dst, f, v, depth)
	case wamp.Dict:
		return appendAnyMap(dst, f, v, depth)
	case []string:
		return appendAnyList(dst, f, v, depth)
	case map[string]string:
		return appendAnyMap(dst, f, v, depth)
	case wamp.URI:
		return appendText(dst, f, string(v))
	case Raw:
		return appendRaw(dst, f, v)
	}
	if n, ok := integer(v); ok {
		return appendInt(dst, f, n), nil
	}
	if n, ok := unsigned(v); ok {
		return appendUint(dst, f, n), nil
	}
	return dst, fmt.Errorf("type %T has no form on the wire", v)
}

func integer(v any) (int64, bool) {
	switch v := v.(type) {
	case int:
		return int64(v), true
	case int64:
		return v, true
	case int32:
		return int64(v), true
	case int16:
		return int64(v), true
	case int8:
		return int64(v), true
	}
	return 0, false
}

func unsigned(v any) (uint64, bool) {
	switch v := v.(type) {
	case uint:
		return uint64(v), true
	case uint64:
		return v, true
	case uint32:
		return uint64(v), true
	case uint16:
		return uint64(v), true
	case uint8:
		return uint64(v), true
	case wamp.ID:
		return uint64(v), true
	}
	return 0, false
}

func finite(v float64) bool { return math.Abs(v) <= math.MaxFloat64 } // NaN is not

func appendText(dst []byte, f wamp.Format, s string) ([]byte, error) {
	if !utf8.ValidString(s) {
		return dst, fmt.Errorf("string %q: %w", s, errInvalidUTF8)
	}
	return appendString(dst, f, s), nil
}

func appendAnyList[T any](dst []byte, f wamp.Format, list []T, depth int) ([]byte, error) {
	if depth == 0 {
		return dst, errDepth
	}
	dst = appendListHead(dst, f, len(list))
	for i, v := range list {
		if i > 0 && f == wamp.JSON {
			dst = append(dst, ',')
		}
		var err error
		if dst, err = appendAny(dst, f, v, depth-1); err != nil {
			return dst, err
		}
	}
	if f == wamp.JSON {
		dst = append(dst, ']')
	}
	return dst, nil
}

func appendAnyMap[T any](dst []byte, f wamp.Format, m map[string]T, depth int) ([]byte, error) {
	if depth == 0 {
		return dst, errDepth
	}
	dst = appendMapHead(dst, f, len(m))
	for i, key := range slices.Sorted(maps.Keys(m)) {
		if i > 0 && f == wamp.JSON {
			dst = append(dst, ',')
		}
		var err error
		if dst, err = appendText(dst, f, key); err != nil {
			return dst, err
		}
		if f == wamp.JSON {
			dst = append(dst, ':')
		}
		if dst, err = appendAny(dst, f, m[key], depth-1); err != nil {
			return dst, fmt.Errorf("%s: %w", key, err)
		}
	}
	if f == wamp.JSON {
		dst = append(dst, '}')
	}
	return dst, nil
}

// appendRaw appends an undecoded value, checked, as anybody may have made it.
func appendRaw(dst []byte, f wamp.Format, v Raw) ([]byte, error) {
	if v.Bytes == nil {
		return appendNull(dst, f), nil
	}
	if err := CheckValue(v.Format, v.Bytes, Limits{Depth: maxDepth}); err != nil {
		return dst, fmt.Errorf("raw value: %w", err)
	}
	if v.Format == f {
		return append(dst, v.Bytes...), nil
	}
	return appendTranscodedValue(dst, v.Format, v.Bytes, f), nil
}
