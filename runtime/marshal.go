package runtime

import (
	"bytes"
	"fmt"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Marshal returns a value of a schema as it is on the wire, for whatever else keeps or
// takes it: a file, an HTTP handler, a Raw. Rules such as min are not checked; see
// Unmarshal.
func Marshal(f wamp.Format, value interface{ EncodeWAMP(*codec.Writer) }) ([]byte, error) {
	w := codec.NewWriter(f)
	defer w.Free()
	w.Args(1)
	value.EncodeWAMP(w)
	w.End()
	list, err := w.Payload()
	if err != nil {
		return nil, fmt.Errorf("marshal %T: %w", value, err)
	}
	r := codec.NewValueReader(f, list.Args)
	defer r.Free()
	r.List()
	r.NextItem()
	return bytes.Clone(r.Raw().Bytes), nil
}

// Unmarshal reads a value of a schema from data that nobody has checked, and checks it by
// the rules of its type. value is a pointer.
func Unmarshal(f wamp.Format, data []byte, value interface{ DecodeWAMP(*codec.Reader) }) error {
	if err := codec.CheckValue(f, data, codec.Limits{}); err != nil {
		return fmt.Errorf("unmarshal %T: %w", value, err)
	}
	r := codec.NewValueReader(f, data)
	value.DecodeWAMP(r)
	err := r.Err()
	r.Free()
	if checked, ok := value.(interface{ ValidateWAMP(*codec.Validator) }); ok && err == nil {
		v := codec.NewValidator()
		checked.ValidateWAMP(v)
		err = v.Err()
		v.Free()
	}
	if err != nil {
		return fmt.Errorf("unmarshal %T: %w", value, err)
	}
	return nil
}
