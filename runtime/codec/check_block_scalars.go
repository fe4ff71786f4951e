package codec

import (
	"encoding/binary"
	"math/bits"
)

// escapes checks the escapes of a block. It returns the quotes that are not escaped.
func (c *blockChecker) escapes(b *block, base int) (quote uint64, ok bool) {
	escaped := c.escaped
	c.escaped = 0
	for left := b.escape &^ escaped; left != 0; {
		at := bits.TrailingZeros64(left)
		if scanEscape(c.data, base+at) < 0 {
			return 0, false
		}
		left &^= 3 << at
		escaped |= 2 << at
		c.escaped = uint64(at) / 63
	}
	return b.quote &^ escaped, true
}

// literals returns the bytes of the scalars that are no numbers, which begin there.
func (c *blockChecker) literals(begin uint64, base int) (literals uint64, ok bool) {
	literals, c.literal = c.literal, 0
	for ; begin != 0; begin &= begin - 1 {
		at := bits.TrailingZeros64(begin)
		n := literalAt(c.data, base+at)
		if n == 0 {
			return 0, false
		}
		literals |= (1<<n - 1) << at
		c.literal |= (1<<n - 1) >> (64 - at)
	}
	return literals, true
}

// literalAt returns the length of the literal at data[i], or 0. There is always
// something behind one.
func literalAt(data []byte, i int) int {
	if i+5 > len(data) {
		return 0
	}
	switch binary.LittleEndian.Uint32(data[i:]) {
	case 't' | 'r'<<8 | 'u'<<16 | 'e'<<24, 'n' | 'u'<<8 | 'l'<<16 | 'l'<<24:
		return 4
	case 'f' | 'a'<<8 | 'l'<<16 | 's'<<24:
		if data[i+4] == 'e' {
			return 5
		}
	}
	return 0
}

// numbersIn checks the numbers, which are the scalars but for the literals. It
// returns the bytes that are wrong, each one by what stands before it.
func (c *blockChecker) numbersIn(b *block, number, begin uint64) (bad uint64) {
	before := number<<1 | c.numbers>>63
	first := number & begin
	digit, point, power := b.digit&number, b.point&number, b.power&number
	minus, plus := b.minus&number, b.plus&number
	sign := minus & first
	behindPower := power<<1 | c.powers>>63

	// The digits before a point, and behind it: what stands behind all of them.
	integer := digit & (first | sign<<1 | c.signs>>63)
	behindInteger, carry := bits.Add64(digit, integer, c.carryInteger)
	c.carryInteger = carry
	fraction := digit & (point<<1 | c.points>>63)
	behindFraction, carry := bits.Add64(digit, fraction, c.carryFraction)
	c.carryFraction = carry
	behindInteger, behindFraction = behindInteger&^digit, behindFraction&^digit

	zero := integer & b.zero
	bad = digit & (zero<<1 | c.zeros>>63)
	bad |= point&^behindInteger | power&^(behindInteger|behindFraction)
	bad |= minus&^(first|behindPower) | plus&^behindPower
	bad |= number&^(digit|point|power|minus|plus) | number&^(first|before)
	bad |= before &^ number &^ (digit<<1 | c.digits>>63) // a number ends with a digit
	c.numbers, c.digits, c.points, c.powers = number, digit, point, power
	c.signs, c.zeros = sign, zero
	return bad
}
