package golden

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/golden/devices/devices"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Values of a schema are kept outside of WAMP as they are on the wire.
func TestMarshal(t *testing.T) {
	want := devices.NewDevice()
	want.ID, want.Tags, want.Labels = "a-1", []string{"x"}, map[string]string{"room": "7"}
	want.Seen = time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC)
	for _, f := range []wamp.Format{wamp.JSON, wamp.MessagePack, wamp.CBOR} {
		data, err := runtime.Marshal(f, &want)
		if err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		const text = `{"id":"a-1","mode":"heat","tags":["x"],"labels":{"room":"7"},"seen":"2024-02-29T12:00:00Z"}`
		if f == wamp.JSON && string(data) != text {
			t.Errorf("got %s, want %s", data, text)
		}
		var got devices.Device
		if err := runtime.Unmarshal(f, data, &got); err != nil {
			t.Errorf("%s: %v", f, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", f, diff)
		}
		if err := runtime.Unmarshal(f, append(bytes.Clone(data), data...), &got); err == nil {
			t.Errorf("%s: two values are read as one", f)
		}
		if err := runtime.Unmarshal(f, data[:len(data)-1], &got); err == nil {
			t.Errorf("%s: a value that is cut off is read", f)
		}
	}
	for text, want := range map[string]string{
		``:         "unmarshal *devices.Device: ",
		`{"id":1}`: "unmarshal *devices.Device: id: want string, got integer",
		`{"id":"A","mode":"heat","tags":[],"labels":{},"seen":"2024-02-29T12:00:00Z"}`: "id: want a match of",
	} {
		var d devices.Device
		if err := runtime.Unmarshal(wamp.JSON, []byte(text), &d); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one with %q", text, err, want)
		}
	}
	if data, err := runtime.Marshal(wamp.JSON, runtime.Date{Year: 2023, Month: 2, Day: 29}); err == nil {
		t.Errorf("a day that is none is %s", data)
	}
}
