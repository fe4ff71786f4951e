package runtime

import (
	"fmt"
	"maps"
	"slices"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Values is a payload without a schema. Its values are of the kinds of wamp.Dict;
// to send, all Go integers and Raw are accepted too.
type Values struct {
	Args   []any          // nil: absent
	Kwargs map[string]any // nil: absent
}

// Raw is one undecoded value with its serialization.
type Raw = codec.Raw

// Payload returns the payload in a serialization, with memory of its own.
func (v Values) Payload(f wamp.Format) (wamp.Payload, error) {
	w := codec.NewWriter(f)
	defer w.Free()
	p, err := v.write(w)
	if err != nil {
		return wamp.Payload{}, err
	}
	return p.Clone(), nil
}

// DecodeValues decodes a payload of any serialization. It does not keep p.
func DecodeValues(p wamp.Payload) (Values, error) { return decodeValues(p) }

func (v Values) write(w *codec.Writer) (wamp.Payload, error) {
	v.encode(w)
	return w.Payload()
}

func (v Values) encode(w *codec.Writer) {
	if v.Args != nil {
		w.Args(len(v.Args))
		for _, arg := range v.Args {
			w.Value(arg)
		}
		w.End()
	}
	if v.Kwargs != nil {
		w.Kwargs(len(v.Kwargs))
		for _, key := range slices.Sorted(maps.Keys(v.Kwargs)) {
			w.MapKey(key)
			w.Value(v.Kwargs[key])
		}
		w.End()
	}
}

func decodeValues(p wamp.Payload) (Values, error) {
	var v Values
	if p.Args != nil {
		args, err := codec.DecodeValue(p.Format, p.Args)
		if err != nil {
			return Values{}, fmt.Errorf("args: %w", err)
		}
		v.Args, _ = args.([]any)
	}
	if p.Kwargs != nil {
		kwargs, err := codec.DecodeValue(p.Format, p.Kwargs)
		if err != nil {
			return Values{}, fmt.Errorf("kwargs: %w", err)
		}
		v.Kwargs, _ = kwargs.(map[string]any)
	}
	return v, nil
}
