package app

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// encoder is a value of a schema.
type encoder interface{ EncodeWAMP(*codec.Writer) }

// printJSON prints a value as it is on the wire.
func printJSON(w io.Writer, value encoder) error {
	data, err := wire([]encoder{value})
	if err != nil {
		return err
	}
	return indent(w, data[1:len(data)-1])
}

// printJSONList prints a list of values.
func printJSONList[T encoder](w io.Writer, values []T) error {
	list := make([]encoder, len(values))
	for i, v := range values {
		list[i] = v
	}
	data, err := wire(list)
	if err != nil {
		return err
	}
	return indent(w, data)
}

// pointers returns the addresses of values, which can be encoded.
func pointers[T any](values []T) []*T {
	list := make([]*T, len(values))
	for i := range values {
		list[i] = &values[i]
	}
	return list
}

// wire is a JSON list of values.
func wire(values []encoder) ([]byte, error) {
	w := codec.NewWriter(wamp.JSON)
	defer w.Free()
	w.Args(len(values))
	for _, v := range values {
		v.EncodeWAMP(w)
	}
	w.End()
	p, err := w.Payload()
	if err != nil {
		return nil, err
	}
	return bytes.Clone(p.Args), nil
}

func indent(w io.Writer, data []byte) error {
	var b bytes.Buffer
	if err := json.Indent(&b, data, "", "  "); err != nil {
		return err
	}
	b.WriteByte('\n')
	_, err := w.Write(b.Bytes())
	return err
}
