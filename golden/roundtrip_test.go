package golden_test

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/wampgen/wampgen/golden/component"
	"github.com/wampgen/wampgen/golden/containers"
	"github.com/wampgen/wampgen/golden/enums"
	"github.com/wampgen/wampgen/golden/errors"
	"github.com/wampgen/wampgen/golden/procedures"
	"github.com/wampgen/wampgen/golden/scalars"
	"github.com/wampgen/wampgen/golden/structs"
	"github.com/wampgen/wampgen/golden/topics"
	"github.com/wampgen/wampgen/golden/unions"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

var formats = []wamp.Format{wamp.JSON, wamp.MessagePack, wamp.CBOR}

// encodable is what every generated type can do.
type encodable[T any] interface {
	*T
	EncodeWAMP(*codec.Writer)
	DecodeWAMP(*codec.Reader)
}

// TestRoundTrip encodes random values of types in every serialization and decodes
// them, as they are and after a way through another serialization.
func TestRoundTrip(t *testing.T) {
	t.Run("scalars.All", valueTrips[scalars.All])
	t.Run("scalars.Absent", valueTrips[scalars.Absent])
	t.Run("scalars.Defaults", valueTrips[scalars.Defaults])
	t.Run("scalars.Named", valueTrips[scalars.Named])
	t.Run("structs.Empty", valueTrips[structs.Empty])
	t.Run("structs.Shape", valueTrips[structs.Shape])
	t.Run("structs.Node", valueTrips[structs.Node])
	t.Run("enums.Use", valueTrips[enums.Use])
	t.Run("containers.Lists", valueTrips[containers.Lists])
	t.Run("containers.Maps", valueTrips[containers.Maps])
	t.Run("containers.Maybe", valueTrips[containers.Maybe])
	t.Run("component.MySessionExtra", valueTrips[component.MySessionExtra])

	t.Run("unions.Report", valueTrips[unions.Report])
	t.Run("unions.LeakAlarm", valueTrips[unions.LeakAlarm])

	t.Run("errors.OutOfRangeError", payloadTrips[errors.OutOfRangeError])
	t.Run("procedures.ShapesManyArgs", payloadTrips[procedures.ShapesManyArgs])
	t.Run("procedures.ShapesKeywordArgs", payloadTrips[procedures.ShapesKeywordArgs])
	t.Run("procedures.ShapesKeywordsArgs", payloadTrips[procedures.ShapesKeywordsArgs])
	t.Run("procedures.ShapesMixedArgs", payloadTrips[procedures.ShapesMixedArgs])
	t.Run("procedures.ShapesTailAndKeywordsArgs", payloadTrips[procedures.ShapesTailAndKeywordsArgs])
	t.Run("topics.EventsBothEvent", payloadTrips[topics.EventsBothEvent])
}

func valueTrips[T any, P encodable[T]](t *testing.T) {
	trips(t, runtime.PositionalOf[T]("value"))
}

func payloadTrips[T any, P encodable[T]](t *testing.T) {
	trips(t, runtime.PayloadOf[T]())
}

func trips[T any](t *testing.T, c runtime.Codec[T]) {
	for _, format := range formats {
		s := &source{rand.New(rand.NewPCG(1, uint64(format))), format, 0}
		for range 40 {
			var x T
			s.left = 30
			s.fill(reflect.ValueOf(&x).Elem(), 4)
			mend(&x)
			w := codec.NewWriter(format)
			c.Encode(&x, w)
			p, err := w.Payload()
			if err != nil {
				t.Fatalf("encode %+v as %s: %v", x, format, err)
			}
			for _, way := range formats {
				if diff := cmp.Diff(x, decoded(t, c, codec.Transcode(codec.Transcode(p, way), format)), equal...); diff != "" {
					t.Errorf("%s by way of %s differs (-want +got)\n%s\n%q %q", format, way, diff, p.Args, p.Kwargs)
				}
				if diff := cmp.Diff(x, decoded(t, c, codec.Transcode(p, way)), equal...); diff != "" {
					t.Errorf("%s read as %s differs (-want +got)\n%s\n%q %q", format, way, diff, p.Args, p.Kwargs)
				}
			}
			w.Free()
			if t.Failed() {
				return
			}
		}
	}
}

func decoded[T any](t *testing.T, c runtime.Codec[T], p wamp.Payload) T {
	t.Helper()
	var x T
	r := codec.NewReader(p)
	defer r.Free()
	c.Decode(&x, r)
	if err := r.Err(); err != nil {
		t.Errorf("decode %s %q %q: %v", p.Format, p.Args, p.Kwargs, err)
	}
	return x
}

// equal says what the wire does not tell apart: undecoded values of one meaning.
// Nil and empty are told apart only where a field may be absent.
var equal = []cmp.Option{
	cmpopts.EquateEmpty(),
	cmp.Comparer(func(a, b scalars.Moment) bool { return time.Time(a).Equal(time.Time(b)) }),
	cmp.Comparer(func(a, b scalars.Stamp) bool { return time.Time(a).Equal(time.Time(b)) }),
	cmp.Comparer(func(a, b runtime.Raw) bool {
		x, errX := codec.DecodeValue(a.Format, a.Bytes)
		y, errY := codec.DecodeValue(b.Format, b.Bytes)
		return errX == nil && errY == nil && cmp.Equal(x, y)
	}),
}

// mend gives fields the values that their Go types do not tell.
func mend(x any) {
	switch x := x.(type) {
	case *scalars.All:
		x.Name = "name"
	case *scalars.Absent:
		if x.Name != nil {
			*x.Name = "name"
		}
	case *scalars.Defaults:
		x.Name = "name"
	}
}
