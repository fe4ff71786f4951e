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
		end, escaped := skipShort(s.data, i+1), false
		if end < len(s.data) && s.data[end] == '"' {
			s.pos = end + 1
			return token{kind: kindString, pos: i + 1, size: end - (i + 1)}
		}
		if end, escaped = scanString(s.data, end); end < 0 {
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
		if t, end := shortNumber(s.data, i); end > 0 {
			s.pos = end
			return t
		}
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

// shortNumber returns the number that begins at data[i] and the position behind it, if it
// has few digits, no exponent and something behind it, in one pass. Otherwise the position is 0.
// Integers below 2^53 and powers of ten up to 10^22 are floats without
// rounding, so that their quotient is the nearest float.
func shortNumber(data []byte, i int) (t token, end int) {
	const most, mostOfFloat = 18, 15
	negative := data[i] == '-'
	if negative {
		i++
	}
	start, n := i, uint64(0)
	for i < len(data) && data[i]-'0' <= 9 {
		n = 10*n + uint64(data[i]-'0')
		i++
	}
	digits := i - start
	switch {
	case digits == 0, digits > most, i >= len(data), digits > 1 && data[start] == '0', data[i]|0x20 == 'e':
		return token{}, 0
	case data[i] != '.':
		if negative {
			n = -n
		}
		return token{kind: kindInt, bits: n}, i
	}
	i++
	start = i
	for i < len(data) && data[i]-'0' <= 9 {
		n = 10*n + uint64(data[i]-'0')
		i++
	}
	fraction := i - start
	if fraction == 0 || digits+fraction > mostOfFloat || i >= len(data) || data[i]|0x20 == 'e' {
		return token{}, 0
	}
	f := float64(n) / powersOfTen[fraction]
	if negative {
		f = -f
	}
	return token{kind: kindFloat, bits: math.Float64bits(f)}, i
}

var powersOfTen = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}

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

// decimal returns the number that digits write, if 64 bits hold it. There are no
// leading zeros.
func decimal(digits []byte) (n uint64, ok bool) {
	const safe = 19 // so many digits always fit, and 20 do up to 2^64-1
	if len(digits) > safe+1 {
		return 0, false
	}
	for i, c := range digits {
		d := uint64(c - '0')
		if i == safe && n > (math.MaxUint64-d)/10 {
			return 0, false
		}
		n = n*10 + d
	}
	return n, true
}
