package codec

import (
	"math"
	"strconv"
	"testing"
)

func TestAppendDecimal(t *testing.T) {
	numbers := []uint64{0, math.MaxUint64}
	for n := uint64(1); ; n *= 10 {
		numbers = append(numbers, n-1, n, n+1, 7*n/3)
		if n > math.MaxUint64/10 {
			break
		}
	}
	for _, n := range numbers {
		if got, want := string(appendDecimal([]byte("x"), n)), "x"+strconv.FormatUint(n, 10); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
