package codec

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/fxamacker/cbor/v2"
	"github.com/tinylib/msgp/msgp"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// library is what the serialization libraries of the field make of bytes, to
// compare this package with.
type library struct {
	accepts func(data []byte) (ok, textChecked bool) // textChecked: that strings are UTF-8
	decode  func(data []byte) (any, error)
}

var libraries = map[wamp.Format]library{
	wamp.JSON:        {jsonAccepts, jsonDecode},
	wamp.MessagePack: {msgpAccepts, msgpDecode},
	wamp.CBOR:        {cborAccepts, cborDecode},
}

// errNotComparable is returned for values that a library sees otherwise by intent.
var errNotComparable = errors.New("not comparable")

func jsonAccepts(data []byte) (ok, textChecked bool) {
	return json.Valid(data) && utf8.Valid(data), true
}

func jsonDecode(data []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var v any
	err := d.Decode(&v)
	return asJSONText(v), err
}

// jsonText is a string that may stand for bytes.
type jsonText string

func asJSONText(v any) any {
	switch v := v.(type) {
	case string:
		return jsonText(v)
	case []any:
		for i := range v {
			v[i] = asJSONText(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = asJSONText(v[k])
		}
	}
	return v
}

// msgpAccepts does not look at UTF-8.
func msgpAccepts(data []byte) (ok, textChecked bool) {
	rest, err := msgp.Skip(data)
	return err == nil && len(rest) == 0, false
}

func msgpDecode(data []byte) (any, error) {
	v, _, err := msgp.ReadIntfBytes(data)
	return v, err
}

var (
	cborDiag, _ = cbor.DiagOptions{MaxNestedLevels: 65535, MaxArrayElements: math.MaxInt32, MaxMapPairs: math.MaxInt32}.DiagMode()
	cborMode, _ = cbor.DecOptions{
		DefaultMapType: reflect.TypeFor[map[string]any](), MaxNestedLevels: 65535,
		BigIntDec: cbor.BigIntDecodePointer, IntDec: cbor.IntDecConvertSignedOrBigInt,
		UnrecognizedTagToAny: cbor.UnrecognizedTagContentToAny, DupMapKey: cbor.DupMapKeyEnforcedAPF,
		MaxArrayElements: math.MaxInt32, MaxMapPairs: math.MaxInt32,
	}.DecMode()
)

// cborAccepts uses the diagnostic notation to find text that is not UTF-8. It may
// stop before that, at a tag that wants other content.
func cborAccepts(data []byte) (ok, textChecked bool) {
	if cborMode.Wellformed(data) != nil {
		return false, true
	}
	_, err := cborDiag.Diagnose(data)
	if err == nil || strings.Contains(err.Error(), "invalid UTF-8") {
		return err == nil, true
	}
	return true, false
}

func cborDecode(data []byte) (any, error) {
	if bytes.ContainsAny(data, "\xc0\xc1") {
		return nil, errNotComparable // maybe a time
	}
	var v any
	err := cborMode.Unmarshal(data, &v)
	return v, err
}

// normal returns what a library decoded in the kinds of wamp.Dict.
func normal(v any) (any, error) {
	switch v := v.(type) {
	case nil, bool, string, int64, []byte, float64:
		return v, nil
	case jsonText:
		if data, err := base64.StdEncoding.Strict().DecodeString(string(v[min(1, len(v)):])); err == nil &&
			strings.HasPrefix(string(v), "\x00") && !strings.ContainsAny(string(v), "\r\n") {
			return data, nil
		}
		return string(v), nil
	case uint64:
		if v <= math.MaxInt64 {
			return int64(v), nil
		}
		return v, nil
	case float32:
		return float64(v), nil
	case json.Number:
		return normalNumber(string(v))
	case *big.Int:
		return normalNumber(v.String())
	case cbor.SimpleValue:
		return nil, nil
	case msgp.RawExtension:
		return append([]byte{}, v.Data...), nil
	case []any:
		list := make([]any, len(v))
		for i := range v {
			var err error
			if list[i], err = normal(v[i]); err != nil {
				return nil, err
			}
		}
		return list, nil
	case map[string]any:
		dict := make(map[string]any, len(v))
		for k := range v {
			var err error
			if dict[k], err = normal(v[k]); err != nil {
				return nil, err
			}
		}
		return dict, nil
	}
	return nil, fmt.Errorf("%T: %w", v, errNotComparable)
}

func normalNumber(text string) (any, error) {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n, nil
	}
	if n, err := strconv.ParseUint(text, 10, 64); err == nil {
		return n, nil
	}
	f, err := strconv.ParseFloat(text, 64)
	if errors.Is(err, strconv.ErrRange) {
		return math.Copysign(math.MaxFloat64, f), nil
	}
	return f, err
}

// binaryKeys reports whether a map in v has a key that was no text, which the
// libraries refuse or take for text.
func binaryKeys(v any) bool {
	switch v := v.(type) {
	case []any:
		return slices.ContainsFunc(v, binaryKeys)
	case map[string]any:
		for k := range v {
			if strings.HasPrefix(k, "\x00") || binaryKeys(v[k]) {
				return true
			}
		}
	}
	return false
}

// blurred returns a decoded value without what a transcoding may change: bytes as
// JSON has them, numbers as floats of 32 bits, those that are not finite as null.
func blurred(v any) any {
	switch v := v.(type) {
	case int64:
		return blurred(float64(v))
	case uint64:
		return blurred(float64(v))
	case float64:
		if !finite(v) {
			return nil
		}
		return float32(v) + 0 // no negative zero
	case []byte:
		return "\x00" + base64.StdEncoding.EncodeToString(v)
	case []any:
		list := make([]any, len(v))
		for i := range v {
			list[i] = blurred(v[i])
		}
		return list
	case map[string]any:
		dict := make(map[string]any, len(v))
		for k := range v {
			if !strings.HasPrefix(k, "\x00") { // the bytes of a list or map, which differ
				dict[k] = blurred(v[k])
			}
		}
		return dict
	}
	return v
}
