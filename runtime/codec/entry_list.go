package codec

// Strings writes a list of texts.
func (e Entry) Strings(list []string) {
	if e.list(len(list)) {
		for _, v := range list {
			e.w.String(v)
		}
		e.w.End()
	}
}

// Ints writes a list of integers.
func (e Entry) Ints(list []int64) {
	if e.list(len(list)) {
		for _, v := range list {
			e.w.Int(v)
		}
		e.w.End()
	}
}

// Floats writes a list of floats.
func (e Entry) Floats(list []float64) {
	if e.list(len(list)) {
		for _, v := range list {
			e.w.Float(v)
		}
		e.w.End()
	}
}

// Bools writes a list of true and false.
func (e Entry) Bools(list []bool) {
	if e.list(len(list)) {
		for _, v := range list {
			e.w.Bool(v)
		}
		e.w.End()
	}
}

// list begins a list of n values, and reports whether it has. If not, the writer has
// an error already.
func (e Entry) list(n int) bool {
	if e.w.err != nil {
		return false
	}
	e.w.buf = e.value()
	e.w.pushList(n)
	return true
}
