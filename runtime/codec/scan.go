package codec

import (
	"time"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Scan reads a map with known keys into what the targets point to, one for each
// field in their order:
//
//	r.Scan(deviceFields, &d.ID, &d.Target, &d.Tags, codec.List(&d.Places))
//
// A target is a pointer to a scalar, to a pointer to one, which then points to what
// was read, to a list or map of bool, int64, float64 or string, or to a generated
// type; or it is what List, Map, Pointer, Timestamp, URIPattern or Name returns: a
// *time.Time is for text by RFC 3339, a *wamp.URI for a concrete URI. What is absent
// or null keeps its value.
func (r *Reader) Scan(f *Fields, targets ...any) {
	c := r.Struct(f)
	for c.Next(r, targets...) {
	}
}

// ScanArgs reads the positional arguments as Scan reads a map.
func (r *Reader) ScanArgs(f *Fields, targets ...any) {
	c := r.Args(f)
	for c.Next(r, targets...) {
	}
}

// ScanKwargs reads the keyword arguments as Scan reads a map.
func (r *Reader) ScanKwargs(f *Fields, targets ...any) {
	c := r.Kwargs(f)
	for c.Next(r, targets...) {
	}
}

// into reads the next value into a target of Scan.
func (r *Reader) into(to any, kind fieldKind) {
	switch p := to.(type) {
	case *string:
		*p = r.String()
	case *int64:
		*p = r.Int(64)
	case *float64:
		*p = r.Float()
	case *bool:
		*p = r.Bool()
	case *[]byte:
		*p = r.Bytes()
	case *int32:
		*p = int32(r.Int(32))
	case *int16:
		*p = int16(r.Int(16))
	case *int8:
		*p = int8(r.Int(8))
	case *uint64:
		*p = r.Uint(64)
	case *uint32:
		*p = uint32(r.Uint(32))
	case *uint16:
		*p = uint16(r.Uint(16))
	case *uint8:
		*p = uint8(r.Uint(8))
	case *float32:
		*p = r.Float32()
	case *time.Time:
		*p = r.Time()
	case *time.Duration:
		*p = r.Duration()
	case *wamp.URI:
		*p = r.URI()
	case *wamp.ID:
		*p = r.ID()
	case *Raw:
		*p = r.Raw()
	case target:
		p.decode(r, kind)
	case generated:
		p.DecodeWAMP(r)
	default:
		r.intoPointer(to, kind)
	}
}

// intoPointer reads the next value into a target that is a pointer to a pointer, a
// list or a map.
func (r *Reader) intoPointer(to any, kind fieldKind) {
	switch p := to.(type) {
	case **string:
		*p = new(r.String())
	case **int64:
		*p = new(r.Int(64))
	case **float64:
		*p = new(r.Float())
	case **bool:
		*p = new(r.Bool())
	case *[]string:
		readItems(r, p, kind, (*Reader).String)
	case *[]int64:
		readItems(r, p, kind, readInt64)
	case *[]float64:
		readItems(r, p, kind, (*Reader).Float)
	case *[]bool:
		readItems(r, p, kind, (*Reader).Bool)
	case *map[string]string:
		readEntries(r, p, (*Reader).String)
	case *map[string]int64:
		readEntries(r, p, readInt64)
	case *map[string]float64:
		readEntries(r, p, (*Reader).Float)
	case *map[string]bool:
		readEntries(r, p, (*Reader).Bool)
	case **int32:
		*p = new(int32(r.Int(32)))
	case **int16:
		*p = new(int16(r.Int(16)))
	case **int8:
		*p = new(int8(r.Int(8)))
	case **uint64:
		*p = new(r.Uint(64))
	case **uint32:
		*p = new(uint32(r.Uint(32)))
	case **uint16:
		*p = new(uint16(r.Uint(16)))
	case **uint8:
		*p = new(uint8(r.Uint(8)))
	case **float32:
		*p = new(r.Float32())
	case **time.Time:
		*p = new(r.Time())
	case **time.Duration:
		*p = new(r.Duration())
	case **wamp.URI:
		*p = new(r.URI())
	case **wamp.ID:
		*p = new(r.ID())
	case **Raw:
		*p = new(r.Raw())
	default:
		r.Fail("type", "nothing reads into a %T", to)
	}
}

func readInt64(r *Reader) int64 { return r.Int(64) }

// readItems reads a list. A list that may be absent is not nil if it is there.
func readItems[T any](r *Reader, list *[]T, kind fieldKind, read func(*Reader) T) {
	items := *list
	if kind == fieldOptional {
		items = []T{}
	}
	for r.List(); r.NextItem(); {
		items = append(items, read(r))
	}
	*list = items
}

// readEntries reads a map.
func readEntries[T any](r *Reader, m *map[string]T, read func(*Reader) T) {
	entries := make(map[string]T)
	*m = entries
	for r.Map(); r.NextEntry(); {
		k := r.Key()
		if _, twice := entries[k]; twice {
			r.Fail("duplicate", "key occurs twice")
		}
		entries[k] = read(r)
	}
}
