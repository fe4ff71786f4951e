package syntax

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"gopkg.in/yaml.v3"

	"github.com/wampgen/wampgen/gen/diag"
)

// LoadYAML reads one YAML document. The node is nil only if the list has errors
// that leave no tree; otherwise what was refused is missing or Broken in it. An
// empty file is a Null scalar.
func LoadYAML(file string, data []byte, limits Limits) (*Node, diag.List) {
	limits = limits.withDefaults()
	s, list := newSource(file, data, limits)
	if s == nil {
		return nil, list
	}
	if list := checkCharacters(s); len(list) > 0 {
		return nil, list
	}
	decoder := yaml.NewDecoder(bytes.NewReader(s.data))
	document, err := decodeYAML(decoder)
	if errors.Is(err, io.EOF) {
		return &Node{Pos: s.at(0)}, nil
	}
	if err != nil {
		list.Add(explainYAML(s, err))
		return nil, list
	}
	b := &yamlBuilder{source: s, limits: limits}
	root := b.value(document.Content[0], 1)
	b.refuseMore(decoder)
	if b.stopped {
		root = nil
	}
	return root, b.list
}

// decodeYAML reads the next document without resolving anything in it. It turns
// a panic of the library, which reads what anybody may have written, into an
// error.
func decodeYAML(decoder *yaml.Decoder) (document *yaml.Node, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("yaml: the parser fails: %v", r)
		}
	}()
	document = new(yaml.Node)
	if err := decoder.Decode(document); err != nil {
		return nil, err
	}
	if document.Kind != yaml.DocumentNode || len(document.Content) != 1 {
		return nil, io.EOF
	}
	return document, nil
}

// refuseMore reports a second document, which the library would drop in silence.
func (b *yamlBuilder) refuseMore(decoder *yaml.Decoder) {
	document, err := decodeYAML(decoder)
	switch {
	case errors.Is(err, io.EOF):
	case err != nil:
		b.list.Add(explainYAML(b.source, err))
		b.stopped = true
	default:
		b.list.Errorf(b.position(document), ruleDocument, "the file has a second document").Hint = "make it a file of its own"
	}
}
