package conformance

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"
	"github.com/gorilla/websocket"
	"github.com/tinylib/msgp/msgp"
)

// serializer is one serialization as libraries that have nothing to do with the
// router implement it (section "Serializers").
type serializer struct {
	name   string
	frame  int // of WebSocket
	encode func(any) ([]byte, error)
	decode func([]byte) (any, error)
}

var (
	asJSON    = serializer{"json", websocket.TextMessage, json.Marshal, decodeJSON}
	asMsgpack = serializer{"msgpack", websocket.BinaryMessage, encodeMsgpack, decodeMsgpack}
	asCBOR    = serializer{"cbor", websocket.BinaryMessage, cbor.Marshal, decodeCBOR}

	serializers = []serializer{asJSON, asMsgpack, asCBOR}
)

// subprotocol is the serializer's name in the opening handshake (section
// "WebSocket Transport").
func (s serializer) subprotocol() string { return "wamp.2." + s.name }

// inEach runs a test once for each serializer.
func inEach(t *testing.T, test func(*testing.T, serializer)) {
	t.Parallel()
	for _, s := range serializers {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			test(t, s)
		})
	}
}

func decodeJSON(data []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the value")
	}
	return numbers(v)
}

// numbers makes integers and floats of JSON numbers.
func numbers(v any) (any, error) {
	var err error
	switch v := v.(type) {
	case json.Number:
		if strings.ContainsAny(v.String(), ".eE") {
			return v.Float64()
		}
		return v.Int64()
	case list:
		for i := range v {
			if v[i], err = numbers(v[i]); err != nil {
				return nil, err
			}
		}
	case dict:
		for key := range v {
			if v[key], err = numbers(v[key]); err != nil {
				return nil, err
			}
		}
	}
	return v, nil
}

func encodeMsgpack(v any) ([]byte, error) { return msgp.AppendIntf(nil, v) }

func decodeMsgpack(data []byte) (any, error) {
	v, rest, err := msgp.ReadIntfBytes(data)
	if err == nil && len(rest) > 0 {
		err = errors.New("something follows the value")
	}
	return v, err
}

func decodeCBOR(data []byte) (any, error) {
	mode, err := cbor.DecOptions{DefaultMapType: reflect.TypeFor[dict]()}.DecMode()
	if err != nil {
		return nil, err
	}
	var v any
	err = mode.Unmarshal(data, &v)
	return v, err
}
