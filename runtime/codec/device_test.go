package codec

// device is what generated code is like: all shapes that a schema has.
type device struct {
	ID     string
	Mode   string
	Target *float64
	Tags   []string
	Labels map[string]int32
	Next   *device
}

var (
	deviceFields = NewFields(Required("id"), Optional("mode", "target", "tags", "labels", "next"))
	strictFields = NewFields(Required("id"), RejectUnknown())
	modes        = []string{"off", "heat", "cool"}
)

func (d *device) decode(r *Reader) {
	for c := r.Struct(deviceFields); c.Next(r); {
		switch c.Field {
		case 0:
			d.ID = r.String()
		case 1:
			d.Mode = r.Enum(modes)
		case 2:
			target := r.Float()
			d.Target = &target
		case 3:
			for r.List(); r.NextItem(); {
				d.Tags = append(d.Tags, r.String())
			}
		case 4:
			d.Labels = make(map[string]int32)
			for r.Map(); r.NextEntry(); {
				k := r.Key()
				if _, ok := d.Labels[k]; ok {
					r.Fail("duplicate", "occurs twice")
				}
				d.Labels[k] = int32(r.Int(32))
			}
		case 5:
			d.Next = new(device)
			d.Next.decode(r)
		}
	}
}

func (d *device) encode(w *Writer) {
	n := 1
	for _, present := range []bool{d.Mode != "", d.Target != nil, d.Tags != nil, d.Labels != nil, d.Next != nil} {
		if present {
			n++
		}
	}
	w.Map(n)
	w.Key("id")
	w.String(d.ID)
	if d.Mode != "" {
		w.Key("mode")
		w.String(d.Mode)
	}
	if d.Target != nil {
		w.Key("target")
		w.Float(*d.Target)
	}
	if d.Tags != nil {
		w.Key("tags")
		w.List(len(d.Tags))
		for _, tag := range d.Tags {
			w.String(tag)
		}
		w.End()
	}
	if d.Labels != nil {
		w.Key("labels")
		w.Map(len(d.Labels))
		for k, v := range d.Labels {
			w.MapKey(k)
			w.Int(int64(v))
		}
		w.End()
	}
	if d.Next != nil {
		w.Key("next")
		d.Next.encode(w)
	}
	w.End()
}

var deviceArgs = NewFields(Required("count"), Required("device"), Optional("note"))

// decodeDevice reads args of a count, a device and a note.
func decodeDevice(r *Reader) (count uint8, d device, note string) {
	for c := r.Args(deviceArgs); c.Next(r); {
		switch c.Field {
		case 0:
			count = uint8(r.Uint(8))
		case 1:
			d.decode(r)
		case 2:
			note = r.String()
		}
	}
	return count, d, note
}
