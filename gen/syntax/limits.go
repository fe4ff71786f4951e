package syntax

// Limits bound what a file may cost. A zero field stands for its default.
type Limits struct {
	Bytes int // size of a file, default 1 MiB
	Depth int // nested maps and lists, default 64
	Nodes int // values and keys, default 100,000
}

const (
	defaultBytes = 1 << 20
	defaultDepth = 64
	defaultNodes = 100_000

	// maxNumber bounds the length of a number's text: no number of a schema or
	// a node file is longer, and converting some notations is not linear.
	maxNumber = 100
)

func (l Limits) withDefaults() Limits {
	if l.Bytes == 0 {
		l.Bytes = defaultBytes
	}
	if l.Depth == 0 {
		l.Depth = defaultDepth
	}
	if l.Nodes == 0 {
		l.Nodes = defaultNodes
	}
	return l
}
