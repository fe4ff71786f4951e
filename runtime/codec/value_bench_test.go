package codec

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func BenchmarkStruct(b *testing.B) {
	target := 21.5
	d := device{ID: "a-1", Mode: "heat", Target: &target, Tags: []string{"x", "y"}}
	for _, f := range formats {
		b.Run(f.String()+"/encode", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				w := NewWriter(f)
				w.Args(2)
				w.Int(7)
				d.encode(w)
				w.End()
				if _, err := w.Payload(); err != nil {
					b.Fatal(err)
				}
				w.Free()
			}
		})
		b.Run(f.String()+"/decode", func(b *testing.B) {
			w := NewWriter(f)
			w.Args(2)
			w.Int(7)
			d.encode(w)
			w.End()
			p, err := w.Payload()
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				r := NewReader(p)
				_, got, _ := decodeDevice(r)
				if r.Err() != nil || got.ID != d.ID {
					b.Fatal(cmp.Diff(d, got), r.Err())
				}
				r.Free()
			}
		})
	}
}

func BenchmarkTranscode(b *testing.B) {
	p := args(string(structured()))
	for _, from := range formats {
		src := Transcode(p, from)
		for _, to := range formats {
			if to == from {
				continue
			}
			b.Run(from.String()+" to "+to.String(), func(b *testing.B) {
				b.SetBytes(int64(src.Size()))
				for b.Loop() {
					Transcode(src, to)
				}
			})
		}
	}
}
