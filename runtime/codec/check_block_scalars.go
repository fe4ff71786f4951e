package codec

import (
	"encoding/binary"
	"math/bits"
)

// escapes checks the escapes of a block at the beginning of data, and takes the quotes that are
// escaped away.
func (c *blockChecker) escapes(b *block, data []byte) bool {
	escaped := c.escaped
	c.escaped = 0
	for left := b.escape &^ escaped; left != 0; {
		at := bits.TrailingZeros64(left)
		if scanEscape(data, at) < 0 {
			return false
		}
		left &^= 3 << at
		escaped |= 2 << at
		c.escaped = uint64(at) / 63
	}
	b.quote &^= escaped
	b.inside = b.quote
	for n := 1; n < 64; n *= 2 {
		b.inside ^= b.inside << n
	}
	return true
}

// numbers checks the numbers but for their exponents.
func (c *blockChecker) numbers(blocks []block) {
	pointBefore, signBefore, zeroBefore, carry := c.point, c.sign, c.zero, c.carryInteger
	for k := range blocks {
		b := &blocks[k]
		digit, point, sign := b.digit&b.scalar, b.point&b.scalar, b.minus&b.begin
		integer := digit | sign
		b.other = b.scalar &^ (integer | point)
		behindPoint, behindSign := point<<1|pointBefore, sign<<1|signBefore
		zero := b.zero & (b.begin | behindSign)
		bad := (behindPoint|behindSign)&^digit | digit&(zero<<1|zeroBefore)
		pointBefore, signBefore, zeroBefore = point>>63, sign>>63, zero>>63

		// A point is behind the digits with which the number begins.
		var behind uint64
		behind, carry = bits.Add64(integer, b.begin&integer, carry)
		b.bad |= bad | point&^(behind&^integer)
	}
	c.point, c.sign, c.zero, c.carryInteger = pointBefore, signBefore, zeroBefore, carry
}

// literals checks the scalars that are not numbers, one by one, and has exponents checked.
func (c *blockChecker) literals(blocks []block, data *window) {
	literal := c.literal
	for k := range blocks {
		b := &blocks[k]
		other := b.other &^ literal
		literal = 0
		for left := b.other & b.begin; left != 0; left &= left - 1 {
			at := bits.TrailingZeros64(left)
			text := binary.LittleEndian.Uint64(data[(64*k+at)%(64*batch):])
			l := &literals[text>>3&3]
			if text&l.mask != l.text || text>>(l.bits&63)&0xff-'0' <= 9 { // a digit behind it
				b.bad |= left
				break
			}
			other &^= l.bytes << (at & 63)
			if at > 59 {
				literal = l.bytes >> (-at & 63)
			}
		}
		if other|c.power|c.powerSign|c.carryPower != 0 {
			c.exponents(b, other)
		}
		c.digit = b.digit
	}
	c.literal = literal
}

// literals by the bits of their first byte in which they differ.
var literals = [4]struct{ text, mask, bits, bytes uint64 }{
	'f' >> 3 & 3: {'f' | 'a'<<8 | 'l'<<16 | 's'<<24 | 'e'<<32, 1<<40 - 1, 40, 31},
	'n' >> 3 & 3: {'n' | 'u'<<8 | 'l'<<16 | 'l'<<24, 1<<32 - 1, 32, 15},
	't' >> 3 & 3: {'t' | 'r'<<8 | 'u'<<16 | 'e'<<24, 1<<32 - 1, 32, 15},
	3:            {text: 1}, // nothing is so
}

// exponents checks what is neither a literal nor of a number without exponent.
func (c *blockChecker) exponents(b *block, other uint64) {
	digit := b.digit & b.scalar
	power, sign := b.power&other, (b.minus|b.plus)&other
	behindPower, behindSign := power<<1|c.power, sign<<1|c.powerSign
	behind, carry := bits.Add64(digit, digit&(behindPower|behindSign), c.carryPower)
	b.bad |= other&^(power|sign) | power&^(digit<<1|c.digit>>63) | sign&^behindPower |
		behindPower&^(digit|sign) | behindSign&^digit | behind&^digit&power
	c.power, c.powerSign, c.carryPower = power>>63, sign>>63, carry
}
