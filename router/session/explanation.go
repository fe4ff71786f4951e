package session

import (
	"unicode/utf8"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// maxExplanation is how many bytes of a text peers get, whatever is quoted in it: they may take
// messages of 1 KiB and no more.
const maxExplanation = 500

// Explanation returns the payload of an ERROR that the router itself answers (section "Call
// ERROR" and its like): text, which is for people, as the only argument, or none without it.
func Explanation(text string) wamp.Payload {
	if text == "" {
		return wamp.Payload{}
	}
	args, err := codec.AppendValue(nil, wamp.JSON, []any{cut(text, maxExplanation)})
	if err != nil {
		return wamp.Payload{} // it is no UTF-8
	}
	return wamp.Payload{Format: wamp.JSON, Args: args}
}

// cut returns text of at most n bytes, with whole characters.
func cut(text string, n int) string {
	if len(text) <= n {
		return text
	}
	const omitted = "…"
	end := n - len(omitted)
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + omitted
}
