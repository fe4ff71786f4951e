package conformance

import (
	"maps"
	"math"
	"reflect"

	"github.com/google/go-cmp/cmp"
)

// The messages by their codes (sections "Message Codes and Direction" and
// "Additional Messages"), spelled as the specification spells them.
const (
	HELLO        = 1
	WELCOME      = 2
	ABORT        = 3
	CHALLENGE    = 4
	AUTHENTICATE = 5
	GOODBYE      = 6
	ERROR        = 8
	PUBLISH      = 16
	PUBLISHED    = 17
	SUBSCRIBE    = 32
	SUBSCRIBED   = 33
	UNSUBSCRIBE  = 34
	UNSUBSCRIBED = 35
	EVENT        = 36
	CALL         = 48
	CANCEL       = 49
	RESULT       = 50
	REGISTER     = 64
	REGISTERED   = 65
	UNREGISTER   = 66
	UNREGISTERED = 67
	INVOCATION   = 68
	INTERRUPT    = 69
	YIELD        = 70
)

// dict and list are what messages are made of beside scalars.
type (
	dict = map[string]any
	list = []any
)

// maxID is the largest ID (section "IDs").
const maxID int64 = 1 << 53

// normal returns a decoded or wanted value in the form in which values are
// compared: every integer that fits is an int64, every float a float64.
func normal(v any) any {
	switch v := v.(type) {
	case list:
		out := make(list, len(v))
		for i, item := range v {
			out[i] = normal(item)
		}
		return out
	case dict:
		out := make(dict, len(v))
		for key, value := range v {
			out[key] = normal(value)
		}
		return out
	case float32:
		return float64(v)
	case []byte:
		return append([]byte{}, v...) // msgp makes nil of no bytes
	}
	switch r := reflect.ValueOf(v); {
	case r.IsValid() && r.CanInt():
		return r.Int()
	case r.IsValid() && r.CanUint() && r.Uint() <= math.MaxInt64:
		return int64(r.Uint())
	}
	return v
}

// diff compares a message with the one wanted, as cmp.Diff does but faster.
func diff(want list, got any) string {
	filled := fill(want, got)
	if reflect.DeepEqual(filled, got) {
		return ""
	}
	return cmp.Diff(filled, got)
}

// matcher stands in a wanted message for values that the router chooses. It
// returns what is wrong with a value, or "".
type matcher func(any) string

// id is any ID.
func id(v any) string {
	if n, ok := v.(int64); !ok || n < 1 || n > maxID {
		return "<an ID from 1 to 2^53>"
	}
	return ""
}

// text is any string that is not empty.
func text(v any) string {
	if s, ok := v.(string); !ok || s == "" {
		return "<a text>"
	}
	return ""
}

// short is a text of at most 500 bytes.
func short(v any) string {
	if s, _ := v.(string); len(s) > 500 {
		return "<a short text>"
	}
	return text(v)
}

// anything is any value.
func anything(any) string { return "" }

// with is a dict with at least these entries.
type with dict

// explained ends a wanted ERROR of the router itself, whose payload is for people: a short
// text as the only argument.
var explained = new(struct{ byte })

// fill returns want in its normal form, with matchers replaced by what they match
// in got, or else by what they would match.
func fill(want, got any) any {
	switch want := want.(type) {
	case matcher:
		if fault := want(got); fault != "" {
			return fault
		}
		return got
	case func(any) string:
		return fill(matcher(want), got)
	case list:
		items, _ := got.(list)
		if n := len(want); n > 0 && want[n-1] == any(explained) {
			want = append(want[:n-1:n-1], list{short})
		}
		out := make(list, len(want))
		for i := range want {
			var item any
			if i < len(items) {
				item = items[i]
			}
			out[i] = fill(want[i], item)
		}
		return out
	case with:
		values, _ := got.(dict)
		out := maps.Clone(values)
		for key, value := range want {
			if out == nil {
				out = dict{}
			}
			out[key] = fill(value, values[key])
		}
		return out
	case dict:
		values, _ := got.(dict)
		out := make(dict, len(want))
		for key, value := range want {
			out[key] = fill(value, values[key])
		}
		return out
	}
	return normal(want)
}
