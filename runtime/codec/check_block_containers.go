package codec

import "math/bits"

// containers checks the brackets, and in maps the order of keys and values. It returns the position
// behind the last bracket, or 0 if that is not in the blocks.
func (c *blockChecker) containers(blocks []block) int {
	for k := range blocks {
		b := &blocks[k]
		brackets, inMap, counts := b.open|b.close, -(c.maps & 1), ^uint64(0)
		if brackets != 0 {
			maps, within, deepest, last := nest(c.maps, brackets, b.open, b.open&b.curly)
			if deepest >= c.most {
				return defective
			}
			if last != 0 {
				counts = last | (last - 1)
			}
			// From behind a bracket up to the next one: what the addition turns over.
			inMap = ^brackets ^ (^brackets + (within<<1 | c.maps&1))
			c.maps = maps
		}

		// In maps a key begins behind '{' and ',', where nothing but a string may stand, and
		// ends at the colon: one of each in turn. Nothing else is found from one to the other
		// but the former themselves.
		keyBegin := b.comma&inMap | b.open&b.curly
		var key uint64
		key, c.carryKey = bits.Sub64(b.keyEnd, keyBegin, c.carryKey)
		bad := b.bad | b.close&(inMap^b.curly) | (key^keyBegin)&(b.colon|b.comma|b.begin|brackets)
		if bad&counts != 0 {
			return defective
		}
		if c.maps == noneOpen {
			return 64*k + bits.Len64(counts)
		}
	}
	return 0
}

// nest follows the brackets of a block one by one. It returns the open containers behind them, within,
// which has the brackets that begin a map, and gets those behind which one goes on, the bits that maps
// has reached, and the last bracket of all, or 0.
func nest(maps, brackets, open, within uint64) (_, _, deepest, last uint64) {
	for deepest = maps; brackets != 0; {
		left := brackets & (brackets - 1)
		bracket := brackets ^ left
		brackets = left
		if bracket&open != 0 {
			maps *= 2
			if bracket&within != 0 {
				maps++
			}
			deepest |= maps
			continue
		}
		maps /= 2
		within |= bracket & -(maps & 1)
		if maps == noneOpen {
			return maps, within, deepest, bracket
		}
	}
	return maps, within, deepest, 0
}
