package codec

// checkJSON returns the position behind the JSON value that begins at data[i],
// white space before it allowed, or a packed defect. The value may nest lists
// and maps to the given depth. Every payload of a JSON peer goes through it.
func checkJSON(data []byte, i, depth int) int {
	if hasVectors && len(data)-i >= leastBlocks && data[i]|0x20 == '{' { // or '['
		if end := checkBlocks(data, i, depth); end > 0 {
			return end
		}
	}
	return checkJSONBytes(data, i, depth)
}

// checkJSONBytes is checkJSON byte by byte. It alone tells defects: hence a loop, and no
// call for short strings.
func checkJSONBytes(data []byte, i, depth int) int {
	var open nesting
	for {
		// A value, or the beginning of one.
		if i = skipSpace(data, i); i >= len(data) {
			return defectEnd.at(i)
		}
		switch data[i] {
		case '"':
			if i = skipShort(data, i+1); i < len(data) && data[i] == '"' {
				i++
			} else if i, _ = scanString(data, i); i < 0 {
				return i
			}
		case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
			if i, _ = scanNumber(data, i); i < 0 {
				return i
			}
		case '[', '{':
			if open.depth == depth {
				return defectDepth.at(i)
			}
			open.push(data[i] == '{')
			i = skipSpace(data, i+1)
			if i < len(data) && data[i] == open.end() {
				break
			}
			if open.inMap() {
				if i = checkJSONKey(data, i); i < 0 {
					return i
				}
			}
			continue
		case 'n', 't', 'f':
			if i = scanLiteral(data, i); i < 0 {
				return i
			}
		default:
			return defectValue.at(i)
		}
		// Behind a value: the ends of lists and maps, then a comma.
		for comma := false; !comma; i++ {
			if open.depth == 0 {
				return i
			}
			if i = skipSpace(data, i); i >= len(data) {
				return defectEnd.at(i)
			}
			switch data[i] {
			case ',':
				comma = true
			case open.end():
				open.pop()
			default:
				return open.separator().at(i)
			}
		}
		if open.inMap() {
			if i = checkJSONKey(data, i); i < 0 {
				return i
			}
		}
	}
}

// checkJSONKey checks a map's key and the colon behind it.
func checkJSONKey(data []byte, i int) int {
	if i = skipSpace(data, i); i >= len(data) {
		return defectEnd.at(i)
	}
	if data[i] != '"' {
		return defectKey.at(i)
	}
	if i = skipShort(data, i+1); i < len(data) && data[i] == '"' {
		i++
	} else if i, _ = scanString(data, i); i < 0 {
		return i
	}
	if i = skipSpace(data, i); i >= len(data) {
		return defectEnd.at(i)
	}
	if data[i] != ':' {
		return defectColon.at(i)
	}
	return i + 1
}

// nesting remembers which of the open containers are maps, one bit for each. Up
// to 64 take no memory.
type nesting struct {
	depth int
	maps  uint64   // of the innermost 64; the innermost is the lowest
	outer []uint64 // of those around them
}

func (n *nesting) push(isMap bool) {
	if n.depth > 0 && n.depth%64 == 0 {
		n.outer = append(n.outer, n.maps)
	}
	n.depth++
	n.maps <<= 1
	if isMap {
		n.maps |= 1
	}
}

func (n *nesting) pop() {
	n.depth--
	n.maps >>= 1
	if n.depth > 0 && n.depth%64 == 0 {
		last := len(n.outer) - 1
		n.maps, n.outer = n.outer[last], n.outer[:last]
	}
}

func (n *nesting) inMap() bool { return n.maps&1 != 0 }

// end returns what closes the innermost container.
func (n *nesting) end() byte {
	if n.inMap() {
		return '}'
	}
	return ']'
}

// separator returns the defect of what neither divides nor closes it.
func (n *nesting) separator() defect {
	if n.inMap() {
		return defectMapSeparator
	}
	return defectListSeparator
}
