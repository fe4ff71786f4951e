package syntax

import (
	"encoding/json"
	"strconv"
	"strings"
)

// At returns the node that a path names, as in list[0].x, labels["a b"] or
// labels.a: keys after dots or quoted in brackets, indexes in brackets. The
// empty path is the node itself. Where there is no such node it returns the
// nearest one above, and false.
func (n *Node) At(path string) (*Node, bool) {
	for path != "" {
		next, rest := n.step(path)
		if next == nil {
			return n, false
		}
		n, path = next, rest
	}
	return n, true
}

// step follows the first element of a path. The longest key that fits is taken:
// keys may hold dots.
func (n *Node) step(path string) (next *Node, rest string) {
	if strings.HasPrefix(path, "[") {
		return n.stepBracket(path)
	}
	path = strings.TrimPrefix(path, ".")
	best := -1
	for _, p := range n.Pairs {
		key := p.Key.Text
		if len(key) <= best || !strings.HasPrefix(path, key) {
			continue
		}
		if more := path[len(key):]; more == "" || more[0] == '.' || more[0] == '[' {
			best, next, rest = len(key), p.Value, more
		}
	}
	return next, rest
}

func (n *Node) stepBracket(path string) (next *Node, rest string) {
	if strings.HasPrefix(path, `["`) {
		decoder := json.NewDecoder(strings.NewReader(path[1:]))
		var key string
		if decoder.Decode(&key) != nil {
			return nil, ""
		}
		rest, closed := strings.CutPrefix(path[1+decoder.InputOffset():], "]")
		if !closed {
			return nil, ""
		}
		return n.Get(key), rest
	}
	index, rest, closed := strings.Cut(path[1:], "]")
	i, err := strconv.Atoi(index)
	if !closed || err != nil || i < 0 || i >= len(n.Items) {
		return nil, ""
	}
	return n.Items[i], rest
}
