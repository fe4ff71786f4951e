package codec

// readFrame is a list or map that is being read.
type readFrame struct {
	container
	part   readPart
	fields *Fields  // of args, kwargs and structs
	tag    string   // of a struct in a union: the key that is no field
	index  int      // of the item or field; -1: none yet, or an unknown one
	key    []byte   // of the entry, or of the unknown field; nil: none
	start  int      // where the value begins
	many   []uint64 // the fields from 64 on that were there, as a set; see Cursor.seen
}

// readPart is what a frame is to its reader.
type readPart uint8

const (
	partArgs readPart = iota
	partKwargs
	partStruct
	partList
	partMap
)

// kind returns what the part is on the wire.
func (p readPart) kind() kind {
	if p == partArgs || p == partList {
		return kindList
	}
	return kindMap
}

// Cursor walks the fields of a struct, of kwargs or of args:
//
//	for c := r.Struct(deviceFields); c.Next(r); {
//		switch c.Field {
//		case 0:
//			d.ID = r.String()
//		case 1:
//			d.Mode = Mode(r.Enum(modes))
//		}
//	}
//
// At the end a required field that was not there is a fault, as is a field that
// occurs twice. An optional field or argument that is undefined is as one that is absent.
type Cursor struct {
	Field int // the number of the field whose value comes next

	// That is all: the compiler moves four words one by one, and more by way of memory,
	// where the processor waits for its own stores.
	depth int // of the reader in it
	guess int
	seen  uint64 // of the first 64 fields those that were there, as a set
}

// Args begins to read the positional arguments; the fields number and name them.
// Args that are absent are an empty list.
func (r *Reader) Args(f *Fields) Cursor { return r.part(partArgs, r.payload.Args, f) }

// Kwargs begins to read the keyword arguments. Kwargs that are absent are an empty map.
func (r *Reader) Kwargs(f *Fields) Cursor { return r.part(partKwargs, r.payload.Kwargs, f) }

func (r *Reader) part(part readPart, data []byte, f *Fields) Cursor {
	if r.err == nil {
		r.restart(data, r.shared.textOf(part))
		if data == nil {
			r.open(part, f, container{})
		} else {
			r.push(part, f)
		}
	}
	return Cursor{depth: len(r.frames)}
}

// Struct begins to read a map with known keys.
func (r *Reader) Struct(f *Fields) Cursor {
	r.push(partStruct, f)
	if r.err == nil {
		r.frames[len(r.frames)-1].tag, r.tag = r.tag, ""
	}
	return Cursor{depth: len(r.frames)}
}

// List begins to read a list:
//
//	for r.List(); r.NextItem(); {
//		v = append(v, r.Int(64))
//	}
func (r *Reader) List() { r.push(partList, nil) }

// Map begins to read a map with any keys:
//
//	for r.Map(); r.NextEntry(); {
//		k := r.Key()
//
// Keys that occur twice are for the caller to find.
func (r *Reader) Map() { r.push(partMap, nil) }

func (r *Reader) push(part readPart, f *Fields) {
	if n, ok := r.shortHead(part); ok {
		r.open(part, f, container{left: n})
		return
	}
	t := r.next()
	switch {
	case r.err != nil:
	case t.kind != part.kind():
		r.want(part.kind(), t)
	case len(r.frames) >= maxDepth:
		r.Fail("depth", "nested too deeply")
	default:
		r.open(part, f, r.src.enter(t))
	}
}

// shortHead reads the head of the list or map that comes next and returns its size,
// if the head is one byte.
func (r *Reader) shortHead(part readPart) (n int, ok bool) {
	left := len(r.src.data) - r.src.pos
	if left <= 0 || r.err != nil || len(r.frames) >= maxDepth {
		return 0, false
	}
	head, sizes, least := r.short.list, r.short.lists, 1
	if part.kind() == kindMap {
		head, sizes, least = r.short.dict, r.short.maps, 2
	}
	if n = int(r.src.data[r.src.pos] - head); n >= sizes || n*least >= left {
		return 0, false
	}
	r.src.pos++
	return n, true
}

// open begins a list or map. The frame is written in its place, as it is large.
func (r *Reader) open(part readPart, f *Fields, c container) {
	n := len(r.frames)
	if n < cap(r.frames) {
		r.frames = r.frames[:n+1]
	} else {
		r.frames = append(r.frames, readFrame{})
	}
	frame := &r.frames[n]
	frame.left, frame.end, frame.next = c.left, c.end, c.next
	frame.part, frame.fields, frame.tag = part, f, ""
	frame.index, frame.key, frame.start, frame.many = -1, nil, -1, nil
}

// advance goes to the next entry of the innermost list or map. At its end, or
// after a fault, there is none, and the frame is nil.
func (r *Reader) advance() *readFrame {
	if r.err != nil || len(r.frames) == 0 {
		return nil
	}
	frame := &r.frames[len(r.frames)-1]
	if frame.start == r.src.pos && r.skip() == nil {
		return nil
	}
	if !r.src.more(&frame.container) {
		if r.src.err != nil {
			r.Fail("syntax", "%v", r.src.err)
		}
		return nil
	}
	return frame
}

// leave ends the innermost list or map.
func (r *Reader) leave() {
	if r.err == nil && len(r.frames) > 0 {
		last := len(r.frames) - 1
		r.frames[last].key = nil // it lies in the data
		r.frames = r.frames[:last]
	}
}

// inside reports whether the innermost list or map is one of the part. If not, the
// loops of the caller are not nested as the values are, which is a fault.
func (r *Reader) inside(part readPart) bool {
	if r.err != nil {
		return false
	}
	if n := len(r.frames); n == 0 || r.frames[n-1].part != part {
		r.Fail("syntax", "the reader is not in a %s", part.kind())
		return false
	}
	return true
}

// NextItem goes to the next item of the list begun last, and reports whether there is one.
func (r *Reader) NextItem() bool {
	if !r.inside(partList) {
		return false
	}
	frame := r.advance()
	if frame == nil {
		r.leave()
		return false
	}
	frame.index++
	frame.start = r.src.pos
	return true
}

// NextEntry goes to the value of the next entry of the map begun last, and reports
// whether there is one.
func (r *Reader) NextEntry() bool {
	if !r.inside(partMap) {
		return false
	}
	frame := r.advance()
	if frame == nil {
		r.leave()
		return false
	}
	frame.key = r.src.keyText()
	frame.start = r.src.pos
	return true
}

// Key returns the key of the entry that NextEntry went to. A key that is no string
// is the text that it has in JSON.
func (r *Reader) Key() string {
	if r.err != nil || len(r.frames) == 0 {
		return ""
	}
	return string(r.frames[len(r.frames)-1].key)
}

// Next goes to the value of the next known field, and reports whether there is one.
// Fields that have a target are read on the way, and are none to stop at: targets are
// what Scan takes, in the order of the fields, and a nil one is none.
func (c *Cursor) Next(r *Reader, targets ...any) bool {
	if len(r.frames) > c.depth {
		r.unwind(c.depth)
	}
	if len(r.frames) != c.depth || c.depth == 0 || r.frames[c.depth-1].fields == nil {
		return false
	}
	for frame := r.advance(); frame != nil; frame = r.advance() {
		switch {
		case frame.part == partArgs:
			frame.index++
			c.Field = frame.index
		case c.guess < len(frame.fields.names) && r.src.skipName(frame.fields.names[c.guess]):
			c.Field = c.guess
			frame.index, frame.key = c.Field, nil
		default:
			key := r.src.keyText()
			c.Field = frame.fields.find(key, c.guess)
			frame.index, frame.key = c.Field, key
		}
		frame.start = r.src.pos
		switch {
		case c.Field < 0 || c.Field >= len(frame.fields.names):
			if frame.fields.rejectUnknown && (frame.tag == "" || string(frame.key) != frame.tag) {
				r.Fail("unknown", "unknown %s", frame.part.entry())
				return false
			}
		case frame.fields.kinds[c.Field] == fieldOptional && r.src.skipUndefined():
		case !c.see(frame):
			r.Fail("duplicate", "occurs twice")
			return false
		default:
			c.guess = c.Field + 1
			kind := frame.fields.kinds[c.Field]
			switch {
			case kind == fieldNullable && r.Null():
			case c.Field < len(targets) && targets[c.Field] != nil:
				r.into(targets[c.Field], kind)
			default:
				return true
			}
		}
	}
	c.end(r)
	return false
}

// unwind ends the lists and maps inside a value at the depth: loops over them that
// the caller has left early.
func (r *Reader) unwind(depth int) {
	for r.err == nil && len(r.frames) > depth {
		for frame := r.advance(); frame != nil; frame = r.advance() {
			if frame.part.kind() == kindMap {
				r.src.keyText()
			}
			frame.start = r.src.pos // to be skipped
		}
		r.leave()
	}
}

// entry returns what an entry of the part is called.
func (p readPart) entry() string {
	switch p {
	case partArgs:
		return "argument"
	case partKwargs:
		return "keyword argument"
	}
	return "field"
}

// see notes the field, and reports whether it was not there before.
func (c *Cursor) see(frame *readFrame) bool {
	word, i := &c.seen, c.Field/64
	if i > 0 {
		for len(frame.many) < i {
			frame.many = append(frame.many, 0)
		}
		word = &frame.many[i-1]
	}
	bit := uint64(1) << (c.Field % 64)
	first := *word&bit == 0
	*word |= bit
	return first
}

// end looks for required fields that were not there, and ends the struct.
func (c *Cursor) end(r *Reader) {
	if r.err == nil && len(r.frames) > 0 {
		frame := &r.frames[len(r.frames)-1]
		if n := frame.fields.missing(c.seen, frame.many); n >= 0 {
			frame.index, frame.key = n, nil
			r.Fail("required", "missing %s %q", frame.part.entry(), frame.fields.names[n])
		}
	}
	r.leave()
}
