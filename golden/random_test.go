package golden_test

import (
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"time"

	"github.com/wampgen/wampgen/golden/component"
	"github.com/wampgen/wampgen/golden/enums"
	"github.com/wampgen/wampgen/golden/errors"
	"github.com/wampgen/wampgen/golden/unions"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// source makes random values of generated types that can be encoded in a format.
type source struct {
	*rand.Rand
	format wamp.Format
	left   int // structs that may still be made
}

// enumValues are the values of enums, which must be right.
var enumValues = map[reflect.Type][]string{
	reflect.TypeFor[enums.Mode]():     {string(enums.ModeOff), string(enums.ModeHeat), "cool"},
	reflect.TypeFor[enums.Method]():   {string(enums.MethodGet), string(enums.MethodNotFound), string(enums.Method2g)},
	reflect.TypeFor[enums.Sign]():     {string(enums.SignPlus), string(enums.SignMinus), string(enums.SignSize)},
	reflect.TypeFor[errors.Reason]():  {string(errors.ReasonFull), string(errors.ReasonClosed)},
	reflect.TypeFor[component.Mode](): {string(component.ModeFast), string(component.ModeSlow)},
}

// members are the members of unions.
var members = map[reflect.Type][]reflect.Type{
	reflect.TypeFor[unions.Alarm](): {
		reflect.TypeFor[unions.Clear](), reflect.TypeFor[unions.SmokeAlarm](), reflect.TypeFor[unions.LeakAlarm](),
	},
	reflect.TypeFor[unions.Answer](): {reflect.TypeFor[unions.Yes](), reflect.TypeFor[unions.No]()},
}

// fill gives v a random value; depth bounds how deep it goes.
func (s *source) fill(v reflect.Value, depth int) {
	if values, ok := enumValues[v.Type()]; ok {
		v.SetString(values[s.IntN(len(values))])
		return
	}
	if s.fillSpecial(v) {
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(s.IntN(2) == 1)
	case reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(int64(s.Uint64()) >> (64 - v.Type().Bits()) >> s.IntN(v.Type().Bits()))
	case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(s.Uint64() >> (64 - v.Type().Bits()) >> s.IntN(v.Type().Bits()))
	case reflect.Float32:
		v.SetFloat(float64(float32(s.float())))
	case reflect.Float64:
		v.SetFloat(s.float())
	case reflect.String:
		v.SetString(s.text())
	case reflect.Pointer:
		if s.IntN(3) > 0 && depth > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			s.fill(v.Elem(), depth-1)
		}
	case reflect.Slice:
		s.fillSlice(v, depth)
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range s.IntN(4) * min(depth, 1) {
			e := reflect.New(v.Type().Elem()).Elem()
			s.fill(e, depth-1)
			v.SetMapIndex(reflect.ValueOf(s.text()), e)
		}
	case reflect.Interface:
		of := members[v.Type()]
		member := reflect.New(of[s.IntN(len(of))])
		if depth > 0 {
			s.fill(member.Elem(), depth-1)
		} else {
			member = reflect.New(of[0])
		}
		v.Set(member)
	case reflect.Struct:
		if s.left--; s.left < 0 {
			depth = 0
		}
		for i := range v.NumField() {
			s.fill(v.Field(i), depth)
		}
	}
}

// fillSpecial fills the types whose values are not what their kind says.
func (s *source) fillSpecial(v reflect.Value) bool {
	switch t := v.Type(); {
	case t.ConvertibleTo(reflect.TypeFor[time.Time]()) && t.Kind() == reflect.Struct:
		zone := time.FixedZone("", (s.IntN(48)-24)*1800)
		v.Set(reflect.ValueOf(time.Unix(s.Int64N(1<<32), s.Int64N(1e9)).In(zone)).Convert(t))
	case t.ConvertibleTo(reflect.TypeFor[runtime.Date]()) && t.Kind() == reflect.Struct:
		d := time.Unix(s.Int64N(1<<32), 0).UTC()
		v.Set(reflect.ValueOf(runtime.Date{Year: d.Year(), Month: d.Month(), Day: d.Day()}).Convert(t))
	case t.ConvertibleTo(reflect.TypeFor[runtime.UUID]()) && t.Kind() == reflect.Array:
		for i := range v.Len() {
			v.Index(i).SetUint(uint64(s.IntN(256)))
		}
	case t == reflect.TypeFor[runtime.Decimal](), t.Name() == "Price":
		v.SetString([]string{"0", "-1.50", "12345678901234567890.000000000000000001"}[s.IntN(3)])
	case t == reflect.TypeFor[wamp.URI](), t.Name() == "Topic":
		v.SetString([]string{"com.example.a", "x", "a.b_c.1"}[s.IntN(3)])
	case t == reflect.TypeFor[wamp.ID](), t.Name() == "Peer":
		v.SetUint(1 + s.Uint64N(1<<53))
	case t == reflect.TypeFor[runtime.Raw]():
		v.Set(reflect.ValueOf(s.raw()))
	case strings.HasPrefix(t.Name(), "Opt["):
		state := runtime.OptState(s.IntN(3))
		v.FieldByName("State").Set(reflect.ValueOf(state))
		if state == runtime.Present {
			s.fill(v.FieldByName("Value"), 2)
		}
	default:
		return false
	}
	return true
}

func (s *source) fillSlice(v reflect.Value, depth int) {
	n := s.IntN(4)
	if v.Type().Elem().Kind() != reflect.Uint8 {
		n *= min(depth, 1)
	}
	if n == 0 && s.IntN(2) == 0 {
		return // nil
	}
	v.Set(reflect.MakeSlice(v.Type(), n, n))
	for i := range n {
		s.fill(v.Index(i), depth-1)
	}
}

func (s *source) float() float64 {
	return []float64{
		0, 21, -1, 0.1, 1e21, 1e-7, 123456789.125, math.MaxFloat32, math.SmallestNonzeroFloat32,
		s.NormFloat64(), float64(float32(s.ExpFloat64())),
	}[s.IntN(11)]
}

func (s *source) text() string {
	return []string{
		"", "a", "Größe", "\"\\/\b\f\n\r\t", "日本語", "😀", "a\x00b", "<&>\u2028", "%s {x}", strings.Repeat("long ", 20),
	}[s.IntN(10)]
}

// raw returns any value in the source's format.
func (s *source) raw() runtime.Raw {
	values := []any{nil, true, int64(-5), "text", 1.5, []any{int64(1), "b"}, map[string]any{"a": nil}}
	data, err := codec.AppendValue(nil, s.format, values[s.IntN(len(values))])
	if err != nil {
		panic(err)
	}
	return runtime.Raw{Format: s.format, Bytes: data}
}
