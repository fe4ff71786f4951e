package codec

import "math/bits"

// block tells of 64 bytes which are of each class: bit n is byte n. The assembly
// knows the order of the fields.
type block struct {
	quote, escape, control, high, space    uint64
	open, close, curly                     uint64 // curly is that bit in which { } differ from [ ]
	colon, comma                           uint64
	digit, zero, point, minus, plus, power uint64
}

// batch is how many blocks are classified at once.
const batch = 8

// leastBlocks is the number of bytes from which on blocks are worth while.
const leastBlocks = 256

// blockChecker checks a JSON list or map 64 bytes at a time, by arithmetic on sets of
// bytes instead of a branch for each token. It has what a block has to know of
// those before it: sets of the last one, of which only the last byte counts, and carries.
//
// What stands behind a run of bytes is found by addition: the first bit of the run
// added to all of the run leaves one bit behind its end. What stands behind
// white space, however much, is found this way, what stands behind a string and
// behind digits.
type blockChecker struct {
	data []byte
	high uint64 // whether anything has to be UTF-8

	maps uint64 // which of the open containers are maps: the innermost is the lowest bit, above the outermost is binary 10
	most uint64 // what maps does not reach

	inString uint64 // all ones or 0
	escaped  uint64 // the first byte of the next block, or none
	literal  uint64 // the same: what is left of a literal

	ended, scalars, numbers, digits, points, powers, signs, zeros uint64

	carryString, carryEnd, carryOpen, carryColon, carryName, carryInteger, carryFraction uint64
}

// checkBlocks returns the position behind the list or map that begins at data[i],
// or 0, which says nothing: there is a defect, or something that programs do not
// write. It accepts nothing that checkJSONBytes does not.
func checkBlocks(data []byte, i, depth int) int {
	c := blockChecker{data: data, maps: noneOpen, most: 2 * noneOpen << uint(min(depth, 61))}
	start, end := i, 0
	var blocks [batch]block
	for end == 0 && len(data)-i >= 64 {
		n := min(len(data)-i, 64*batch) &^ 63
		classify(&blocks, data[i:i+n])
		end = c.blocks(blocks[:n/64], i)
		if i += n; end == insideString {
			i += skipPlainBlocks(data[i:])
			end = 0
		}
	}
	if end == 0 {
		var rest [64]byte
		for n := copy(rest[:], data[i:]); n < len(rest); n++ {
			rest[n] = ' '
		}
		classify(&blocks, rest[:])
		end = c.blocks(blocks[:1], i)
	}
	if end <= 0 || c.high != 0 && !ValidText(data[start:end]) {
		return 0
	}
	return end
}

// noneOpen is maps where no container is open.
const noneOpen = 2

// What blocks and block return in place of the position of the end.
const (
	defective    = -1
	insideString = -2 // from the first to the last byte of all blocks
)

// blocks checks the blocks from data[base] on. It returns 0 if the end is not in them.
func (c *blockChecker) blocks(blocks []block, base int) int {
	result := insideString
	for k := range blocks {
		b := &blocks[k]
		c.high |= b.high
		if c.inString != 0 && b.quote|b.escape|b.control|c.escaped == 0 {
			continue
		}
		if result = c.block(b, base+64*k); result != 0 {
			return result
		}
	}
	return result
}

// block checks the block at data[base]. It returns 0 if the end is not in it.
func (c *blockChecker) block(b *block, base int) int {
	quote := b.quote
	if b.escape|c.escaped != 0 {
		ok := false
		if quote, ok = c.escapes(b, base); !ok {
			return defective
		}
	}

	// Strings, from the opening quote to before the closing one: a bit is set if the number of
	// quotes up to it is odd.
	in := quote
	in ^= in << 1
	in ^= in << 2
	in ^= in << 4
	in ^= in << 8
	in ^= in << 16
	in ^= in << 32
	in ^= c.inString
	c.inString = uint64(int64(in) >> 63)
	opening, closing := quote&in, quote&^in
	outside := ^(in | closing)

	space := b.space & outside
	open, closes := b.open&outside, b.close&outside
	colon, comma := b.colon&outside, b.comma&outside
	scalar := outside &^ (space | open | closes | colon | comma)
	begin := scalar &^ (scalar<<1 | c.scalars>>63)

	// What stands behind a value, a bracket, a colon, a string that is no value of
	// a map; white space between them or not.
	end := closing | closes
	ended, carry := bits.Add64(end<<1|c.ended>>63|(scalar<<1|c.scalars>>63)&^scalar, space, c.carryEnd)
	c.ended, c.scalars, c.carryEnd = end, scalar, carry
	opened, carry := bits.Add64(open, open|space, c.carryOpen)
	c.carryOpen = carry
	assigned, carry := bits.Add64(colon, colon|space, c.carryColon)
	c.carryColon = carry
	ended, opened, assigned = ended&^space, opened&^space, assigned&^space
	name, carry := bits.Add64(in, opening&^assigned, c.carryString)
	c.carryString = carry
	name &^= in
	named, carry := bits.Add64(name, name|space, c.carryName)
	c.carryName = carry
	named &^= space

	bad := b.control&in | ended&(opening|begin|open) | comma&^ended | colon&^named | closes&^(ended|opened)
	if scalar|c.numbers != 0 {
		literals, ok := c.literals(begin&^(b.digit|b.minus), base)
		if !ok {
			return defective
		}
		bad |= c.numbersIn(b, scalar&^literals, begin)
	}

	maps := c.maps
	inMap := -(maps & 1) // which bytes are in a map, by the brackets before them
	position, counts := 0, ^uint64(0)
	for left := open | closes; left != 0; {
		rest := left & (left - 1)
		above := ^(left ^ (left - 1))
		around := maps
		if bracket := left &^ rest; bracket&open != 0 {
			maps <<= 1
			if bracket&b.curly != 0 {
				maps |= 1
			}
			if maps >= c.most {
				return defective
			}
		} else if maps >>= 1; maps == noneOpen {
			position, counts = base+1+bits.TrailingZeros64(bracket), ^above
			break
		}
		inMap ^= -((around ^ maps) & 1) & above
		left = rest
	}
	c.maps = maps

	// What follows '{' and ',' in maps is a string, and a colon behind it.
	bad |= inMap & ((begin|open)&^(ended|assigned) | (comma|closes)&named)
	bad |= colon&^inMap | closes&(inMap^b.curly)
	if bad&counts != 0 {
		return defective
	}
	return position
}
