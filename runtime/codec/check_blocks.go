package codec

import "math/bits"

// block tells of 64 bytes which are of each class: bit n is byte n. The assembly
// knows the order of these fields.
type block struct {
	quote, inside                          uint64 // inside: behind an odd number of quotes of this block
	escape, control, space                 uint64
	open, close, curly                     uint64 // curly is that bit in which { } differ from [ ]
	colon, comma                           uint64
	digit, zero, point, minus, plus, power uint64

	// What Go adds. From tokens on open, close, colon and comma are those outside of strings.
	scalar, begin uint64 // bytes of numbers and literals, and the first of each
	other         uint64 // those of literals and exponents
	keyEnd        uint64 // where no key can be open any more: at colons, at the end of empty maps
	bad           uint64 // what may not stand where it does
}

const (
	batch       = 8   // how many blocks are looked at at once
	lookahead   = 8   // bytes behind them that an escape or a literal in them may go on to
	leastBlocks = 256 // the number of bytes from which on blocks are worth while
)

// blank is what stands for the missing rest of the last block, and of what it looks ahead.
const blank = eightBlanks + eightBlanks + eightBlanks + eightBlanks + eightBlanks + eightBlanks + eightBlanks + eightBlanks + eightBlanks

const eightBlanks = "        "

// window is the bytes of a batch, and what it looks ahead.
type window [64*batch + lookahead]byte

// blockChecker checks a JSON list or map 64 bytes at a time, by arithmetic on sets of
// bytes instead of a branch for each token. It has what a batch has to know of those before it:
// what the last byte was, as the lowest bit, and carries.
//
// What stands behind a run of bytes is found by addition: the first bit of the run
// added to all of the run leaves one bit behind its end. What stands behind
// white space, however much, is found this way, and what stands behind digits. What lies
// from some bits to others, one of each in turn, is found by subtraction of the former from the latter.
//
// Each step is a loop over the blocks of a batch, so that the little it needs stays in registers.
type blockChecker struct {
	maps uint64 // which of the open containers are maps: the innermost is the lowest bit, above the outermost is binary 10
	most uint64 // what maps does not reach

	inString uint64 // all ones or 0
	escaped  uint64
	literal  uint64 // the first bytes of the next block, which belong to a literal
	scalar   uint64

	digit, point, sign, zero, power, powerSign              uint64
	carryEnd, carryOpen, carryKey, carryInteger, carryPower uint64
}

// checkBlocks returns the position behind the list or map that begins at data[i],
// or 0, which says nothing: there is a defect, or something that programs do not
// write. It accepts nothing that checkJSONBytes does not.
func checkBlocks(data []byte, i, depth int) int {
	c := blockChecker{maps: noneOpen, most: 2 * noneOpen << uint(min(depth, 61))}
	start, end := i, 0
	var blocks [batch]block
	var last window
	var high uint64 // whether anything has to be UTF-8
	for end == 0 && i < len(data) {
		w, n := &last, batch
		if len(data)-i >= len(last) {
			w = (*window)(data[i:])
		} else {
			n = min(batch, (len(data)-i+63)/64)
			copy(last[copy(last[:], data[i:]):], blank)
		}
		high |= classify(&blocks, w[:64*n])
		if end = c.check(blocks[:n], w); end > 0 {
			end += i
		}
		i += 64 * n
		if end == 0 && c.inString != 0 && blocks[n-1].quote|blocks[n-1].escape == 0 && i < len(data) {
			i += skipPlainBlocks(data[i:])
		}
	}
	if end <= 0 || high != 0 && !ValidText(data[start:end]) {
		return 0
	}
	return end
}

// noneOpen is maps where no container is open.
const noneOpen = 2

// defective is what stands in place of the position of the end.
const defective = -1

// check checks the blocks of the window. It returns the position of the end, or 0 if that is not in them.
func (c *blockChecker) check(blocks []block, data *window) int {
	for k := range blocks {
		if b := &blocks[k]; b.escape|c.escaped != 0 && !c.escapes(b, data[64*k:]) {
			return defective
		}
	}
	c.tokens(blocks)
	c.numbers(blocks)
	c.literals(blocks, data)
	return c.containers(blocks)
}

// tokens finds what is in strings and what outside, and checks what stands beside what.
func (c *blockChecker) tokens(blocks []block) {
	inString, scalarBefore := c.inString, c.scalar
	carryEnd, carryOpen := c.carryEnd, c.carryOpen
	for k := range blocks {
		b := &blocks[k]
		if inString != 0 && b.quote|b.control == 0 {
			b.scalar, b.begin, b.open, b.close, b.colon, b.comma, b.keyEnd, b.bad = 0, 0, 0, 0, 0, 0, 0, 0
			continue
		}
		in := b.inside ^ inString // from the opening quote to before the closing one
		inString = uint64(int64(in) >> 63)
		outside := ^(in | b.quote)

		space := b.space & outside
		open, closes := b.open&outside, b.close&outside
		colon, comma := b.colon&outside, b.comma&outside
		b.open, b.close, b.colon, b.comma = open, closes, colon, comma
		scalar := outside &^ (space | open | closes | colon | comma)
		begin := scalar &^ (scalar<<1 | scalarBefore)
		scalarBefore = scalar >> 63
		b.scalar, b.begin = scalar, begin

		// What stands behind an opening bracket, behind a value, white space between them or
		// not: twice the bit is the next one, and goes on through white space.
		var opened, ended uint64
		opened, carryOpen = bits.Add64(open, open|space, carryOpen)
		opened &^= space
		b.keyEnd = colon | closes&opened&b.curly
		end := b.quote&^in | closes | scalar
		ended, carryEnd = bits.Add64(end, end|space, carryEnd)
		ended &^= space
		b.bad = b.control&in | ended&(b.quote&in|begin|open) | (comma|colon)&^ended | closes&^(ended|opened)
	}
	c.inString, c.scalar = inString, scalarBefore
	c.carryEnd, c.carryOpen = carryEnd, carryOpen
}
