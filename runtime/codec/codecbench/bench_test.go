package codecbench

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"

	"github.com/fxamacker/cbor/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

var formats = []wamp.Format{wamp.JSON, wamp.MessagePack, wamp.CBOR}

// sample returns a value of some 1 KiB.
func sample() (*Report, *report) {
	note := "moved to the \"small\" room, Büro 7"
	r := &Report{
		ID: "6c84fb90-12c4-11e1-840d-7b25c5ee775a", Station: "roof-north", Sequence: 184_467, Level: 0.8125, Online: true,
		Tags:   []string{"outdoor", "solar", "calibrated"},
		Counts: map[string]int64{"sent": 90_210, "lost": 3},
		Place:  Place{Building: "Haus am See", Floor: -1, Latitude: 48.137154, Longitude: 11.576124},
		Note:   &note,
	}
	for i := range 8 {
		r.Readings = append(r.Readings, Reading{Sensor: "temperature", Value: 21.5 + float64(i)/8, At: 1_735_689_600_000 + int64(i), Valid: i%2 == 0})
	}
	other := &report{
		ID: r.ID, Station: r.Station, Sequence: r.Sequence, Level: r.Level, Online: r.Online,
		Tags: r.Tags, Counts: r.Counts, Place: place(r.Place), Note: r.Note,
	}
	for _, v := range r.Readings {
		other.Readings = append(other.Readings, reading(v))
	}
	return r, other
}

// library is one that writes and reads a report in one format.
type library struct {
	name   string
	format wamp.Format
	encode func(buf *bytes.Buffer, v *report) error
	decode func(data []byte, v *report) error
}

var libraries = []library{
	{"encoding-json", wamp.JSON,
		func(buf *bytes.Buffer, v *report) error { return json.NewEncoder(buf).Encode(v) },
		func(data []byte, v *report) error { return json.Unmarshal(data, v) }},
	{"msgp", wamp.MessagePack,
		func(buf *bytes.Buffer, v *report) error {
			buf.Grow(v.Msgsize()) // else it would allocate
			data, err := v.MarshalMsg(buf.AvailableBuffer())
			buf.Write(data)
			return err
		},
		func(data []byte, v *report) error {
			_, err := v.UnmarshalMsg(data)
			return err
		}},
	{"fxamacker-cbor", wamp.CBOR,
		func(buf *bytes.Buffer, v *report) error { return cbor.MarshalToBuffer(v, buf) },
		func(data []byte, v *report) error { return cbor.Unmarshal(data, v) }},
}

// encode writes the value as the first and only argument.
func encode(w *codec.Writer, v *Report) ([]byte, error) {
	w.Args(1)
	v.EncodeWAMP(w)
	w.End()
	p, err := w.Payload()
	return p.Args, err
}

var args = codec.NewFields(codec.Required("report"))

func decode(f wamp.Format, data []byte, v *Report) error {
	r := codec.NewReader(wamp.Payload{Format: f, Args: data})
	defer r.Free()
	for c := r.Args(args); c.Next(r); {
		v.DecodeWAMP(r)
	}
	return r.Err()
}

// What the libraries write the generated methods read, and the other way round.
func TestLibrariesAgree(t *testing.T) {
	ours, theirs := sample()
	for _, l := range libraries {
		var buf bytes.Buffer
		if err := l.encode(&buf, theirs); err != nil {
			t.Fatal(err)
		}
		var got Report
		r := codec.NewValueReader(l.format, buf.Bytes())
		got.DecodeWAMP(r)
		if diff := cmp.Diff(ours, &got); diff != "" || r.Err() != nil {
			t.Errorf("%s: error %v, report (-want +got):\n%s", l.name, r.Err(), diff)
		}
		w := codec.NewWriter(l.format)
		data, err := encode(w, ours)
		if err != nil {
			t.Fatal(err)
		}
		data = bytes.TrimSuffix(data[1:], []byte("]")) // the list that the args are
		var back report
		if err := l.decode(data, &back); err != nil || !reflect.DeepEqual(&back, theirs) {
			t.Errorf("%s: error %v, report %+v, want %+v", l.name, err, back, theirs)
		}
		w.Free()
	}
}

func BenchmarkEncode(b *testing.B) {
	ours, theirs := sample()
	for _, f := range formats {
		b.Run(f.String()+"/generated", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				w := codec.NewWriter(f)
				if _, err := encode(w, ours); err != nil {
					b.Fatal(err)
				}
				w.Free()
			}
		})
		for _, l := range libraries {
			if l.format != f {
				continue
			}
			b.Run(f.String()+"/"+l.name, func(b *testing.B) {
				b.ReportAllocs()
				var buf bytes.Buffer
				for b.Loop() {
					buf.Reset()
					if err := l.encode(&buf, theirs); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkDecode(b *testing.B) {
	ours, theirs := sample()
	for _, f := range formats {
		b.Run(f.String()+"/generated", func(b *testing.B) {
			w := codec.NewWriter(f)
			defer w.Free()
			data, err := encode(w, ours)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				var v Report
				if err := decode(f, data, &v); err != nil {
					b.Fatal(err)
				}
			}
		})
		for _, l := range libraries {
			if l.format != f {
				continue
			}
			b.Run(f.String()+"/"+l.name, func(b *testing.B) {
				var buf bytes.Buffer
				if err := l.encode(&buf, theirs); err != nil {
					b.Fatal(err)
				}
				b.ReportAllocs()
				for b.Loop() {
					var v report
					if err := l.decode(buf.Bytes(), &v); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
