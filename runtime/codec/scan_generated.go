package codec

// This file has the targets of Scan for lists, maps and pointers of generated types.
// Each target is one pointer, which an interface holds without an allocation.

// generated is a type that reads itself.
type generated interface {
	DecodeWAMP(*Reader)
}

// pointerTo is a pointer to a generated type.
type pointerTo[T any] interface {
	*T
	generated
}

// target is what the functions return that make a target of a pointer.
type target interface {
	decode(*Reader, fieldKind)
}

type listTarget[T any, P pointerTo[T]] struct{ list *[]T }

// List returns the target of Reader.Scan for a list of generated types.
func List[T any, P pointerTo[T]](list *[]T) any { return listTarget[T, P]{list} }

func (t listTarget[T, P]) decode(r *Reader, kind fieldKind) {
	items := *t.list
	if kind == fieldOptional {
		items = []T{} // there, even if it is empty
	}
	for r.List(); r.NextItem(); {
		items = append(items, *new(T))
		P(&items[len(items)-1]).DecodeWAMP(r)
	}
	*t.list = items
}

type mapTarget[T any, P pointerTo[T]] struct{ entries *map[string]T }

// Map returns the target of Reader.Scan for a map of generated types.
func Map[T any, P pointerTo[T]](entries *map[string]T) any { return mapTarget[T, P]{entries} }

func (t mapTarget[T, P]) decode(r *Reader, _ fieldKind) {
	value := new(T)
	readEntries(r, t.entries, func(r *Reader) T {
		*value = *new(T)
		P(value).DecodeWAMP(r)
		return *value
	})
}

type pointerTarget[T any, P pointerTo[T]] struct{ value **T }

// Pointer returns the target of Reader.Scan for a pointer to a generated type.
func Pointer[T any, P pointerTo[T]](value **T) any { return pointerTarget[T, P]{value} }

func (t pointerTarget[T, P]) decode(r *Reader, _ fieldKind) {
	*t.value = new(T)
	P(*t.value).DecodeWAMP(r)
}
