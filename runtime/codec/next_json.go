package codec

import (
	"math"
	"strconv"
)

func (s *scanner) nextJSON() token {
	i := skipSpace(s.data, s.pos)
	if i >= len(s.data) {
		return s.fail(defectEnd.at(i))
	}
	switch c := s.data[i]; c {
	case '"':
		end, escaped := scanString(s.data, i+1)
		if end < 0 {
			return s.fail(end)
		}
		s.pos = end
		t := token{kind: kindString, pos: i + 1, size: end - 1 - (i + 1)}
		if escaped {
			t.bits = 1
		}
		return t
	case '[':
		s.pos = i + 1
		return token{kind: kindList, size: indefinite}
	case '{':
		s.pos = i + 1
		return token{kind: kindMap, size: indefinite}
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		end, integer := scanNumber(s.data, i)
		if end < 0 {
			return s.fail(end)
		}
		s.pos = end
		return jsonNumber(s.data[i:end], integer)
	case 'n', 't', 'f':
		end := scanLiteral(s.data, i)
		if end < 0 {
			return s.fail(end)
		}
		s.pos = end
		switch c {
		case 't':
			return token{kind: kindBool, bits: 1}
		case 'f':
			return token{kind: kindBool}
		}
		return token{kind: kindNull}
	}
	return s.fail(defectValue.at(i))
}

// jsonNumber returns a number that scanNumber has scanned: integers of 64 bits as
// they are, anything else as the nearest finite float.
func jsonNumber(text []byte, integer bool) token {
	if integer {
		digits, negative := text, text[0] == '-'
		if negative {
			digits = text[1:]
		}
		if n, ok := decimal(digits); ok {
			switch {
			case !negative && n <= math.MaxInt64:
				return token{kind: kindInt, bits: n}
			case !negative:
				return token{kind: kindUint, bits: n}
			case n <= -math.MinInt64:
				return token{kind: kindInt, bits: -n}
			}
		}
	}
	f, err := strconv.ParseFloat(string(text), 64)
	if err != nil { // out of range, as the syntax is checked
		f = math.Copysign(math.MaxFloat64, f)
	}
	return token{kind: kindFloat, bits: math.Float64bits(f)}
}

// decimal returns the number that digits write, if 64 bits hold it.
func decimal(digits []byte) (n uint64, ok bool) {
	if len(digits) > 20 { // of which 2^64-1 has 20, and there are no leading zeros
		return 0, false
	}
	for _, c := range digits {
		d := uint64(c - '0')
		if n > (math.MaxUint64-d)/10 {
			return 0, false
		}
		n = n*10 + d
	}
	return n, true
}
