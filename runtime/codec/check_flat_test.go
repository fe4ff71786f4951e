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
