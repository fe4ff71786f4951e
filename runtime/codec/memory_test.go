package codec

import (
	"fmt"
	"strings"
	"testing"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Decoding a message takes at most 64 times its bytes and 4 KiB, whatever is in
// its dicts: what would take more is refused.
func TestDecodeMemory(t *testing.T) {
	var entries, nested strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&entries, `,"%x":0`, i)
		fmt.Fprintf(&nested, `,{"%x":[{}]}`, i)
	}
	values := map[string]string{
		"lists":        "[" + strings.Repeat("[],", 3000) + "[]]",
		"maps":         "[" + strings.Repeat("{},", 3000) + "{}]",
		"small maps":   "[" + strings.Repeat(`{"":0},`, 3000) + "{}]",
		"large map":    "{" + entries.String()[1:] + "}",
		"nested":       "[" + nested.String()[1:] + "]",
		"integers":     "[" + strings.Repeat("0,", 3000) + "0]",
		"large ones":   "[" + strings.Repeat("999,", 3000) + "0]",
		"floats":       "[" + strings.Repeat("0.5,", 3000) + "0]",
		"strings":      "[" + strings.Repeat(`"",`, 3000) + "0]",
		"long strings": "[" + strings.Repeat(`"abcdefgh",`, 3000) + "0]",
		"escapes":      "[" + strings.Repeat(`"\n",`, 3000) + "0]",
		"bytes":        "[" + strings.Repeat(`"\u0000",`, 3000) + "0]",
		"deep":         "[" + strings.Repeat(strings.Repeat("[", 20)+strings.Repeat("]", 20)+",", 200) + "0]",
	}
	for name, value := range values {
		for _, f := range formats {
			details := appendTranscodedValue(nil, wamp.JSON, []byte(`{"a":`+value+`}`), f)
			checkMemory(t, name, f, message(f, wamp.TypeHello, `"r"`, details))
		}
	}
	lists := map[string]string{
		"exclude":          "[" + strings.Repeat("1,", 3000) + "1]",
		"eligible_authid":  "[" + strings.Repeat(`"",`, 3000) + `""]`,
		"exclude_authrole": "[" + strings.Repeat(`"abcdefgh",`, 3000) + `""]`,
		"unknown":          values["small maps"],
	}
	for name, value := range lists {
		for _, f := range formats {
			options := appendTranscodedValue(nil, wamp.JSON, []byte(`{"`+name+`":`+value+`}`), f)
			checkMemory(t, name, f, message(f, wamp.TypePublish, `1`, options, `"a"`))
		}
	}
}

// message returns a message of elements that are JSON or, as []byte, of the format.
func message(f wamp.Format, t wamp.MessageType, elements ...any) []byte {
	data := appendListHead(nil, f, 1+len(elements))
	data = appendUint(data, f, uint64(t))
	for _, element := range elements {
		if f == wamp.JSON {
			data = append(data, ',')
		}
		switch element := element.(type) {
		case string:
			data = appendTranscodedValue(data, wamp.JSON, []byte(element), f)
		case []byte:
			data = append(data, element...)
		}
	}
	if f == wamp.JSON {
		data = append(data, ']')
	}
	return data
}

func checkMemory(t *testing.T, name string, f wamp.Format, data []byte) {
	t.Helper()
	var err error
	spent := memory(func() { _, err = NewDecoder(f, Limits{}).Decode(data) })
	if spent > uint64(64*len(data)+4<<10) {
		t.Errorf("%s: %s: %d bytes took %d bytes of memory (%d times), error %v", name, f, len(data), spent, spent/uint64(len(data)), err)
	}
	if err != nil && !strings.HasSuffix(err.Error(), errBudget.Error()) {
		t.Errorf("%s: %s: %v", name, f, err)
	}
}
