package codec

import "github.com/wampgen/wampgen/runtime/wamp"

// shortText returns the text of the string that comes next and the position behind
// it, if all of it is plain and short enough for a head of one byte. That is what
// most keys and strings are. Otherwise the position is 0.
func (s *scanner) shortText() (text []byte, end int) {
	data, i := s.data, s.pos
	if i >= len(data) {
		return nil, 0
	}
	first := data[i]
	i++
	switch s.format {
	case wamp.JSON:
		if first != '"' {
			return nil, 0
		}
		if end = skipShort(data, i); end == len(data) || data[end] != '"' {
			return nil, 0
		}
		return data[i:end], end + 1
	case wamp.MessagePack:
		if first&^0x1f != msgpackFixStr {
			return nil, 0
		}
	default:
		if first&^0x1f != cborText || first&0x1f >= cborWidth1 {
			return nil, 0
		}
	}
	if end = i + int(first&0x1f); end > len(data) {
		return nil, 0
	}
	if text = data[i:end]; !isPlain(text) {
		return nil, 0
	}
	return text, end
}

// appendShortText appends what shortText returned.
func appendShortText(dst []byte, f wamp.Format, text []byte) []byte {
	switch {
	case f == wamp.JSON:
		dst = append(dst, '"')
		dst = append(dst, text...)
		return append(dst, '"')
	case f == wamp.MessagePack:
		dst = append(dst, msgpackFixStr|byte(len(text)))
	default:
		dst = appendCBORHead(dst, cborText, uint64(len(text)))
	}
	return append(dst, text...)
}
