package model

import (
	"fmt"
	"math"
	"math/big"
	"regexp"
	"strconv"
	"time"

	"github.com/wampgen/wampgen/gen/schema"
	"github.com/wampgen/wampgen/gen/syntax"
)

// intRange returns the smallest and largest value of an integer kind.
func intRange(k Kind) (lowest, highest *big.Int) {
	signed := func(bits uint) (*big.Int, *big.Int) {
		half := new(big.Int).Lsh(big.NewInt(1), bits-1)
		return new(big.Int).Neg(half), new(big.Int).Sub(half, big.NewInt(1))
	}
	unsigned := func(bits uint) (*big.Int, *big.Int) {
		return new(big.Int), new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), bits), big.NewInt(1))
	}
	switch k {
	case Int8:
		return signed(8)
	case Int16:
		return signed(16)
	case Int32:
		return signed(32)
	case Uint8:
		return unsigned(8)
	case Uint16:
		return unsigned(16)
	case Uint32:
		return unsigned(32)
	case Uint64:
		return unsigned(64)
	case ID:
		return big.NewInt(1), big.NewInt(1 << 53)
	default:
		return signed(64)
	}
}

func intLiteral(k Kind, v *schema.Value) (string, literalFault) {
	n, ok := new(big.Int).SetString(v.Number, 10)
	if v.Tag != syntax.Int || !ok {
		return "", literalFault{"want an integer, got " + v.Tag.String(), numberHint(v)}
	}
	if lowest, highest := intRange(k); n.Cmp(lowest) < 0 || n.Cmp(highest) > 0 {
		return "", literalFault{fmt.Sprintf("%s is not between %s and %s", v.Text.Value, lowest, highest), ""}
	}
	return n.String(), literalFault{}
}

func floatLiteral(k Kind, v *schema.Value) (string, literalFault) {
	if v.Tag != syntax.Int && v.Tag != syntax.Float {
		return "", literalFault{"want a number, got " + v.Tag.String(), numberHint(v)}
	}
	bits := 64
	if k == Float32 {
		bits = 32
	}
	f, err := strconv.ParseFloat(v.Number, bits)
	if err != nil || math.IsInf(f, 0) {
		return "", literalFault{fmt.Sprintf("%s is out of the range of %s", v.Text.Value, k), ""}
	}
	return strconv.FormatFloat(f, 'g', -1, bits), literalFault{}
}

// numberHint tells how to write a number that stands in quotes.
func numberHint(v *schema.Value) string {
	if _, err := strconv.ParseFloat(v.Text.Value, 64); err == nil && v.Tag == syntax.String {
		return "write " + v.Text.Value + ", without quotes"
	}
	return ""
}

var decimalForm = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?$`)

// maxDecimal bounds the digits of a decimal.
const maxDecimal = 100

func decimalLiteral(v *schema.Value) (string, literalFault) {
	if v.Tag == syntax.Bool || len(v.Text.Value) > maxDecimal || !decimalForm.MatchString(v.Text.Value) {
		return "", literalFault{"want a decimal number, like 12.50", ""}
	}
	return v.Text.Value, literalFault{}
}

func durationLiteral(v *schema.Value) (string, literalFault) {
	d, err := time.ParseDuration(v.Text.Value)
	switch {
	case v.Tag == syntax.Int || v.Tag == syntax.Float:
		return "", literalFault{"a duration needs a unit", fmt.Sprintf("write %ss or %sms", v.Text.Value, v.Text.Value)}
	case v.Tag != syntax.String || err != nil:
		return "", literalFault{"want a duration", "write it like 30s, 250ms or 1h30m"}
	}
	return strconv.FormatInt(int64(d), 10), literalFault{}
}
