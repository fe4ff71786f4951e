package wamp

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPayloadClone(t *testing.T) {
	tests := []struct {
		name    string
		payload Payload
		size    int
	}{
		{"nothing", Payload{Format: CBOR}, 0},
		{"args", Payload{Format: JSON, Args: []byte("[1]")}, 3},
		{"kwargs", Payload{Format: JSON, Kwargs: []byte("{}")}, 2},
		{"both", Payload{Format: JSON, Args: []byte("[1]"), Kwargs: []byte("{}")}, 5},
		{"empty but there", Payload{Format: JSON, Args: []byte{}, Kwargs: []byte{}}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := tt.payload.Clone()
			if diff := cmp.Diff(tt.payload, got); diff != "" || !got.Equal(tt.payload) {
				t.Fatalf("clone (-want +got):\n%s", diff)
			}
			if got.Size() != tt.size {
				t.Errorf("size %d, want %d", got.Size(), tt.size)
			}
			args := string(got.Args)
			clear(tt.payload.Args)
			clear(tt.payload.Kwargs)
			_ = append(got.Args, "overwritten"...)
			if string(got.Args) != args || tt.size > 0 && got.Equal(tt.payload) {
				t.Error("the clone shares memory")
			}
			if len(got.Kwargs) > 0 && string(got.Kwargs) != "{}" {
				t.Errorf("appending to args changed kwargs to %q", got.Kwargs)
			}
		})
	}
}

func TestPayloadEqual(t *testing.T) {
	p := Payload{Format: JSON, Args: []byte("[1]"), Kwargs: []byte("{}")}
	for name, q := range map[string]Payload{
		"format":        {Format: CBOR, Args: p.Args, Kwargs: p.Kwargs},
		"args":          {Format: JSON, Args: []byte("[2]"), Kwargs: p.Kwargs},
		"kwargs":        {Format: JSON, Args: p.Args, Kwargs: []byte("{ }")},
		"absent kwargs": {Format: JSON, Args: p.Args},
		"absent args":   {Format: JSON, Kwargs: p.Kwargs},
	} {
		if p.Equal(q) || q.Equal(p) {
			t.Errorf("payloads of different %s are equal", name)
		}
	}
	if empty, absent := (Payload{Args: []byte{}}), (Payload{}); empty.Equal(absent) {
		t.Error("empty args equal absent ones")
	}
}
