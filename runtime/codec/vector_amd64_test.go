package codec

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"
)

// classifiers returns those that work on this processor.
func classifiers(t testing.TB) map[string]func(*[batch]block, []byte) uint64 {
	needVectors(t)
	all := map[string]func(*[batch]block, []byte) uint64{"256": classify256}
	if hasWideVectors {
		all["512"] = classify512
	}
	return all
}

// classesOf is what they have to find, said in another way.
func classesOf(data []byte) (blocks [batch]block, high bool) {
	for i := range len(data) &^ 63 {
		c, b := data[i], &blocks[i/64]
		set := func(class *uint64, is bool) {
			if is {
				*class |= 1 << (i % 64)
			}
		}
		set(&b.quote, c == '"')
		set(&b.inside, bytes.Count(data[i&^63:i+1], []byte(`"`))%2 == 1)
		set(&b.escape, c == '\\')
		set(&b.control, c < ' ')
		set(&b.space, c != 0 && strings.IndexByte(" \t\r\n", c) >= 0)
		set(&b.open, c == '[' || c == '{')
		set(&b.close, c == ']' || c == '}')
		set(&b.curly, c&0x20 != 0)
		set(&b.colon, c == ':')
		set(&b.comma, c == ',')
		set(&b.digit, c >= '0' && c <= '9')
		set(&b.zero, c == '0')
		set(&b.point, c == '.')
		set(&b.minus, c == '-')
		set(&b.plus, c == '+')
		set(&b.power, c == 'e' || c == 'E')
		high = high || c >= utf8.RuneSelf
	}
	return blocks, high
}

func checkClasses(t *testing.T, data []byte) {
	t.Helper()
	want, wantHigh := classesOf(data)
	for name, classify := range classifiers(t) {
		var got [batch]block
		if high := classify(&got, data) != 0; high != wantHigh {
			t.Fatalf("%s bits, %q: high is %t", name, data, high)
		}
		for k := range got {
			if got[k] != want[k] {
				t.Fatalf("%s bits, %q: got %+v, want %+v", name, data[64*k:min(64*k+64, len(data))], got[k], want[k])
			}
		}
	}
}

// Each byte in each place of a block.
func TestClassify(t *testing.T) {
	for c := range 256 {
		for at := range 64 {
			data := bytes.Repeat([]byte{0x40}, 64*batch) // of no class
			data[64*(c%batch)+at] = byte(c)
			checkClasses(t, data)
		}
	}
	for length := range 64*batch + 1 {
		checkClasses(t, bytes.Repeat([]byte("\"ü{\t1"), batch*64)[:length])
	}
}

func FuzzClassify(f *testing.F) {
	for _, seed := range blockSeeds(f) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		checkClasses(t, data[:min(len(data), 64*batch)])
	})
}
