package codec

import "slices"

// appendDecimal appends v in decimal. Digits are written where they stay: who copies them
// from elsewhere waits for its own stores.
func appendDecimal(dst []byte, v uint64) []byte {
	n := decimals(v)
	at := len(dst)
	dst = slices.Grow(dst, n)[:at+n]
	digits := dst[at:]
	i := len(digits)
	for ; i >= 2; i -= 2 {
		pair := v % 100 * 2
		v /= 100
		copy(digits[i-2:i], pairs[pair:pair+2])
	}
	if i > 0 {
		digits[0] = '0' + byte(v)
	}
	return dst
}

// pairs are the numbers below 100, of two digits.
const pairs = "00010203040506070809" +
	"10111213141516171819" +
	"20212223242526272829" +
	"30313233343536373839" +
	"40414243444546474849" +
	"50515253545556575859" +
	"60616263646566676869" +
	"70717273747576777879" +
	"80818283848586878889" +
	"90919293949596979899"

// decimals returns the number of digits of v.
func decimals(v uint64) int {
	n := 1
	for ; v >= 10_000; v /= 10_000 {
		n += 4
	}
	switch {
	case v >= 1000:
		return n + 3
	case v >= 100:
		return n + 2
	case v >= 10:
		return n + 1
	}
	return n
}
