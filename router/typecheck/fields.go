package typecheck

import (
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/contract"
)

// reader reads one value; what is wrong with it the codec.Reader keeps.
type reader func(*codec.Reader)

// fields are named values: arguments, or the members of a struct.
type fields struct {
	names *codec.Fields
	each  []reader
}

func (t *types) fields(list []contract.Field, rejectUnknown bool) *fields {
	f := &fields{each: make([]reader, len(list))}
	options := make([]codec.FieldsOption, 0, len(list)+1)
	for i := range list {
		field := &list[i]
		e := t.parse(field.Type)
		name := codec.Required
		if e.name == "optional" || field.Default != "" || field.Secret { // whose default is not told
			name = codec.Optional
		}
		options = append(options, name(field.Name))
		f.each[i] = t.reader(e, rulesOf(field))
	}
	if rejectUnknown {
		options = append(options, codec.RejectUnknown())
	}
	f.names = codec.NewFields(options...)
	return f
}

func (f *fields) read(r *codec.Reader, c codec.Cursor) {
	for c.Next(r) {
		f.each[c.Field](r)
	}
}
