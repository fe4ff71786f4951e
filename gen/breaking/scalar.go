package breaking

import (
	"math/big"

	"github.com/wampgen/wampgen/gen/model"
)

// takes reports whether a reader of one scalar takes what a writer of another one
// sends, but for rules, and gets what was meant.
func (w *walk) takes(writer, reader use) bool {
	from, to := writer.Kind, reader.Kind
	switch {
	case from == model.Named:
		return to == model.String && writer.Decl.Enum != nil
	case from == to:
		return true
	case integer(from) && integer(to):
		low, high := limits(to)
		return within(writer, low, high)
	case integer(from) && to == model.Float:
		return within(writer, new(big.Rat).Neg(power(53)), power(53))
	case integer(from) && to == model.Float32:
		return within(writer, new(big.Rat).Neg(power(24)), power(24))
	}
	return wider[[2]model.Kind{from, to}] && (w.level == Wire || from != model.Duration) // which node files write as text
}

// wider are the pairs of a scalar and another one that holds all of its values.
var wider = map[[2]model.Kind]bool{
	{model.Float32, model.Float}: true,

	{model.Timestamp, model.Int}: true, {model.Timestamp, model.Int64}: true,
	{model.Duration, model.Int}: true, {model.Duration, model.Int64}: true,

	{model.Name, model.URI}: true, {model.Name, model.URIPattern}: true, {model.URI, model.URIPattern}: true,

	{model.Name, model.String}: true, {model.URI, model.String}: true, {model.URIPattern, model.String}: true,
	{model.Time, model.String}: true, {model.Date, model.String}: true,
	{model.UUID, model.String}: true, {model.Decimal, model.String}: true,
}

// integer reports whether a kind is a plain integer, or an ID, which is one.
func integer(k model.Kind) bool { return k >= model.Int && k <= model.Uint64 || k == model.ID }

// limits returns the smallest and the largest value of an integer.
func limits(k model.Kind) (low, high *big.Rat) {
	one := big.NewRat(1, 1)
	signed := func(bits uint) (low, high *big.Rat) {
		return new(big.Rat).Neg(power(bits - 1)), new(big.Rat).Sub(power(bits-1), one)
	}
	unsigned := func(bits uint) (low, high *big.Rat) {
		return new(big.Rat), new(big.Rat).Sub(power(bits), one)
	}
	switch k {
	case model.Int8:
		return signed(8)
	case model.Int16:
		return signed(16)
	case model.Int32:
		return signed(32)
	case model.Uint8:
		return unsigned(8)
	case model.Uint16:
		return unsigned(16)
	case model.Uint32:
		return unsigned(32)
	case model.Uint64:
		return unsigned(64)
	case model.ID:
		return one, power(53)
	default:
		return signed(64)
	}
}

// power returns a power of two.
func power(n uint) *big.Rat { return new(big.Rat).SetInt(new(big.Int).Lsh(big.NewInt(1), n)) }

// within reports whether all values of an integer are within limits.
func within(u use, low, high *big.Rat) bool {
	r := span(u)
	return r.low.Cmp(low) >= 0 && r.high.Cmp(high) <= 0
}
