package codec

// Limits bounds what a peer may send. The zero value means the defaults.
type Limits struct {
	Depth     int // nested lists and maps of one args, kwargs or dict; 0: DefaultDepth, at most 1000
	URILength int // bytes of a URI; 0: DefaultURILength
}

// The limits that hold where none are given.
const (
	DefaultDepth     = 32
	DefaultURILength = 255
)

func (l Limits) withDefaults() Limits {
	if l.Depth <= 0 {
		l.Depth = DefaultDepth
	}
	l.Depth = min(l.Depth, maxDepth)
	if l.URILength <= 0 {
		l.URILength = DefaultURILength
	}
	return l
}
