package codec

// checkMessagePack returns the position behind n MessagePack values from data[i]
// on, or a packed defect. They may nest lists and maps to the given depth.
func checkMessagePack(data []byte, i, n, depth int) int {
	for ; ; n-- {
		if i, n = msgpackFlat.skip(data, i, n); n == 0 {
			return i
		}
		h := messagePackHead(data, i)
		switch i = h.pos; h.kind {
		case kindInvalid:
			return i
		case kindString:
			if text := data[i : i+h.size]; !shortASCII(text) && !ValidText(text) {
				return defectUTF8.at(i)
			}
			i += h.size
		case kindBytes:
			i += h.size
		case kindList, kindMap:
			if depth == 0 {
				return defectDepth.at(i - 1)
			}
			values := h.size
			if h.kind == kindMap {
				values *= 2
			}
			if i = checkMessagePack(data, i, values, depth-1); i < 0 {
				return i
			}
		}
	}
}
