package codec

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// structured returns about 64 KiB of JSON as applications send it: records with
// numbers, short texts and lists.
func structured() []byte {
	var b strings.Builder
	b.WriteByte('[')
	for i := 0; b.Len() < 64<<10; i++ {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":%d,"name":"device %d","online":%t,"target":%.2f,"tags":["a","bb","ccc"],"place":{"floor":%d,"room":"Büro"}}`,
			i+1000, i, i%2 == 0, float64(i)/7, i%9)
	}
	b.WriteByte(']')
	return []byte(b.String())
}

// records returns 64 KiB of JSON as router/bench sends it.
func records() []byte {
	const item = `{"id":12345,"name":"sensor","ok":true,"at":[1.5,-2,0.25]},`
	return []byte("[[" + strings.TrimSuffix(strings.Repeat(item, 64<<10/len(item)), ",") + "]]")
}

func BenchmarkCheck(b *testing.B) {
	long := []byte(`["` + strings.Repeat("All work and no play. ", 64<<10/22) + `"]`)
	var indented bytes.Buffer
	if err := json.Indent(&indented, records(), "", "  "); err != nil {
		b.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"records": records(), "structured": structured(), "indented": indented.Bytes(), "string": long,
	} {
		b.Run("json/"+name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if err := CheckValue(wamp.JSON, data, Limits{}); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("json.Valid/"+name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if !json.Valid(data) {
					b.Fatal("not valid")
				}
			}
		})
	}
}
