package codec

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

func needVectors(t testing.TB) {
	if !hasVectors {
		t.Skip("this processor has no vectors of 32 bytes")
	}
}

func TestSkipPlainBlocks(t *testing.T) {
	needVectors(t)
	for c := range 256 {
		for at := range 200 {
			data := bytes.Repeat([]byte("x"), 200)
			data[at] = byte(c)
			want := 192
			if !plain[c] && at < 192 {
				want = at &^ 63
			}
			if got := skipPlainBlocks(data); got != want {
				t.Fatalf("byte %#x at %d: got %d, want %d", c, at, got, want)
			}
		}
	}
}

// checkBothWays checks a list or map by blocks and byte by byte. Where all of data is accepted it
// has to be by both; what follows a value may make checkBlocks give up.
func checkBothWays(t *testing.T, data []byte, depth int) {
	t.Helper()
	if len(data) == 0 || data[0]|0x20 != '{' {
		return
	}
	got, want := checkBlocks(data, 0, depth), max(checkJSONBytes(data, 0, depth), 0)
	if got != want && (got != 0 || want == len(data)) {
		t.Fatalf("%q: the end by blocks is %d, byte by byte %d", data, got, want)
	}
}

// What is right and wrong in small is so in any place of a block.
func TestCheckBlocks(t *testing.T) {
	needVectors(t)
	for _, tt := range jsonChecks {
		if len(tt.data) > 1000 {
			continue
		}
		for shift := range 66 {
			filler := strings.Repeat("x", shift)
			for _, form := range []string{`["%",@]`, `["%", @ ]`, `{"%":@}`, "{\"%\"\n: @,\"b\":1}", `[@,"%"]`, `{"\"":[1,{"%":"x"}],"a":[@]}`} {
				checkBothWays(t, []byte(strings.NewReplacer("%", filler, "@", tt.data).Replace(form)), DefaultDepth)
			}
		}
	}
	for _, depth := range []int{1, 2, 61, 62, 63, 64, 65, 100} {
		data := []byte(strings.Repeat(`[{"a":`, depth/2) + "[1]" + strings.Repeat("}]", depth/2))
		for limit := max(0, depth-3); limit <= depth+3; limit++ {
			if got := checkBlocks(data, 0, limit); got != 0 && got != checkJSONBytes(data, 0, limit) {
				t.Errorf("depth %d is accepted with the limit %d", depth, limit)
			}
		}
	}
}

// blockSeeds are lists and maps of several blocks.
func blockSeeds(t testing.TB) [][]byte {
	records := structured()[:1300]
	records = append(records[:bytes.LastIndex(records, []byte(",{"))], ']')
	var indented bytes.Buffer
	if err := json.Indent(&indented, records, "", " \t"); err != nil {
		t.Fatal(err)
	}
	long := `{"a":[1,2,{"b":"` + strings.Repeat("x", 700) + `"},-0.5e+10,1E9,0e-0,true,false,null,""],"k\"\\":"\u1234ü€😀","` +
		strings.Repeat(`\\\"`, 40) + `":[[],{},[{}],` + strings.Repeat("-12.50,", 30) + `0]}`
	return [][]byte{records, indented.Bytes(), []byte(long), []byte(`["` + strings.Repeat("Бюро €", 100) + `"]`)}
}

// Any change of a few bytes is seen as it is byte by byte.
func TestCheckBlocksMutated(t *testing.T) {
	needVectors(t)
	const bytesToPut = "{}[]:,\"\\0123456789-+.eE truefalsn\n\x01\xc3\xbc\xff/u"
	seeds := blockSeeds(t)
	random := rand.New(rand.NewPCG(1, 2))
	accepted := 0
	for range 100_000 {
		data := []byte(`["` + strings.Repeat("y", random.IntN(65)) + `",`)
		data = append(append(data, seeds[random.IntN(len(seeds))]...), ']')
		for range random.IntN(4) {
			at := random.IntN(len(data))
			switch put := bytesToPut[random.IntN(len(bytesToPut))]; random.IntN(3) {
			case 0:
				data[at] = put
			case 1:
				data = append(data[:at], data[at+1:]...)
			case 2:
				data = append(data[:at+1], data[at:]...)
				data[at] = put
			}
		}
		checkBothWays(t, data, DefaultDepth)
		if checkBlocks(data, 0, DefaultDepth) > 0 {
			accepted++
		}
	}
	if accepted < 10_000 || accepted > 90_000 {
		t.Errorf("%d of 100,000 were accepted: the changes are not well chosen", accepted)
	}
}

func FuzzCheckBlocks(f *testing.F) {
	needVectors(f)
	for _, seed := range blockSeeds(f) {
		f.Add(seed, 32)
	}
	for _, tt := range jsonChecks {
		if len(tt.data) < 100 {
			f.Add([]byte(`["`+strings.Repeat("x", 50)+`",`+tt.data+"]"), 3)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, depth int) {
		checkBothWays(t, data, max(0, min(depth, 60)))
	})
}

func TestValidUTF8(t *testing.T) {
	edges := []string{"a", "xyz", "\x7f", "\u0080", "ü", "\u07ff", "\u0800", "€", "\ud7ff", "\ue000", "\uffff", "\U00010000", "😀", "\U0010ffff"}
	broken := []byte{0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xff}
	random := rand.New(rand.NewPCG(1, 2))
	valid := 0
	for range 200_000 {
		var text []byte
		for length := random.IntN(150); len(text) < length+1; {
			text = append(text, edges[random.IntN(len(edges))]...)
		}
		if random.IntN(3) > 0 {
			text[random.IntN(len(text))] = broken[random.IntN(len(broken))]
		}
		if random.IntN(3) == 0 {
			text = text[:random.IntN(len(text))]
		}
		want := utf8.Valid(text)
		if got := ValidText(text); got != want {
			t.Fatalf("%x: got %t", text, got)
		}
		if want {
			valid++
		}
	}
	if valid < 20_000 || valid > 180_000 {
		t.Errorf("%d of 200,000 were valid: the changes are not well chosen", valid)
	}
}

func FuzzValidUTF8(f *testing.F) {
	f.Add([]byte(strings.Repeat("Бюро €", 20)))
	f.Add([]byte(strings.Repeat("x", 61) + "😀😀"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if got, want := ValidText(text), utf8.Valid(text); got != want {
			t.Fatalf("%x: got %t", text, got)
		}
	})
}
