package codec

// checkCBOR returns the position behind n CBOR values from data[i] on, or behind
// the break if n is indefinite, or a packed defect. They may nest lists and maps
// to the given depth; tags do not count.
func checkCBOR(data []byte, i, n, depth int) int {
	for ; ; n-- {
		if i, n = cborFlat.skip(data, i, n); n == 0 {
			return i
		}
		h, _ := cborUntagged(data, i)
		switch i = h.pos; h.kind {
		case kindInvalid:
			return i
		case kindBreak:
			if n < 0 {
				return i
			}
			return defectBreak.at(i - 1)
		case kindString, kindBytes:
			if i = checkCBORString(data, h); i < 0 {
				return i
			}
		case kindList, kindMap:
			if depth == 0 {
				return defectDepth.at(i - 1)
			}
			if i = checkCBORContainer(data, h, depth-1); i < 0 {
				return i
			}
		}
	}
}

func checkCBORContainer(data []byte, h token, depth int) int {
	if h.kind == kindList {
		return checkCBOR(data, h.pos, h.size, depth)
	}
	if h.size != indefinite {
		return checkCBOR(data, h.pos, 2*h.size, depth)
	}
	for i := h.pos; ; { // entry by entry: no break between key and value
		if i < len(data) && data[i] == cborBreak {
			return i + 1
		}
		if i = checkCBOR(data, i, 2, depth); i < 0 {
			return i
		}
	}
}

// cborUntagged reads the head behind any tags at data[i], and the innermost tag or 0.
func cborUntagged(data []byte, i int) (h token, tag uint64) {
	h = cborHead(data, i)
	for h.kind == kindTag {
		tag = h.bits
		if h = cborHead(data, h.pos); h.kind == kindBreak {
			return invalidHead(defectBreak, h.pos-1), tag
		}
	}
	return h, tag
}

// checkCBORString returns the position behind the string with token h.
func checkCBORString(data []byte, h token) int {
	if h.size != indefinite {
		end := h.pos + h.size
		if text := data[h.pos:end]; h.kind == kindBytes || shortASCII(text) || ValidText(text) {
			return end
		}
		return defectUTF8.at(h.pos)
	}
	for i := h.pos; ; {
		chunk := cborHead(data, i)
		switch {
		case chunk.kind == kindBreak:
			return chunk.pos
		case chunk.kind == kindInvalid:
			return chunk.pos
		case chunk.kind != h.kind || chunk.size == indefinite:
			return defectChunk.at(i)
		}
		if i = checkCBORString(data, chunk); i < 0 {
			return i
		}
	}
}
