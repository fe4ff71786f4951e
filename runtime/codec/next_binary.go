package codec

import (
	"math"
	"math/big"
)

func (s *scanner) nextMessagePack() token {
	t := messagePackHead(s.data, s.pos)
	switch s.pos = t.pos; t.kind {
	case kindInvalid:
		return s.fail(t.pos)
	case kindString:
		s.pos += t.size
		if text := s.data[t.pos:s.pos]; !shortASCII(text) && !ValidText(text) {
			return s.fail(defectUTF8.at(t.pos))
		}
	case kindBytes:
		s.pos += t.size
	}
	return t
}

// Tags of CBOR that change what their content is: the magnitude of an integer n,
// or of -1-n.
const (
	cborTagBignum         = 2
	cborTagNegativeBignum = 3
)

// nextCBOR reads through tags: but for bignums the content counts.
func (s *scanner) nextCBOR() token {
	t, tag := cborUntagged(s.data, s.pos)
	switch t.kind {
	case kindInvalid:
		return s.fail(t.pos)
	case kindBreak:
		return s.fail(defectBreak.at(t.pos - 1))
	case kindString, kindBytes:
		end := checkCBORString(s.data, t)
		if end < 0 {
			return s.fail(end)
		}
		s.pos = end
		if t.size == indefinite {
			t.size, t.bits = end-1-t.pos, 1
		}
		if t.kind == kindBytes && (tag == cborTagBignum || tag == cborTagNegativeBignum) {
			return bignum(s.content(t, nil), tag == cborTagNegativeBignum)
		}
		return t
	}
	s.pos = t.pos
	return t
}

// bignum returns the number with the magnitude, as the nearest finite float if
// 64 bits do not hold it.
func bignum(magnitude []byte, negative bool) token {
	for len(magnitude) > 0 && magnitude[0] == 0 {
		magnitude = magnitude[1:]
	}
	f := math.MaxFloat64
	if len(magnitude) <= 128 { // 1024 bits, more than the range of a float
		n := new(big.Int).SetBytes(magnitude)
		switch {
		case negative && n.IsInt64():
			return token{kind: kindInt, bits: ^n.Uint64()}
		case negative:
			n.Add(n, big.NewInt(1))
		case n.IsInt64():
			return token{kind: kindInt, bits: n.Uint64()}
		case n.IsUint64():
			return token{kind: kindUint, bits: n.Uint64()}
		}
		f, _ = n.Float64()
		f = min(f, math.MaxFloat64)
	}
	if negative {
		f = -f
	}
	return token{kind: kindFloat, bits: math.Float64bits(f)}
}
