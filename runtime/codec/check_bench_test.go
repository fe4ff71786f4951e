package codec

import (
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

func BenchmarkCheck(b *testing.B) {
	long := []byte(`["` + strings.Repeat("All work and no play. ", 64<<10/22) + `"]`)
	for name, data := range map[string][]byte{"structured": structured(), "string": long} {
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
