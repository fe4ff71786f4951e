package codec

// Payload decodes a whole payload that has no schema: args and kwargs, nil where they
// are absent. The values are of the kinds of wamp.Dict.
func (r *Reader) Payload() (args []any, kwargs map[string]any) {
	if r.Err() != nil {
		return nil, nil
	}
	if r.payload.Args != nil {
		v, err := DecodeValue(r.payload.Format, r.payload.Args)
		if args, _ = v.([]any); args == nil {
			r.Fail("type", "args are no list: %v", err)
		}
	}
	if r.payload.Kwargs != nil {
		v, err := DecodeValue(r.payload.Format, r.payload.Kwargs)
		if kwargs, _ = v.(map[string]any); kwargs == nil {
			r.Fail("type", "kwargs are no map: %v", err)
		}
	}
	return args, kwargs
}
