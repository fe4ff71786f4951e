package codec

import "strconv"

// path returns where the reader is, as a ValueError writes it.
func (r *Reader) path() string {
	var p []byte
	for i := range r.frames {
		switch frame := &r.frames[i]; {
		case frame.part == partArgs:
			p = append(p, "args"...)
			if frame.index >= 0 {
				p = appendPathIndex(p, frame.index)
			}
		case frame.part == partKwargs:
			p = append(p, "kwargs"...)
			p = frame.appendField(p)
		case frame.part == partList:
			if frame.index >= 0 {
				p = appendPathIndex(p, frame.index)
			}
		default:
			p = frame.appendField(p)
		}
	}
	return string(p)
}

// appendField appends the name of the field or the key of the entry.
func (f *readFrame) appendField(p []byte) []byte {
	switch {
	case f.fields != nil && f.index >= 0:
		return appendPathName(p, f.fields.names[f.index])
	case f.key != nil:
		return appendPathKey(p, string(f.key))
	}
	return p
}

func appendPathIndex(p []byte, i int) []byte {
	p = append(p, '[')
	p = strconv.AppendInt(p, int64(i), 10)
	return append(p, ']')
}

// appendPathName appends a field's name.
func appendPathName(p []byte, name string) []byte {
	if len(p) > 0 {
		p = append(p, '.')
	}
	return append(p, name...)
}

// appendPathKey appends a map's key: an identifier as a field's name is, anything
// else as ["key"].
func appendPathKey(p []byte, key string) []byte {
	if identifier(key) {
		return appendPathName(p, key)
	}
	p = append(p, '[')
	p = appendJSONString(p, key)
	return append(p, ']')
}

func identifier(s string) bool {
	for i := range len(s) {
		c := s[i]
		if c != '_' && (c|0x20 < 'a' || c|0x20 > 'z') && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}
