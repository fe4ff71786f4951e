package codec

import (
	"bytes"
	"testing"
	"unicode/utf8"
)

// What is skipped at once is what its head says, and all that its first byte tells is.
func TestFlat(t *testing.T) {
	check := func(name string, flat *flat, head func([]byte, int) token, data []byte) {
		t.Helper()
		end, left := flat.skip(data, 0, 1)
		h := head(data, 0)
		want, must := 0, false // where it ends if it may be skipped, and whether it has to be
		switch h.kind {
		case kindNull, kindBytes: // of the latter only those of fixed size
			want = h.pos + h.size
		case kindInt, kindUint, kindFloat, kindFloat32, kindBool:
			want, must = h.pos, true
		case kindString:
			if h.pos == 1 && h.size >= 0 && utf8.Valid(data[1:1+h.size]) {
				want, must = 1+h.size, h.size <= flatTexts && len(data) > flatTexts
			}
		}
		if left == 0 && end != want || left == 1 && (end != 0 || must) {
			t.Fatalf("%s %x: the end is %d, %d left, but the head is %+v", name, data, end, left, h)
		}
	}
	for first := range 256 {
		for _, filler := range []byte{0, 'x', 0xa0, 0xff} {
			for size := range 40 {
				data := append([]byte{byte(first)}, bytes.Repeat([]byte{filler}, size)...)
				check("MessagePack", &msgpackFlat, messagePackHead, data)
				check("CBOR", &cborFlat, cborHead, data)
			}
		}
	}
	for _, text := range []string{"é", "xxxxxxé", "xxxxxxxé", "éxxxxxxxxxxxxxx", "xxxxxxxéxxxxxxx", "xxxxxxxxxxxxxxé"} {
		data := append([]byte{msgpackFixStr + byte(len(text))}, text+"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80"...)
		if end, left := msgpackFlat.skip(data, 0, 1); end != 0 || left != 1 {
			t.Errorf("%q is skipped, which is no ASCII", text)
		}
		for i := range len(text) {
			data[1+i] &= 0x7f
		}
		if end, left := msgpackFlat.skip(data, 0, 3); end != 1+len(text) || left != 2 {
			t.Errorf("%q: the end is %d, %d left", data[1:1+len(text)], end, left)
		}
	}
}

// FuzzFlat compares the check that skips flat values at once with one head by head.
func FuzzFlat(f *testing.F) {
	for _, data := range [][]byte{
		{0x93, 1, 0xcc, 200, 0xa1, 'x'}, {0x82, 0xa1, 'a', 0xc0, 0xa1, 'b', 0xcb, 1, 2, 3, 4, 5, 6, 7, 8},
		{0x83, 1, 0x18, 200, 0x61, 'x'}, {0x9f, 1, 0x61, 'x', 0xff}, {0xbf, 0x61, 'a', 0xf6, 0xff}, {0x81, 0xf8, 0xff}, {0xc1, 0x00},
		append([]byte{0xdc, 0, 3, 0xb0}, "0123456789abcdefxxxxxxxxxxxxxxxxxxxx"...),
	} {
		f.Add(data)
	}
	const depth = 4
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) == 0 {
			return
		}
		if got, want := checkMessagePack(data, 0, 1, depth), plainMessagePack(data, 0, depth); got >= 0 && got != want || got < 0 && want >= 0 {
			t.Errorf("MessagePack %x: %d, want %d", data, got, want)
		}
		if got, want := checkCBOR(data, 0, 1, depth), plainCBOR(data, 0, depth); got >= 0 && got != want || got < 0 && want >= 0 {
			t.Errorf("CBOR %x: %d, want %d", data, got, want)
		}
	})
}

// plainMessagePack returns the position behind the value at data[i], or -1.
func plainMessagePack(data []byte, i, depth int) int {
	h := messagePackHead(data, i)
	switch i = h.pos; h.kind {
	case kindInvalid:
		return -1
	case kindString:
		if i += h.size; !utf8.Valid(data[h.pos:i]) {
			return -1
		}
	case kindBytes:
		i += h.size
	case kindList, kindMap:
		n := h.size
		if h.kind == kindMap {
			n *= 2
		}
		if depth--; depth < 0 {
			return -1
		}
		for ; n > 0 && i >= 0; n-- {
			i = plainMessagePack(data, i, depth)
		}
	}
	return i
}

// plainCBOR returns the position behind the value at data[i], or -1.
func plainCBOR(data []byte, i, depth int) int {
	h, _ := cborUntagged(data, i)
	switch i = h.pos; h.kind {
	case kindInvalid, kindBreak:
		return -1
	case kindString, kindBytes:
		return max(checkCBORString(data, h), -1)
	case kindList, kindMap:
		if depth--; depth < 0 {
			return -1
		}
		values := 1
		if h.kind == kindMap {
			values = 2
		}
		for n := h.size; n != 0 && i >= 0; n-- {
			if h.size == indefinite && i < len(data) && data[i] == cborBreak {
				return i + 1
			}
			for range values {
				if i >= 0 {
					i = plainCBOR(data, i, depth)
				}
			}
		}
	}
	return i
}
