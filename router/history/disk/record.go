package disk

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"time"

	"github.com/fxamacker/cbor/v2"

	"github.com/wampgen/wampgen/router/broker"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// record is a publication in the file, in CBOR. Numbers are never given to another
// field, and the absent are told from the empty.
type record struct {
	ID               wamp.ID   `cbor:"1,keyasint"`
	Topic            wamp.URI  `cbor:"2,keyasint"`
	Publisher        publisher `cbor:"3,keyasint"`
	Disclosed        bool      `cbor:"4,keyasint"`
	ExcludePublisher bool      `cbor:"5,keyasint"`
	Retained         bool      `cbor:"6,keyasint"`
	Filter           *filter   `cbor:"7,keyasint"`
	Trust            *int64    `cbor:"8,keyasint"`
	Custom           *custom   `cbor:"9,keyasint"`
	Format           string    `cbor:"10,keyasint"` // of Args and Kwargs; "": there is none
	Args             []byte    `cbor:"11,keyasint"`
	Kwargs           []byte    `cbor:"12,keyasint"`
	Passthru         *passthru `cbor:"13,keyasint"`
}

type publisher struct {
	Session  wamp.ID `cbor:"1,keyasint"`
	AuthID   string  `cbor:"2,keyasint"`
	AuthRole string  `cbor:"3,keyasint"`
}

type filter struct {
	Exclude          []wamp.ID `cbor:"1,keyasint"`
	ExcludeAuthID    []string  `cbor:"2,keyasint"`
	ExcludeAuthRole  []string  `cbor:"3,keyasint"`
	Eligible         []wamp.ID `cbor:"4,keyasint"`
	EligibleAuthID   []string  `cbor:"5,keyasint"`
	EligibleAuthRole []string  `cbor:"6,keyasint"`
}

type custom struct {
	Format  string   `cbor:"1,keyasint"`
	Options []option `cbor:"2,keyasint"`
}

type option struct {
	Name  string `cbor:"1,keyasint"`
	Value []byte `cbor:"2,keyasint"`
}

type passthru struct {
	Scheme     string `cbor:"1,keyasint"`
	Serializer string `cbor:"2,keyasint"`
	Cipher     string `cbor:"3,keyasint"`
	KeyID      string `cbor:"4,keyasint"`
}

func recordOf(p *broker.Publication) record {
	r := record{
		ID:               p.ID,
		Topic:            p.Topic,
		Publisher:        publisher(p.Publisher),
		Disclosed:        p.Disclosed,
		ExcludePublisher: p.ExcludePublisher,
		Retained:         p.Retained,
		Filter:           (*filter)(p.Filter),
		Trust:            p.Trust,
		Format:           formatName(p.Payload.Format),
		Args:             p.Payload.Args,
		Kwargs:           p.Payload.Kwargs,
		Passthru:         (*passthru)(p.Payload.Passthru),
	}
	if p.Custom != nil {
		r.Custom = &custom{Format: formatName(p.Custom.Format)}
		for _, o := range p.Custom.Options {
			r.Custom.Options = append(r.Custom.Options, option(o))
		}
	}
	return r
}

func (r *record) publication() (*broker.Publication, error) {
	format, err := formatOf(r.Format)
	if err != nil {
		return nil, err
	}
	p := &broker.Publication{
		ID:               r.ID,
		Topic:            r.Topic,
		Publisher:        broker.Publisher(r.Publisher),
		Disclosed:        r.Disclosed,
		ExcludePublisher: r.ExcludePublisher,
		Retained:         r.Retained,
		Filter:           (*wamp.Filter)(r.Filter),
		Trust:            r.Trust,
		Payload:          wamp.Payload{Format: format, Args: r.Args, Kwargs: r.Kwargs, Passthru: (*wamp.Passthru)(r.Passthru)},
	}
	if r.Custom != nil {
		p.Custom = new(wamp.Custom)
		if p.Custom.Format, err = formatOf(r.Custom.Format); err != nil {
			return nil, err
		}
		for _, o := range r.Custom.Options {
			p.Custom.Options = append(p.Custom.Options, wamp.CustomOption(o))
		}
	}
	return p, nil
}

func formatName(f wamp.Format) string {
	if f == 0 {
		return ""
	}
	return f.String()
}

func formatOf(name string) (wamp.Format, error) {
	if name == "" {
		return 0, nil
	}
	f, ok := wamp.ParseFormat(name)
	if !ok {
		return 0, fmt.Errorf("unknown serialization %q", name)
	}
	return f, nil
}

// A value is a checksum of what follows it, two numbers, and CBOR. Of an event in a
// history the numbers are its publication and its time, which queries look at.
const headBytes = 4 + 8 + 8

var (
	errDamaged = errors.New("a record is not as it was written")
	checksum   = crc32.MakeTable(crc32.Castagnoli)
)

func seal(first, second uint64, v any) ([]byte, error) {
	body, err := cbor.Marshal(v)
	if err != nil {
		return nil, err
	}
	value := make([]byte, headBytes, headBytes+len(body))
	binary.BigEndian.PutUint64(value[4:], first)
	binary.BigEndian.PutUint64(value[12:], second)
	value = append(value, body...)
	resum(value)
	return value, nil
}

// resum writes the checksum of a value.
func resum(value []byte) { binary.BigEndian.PutUint32(value, crc32.Checksum(value[4:], checksum)) }

func unseal(value []byte, into any) (first, second uint64, err error) {
	if len(value) < headBytes || crc32.Checksum(value[4:], checksum) != binary.BigEndian.Uint32(value) {
		return 0, 0, errDamaged
	}
	if err := cbor.Unmarshal(value[headBytes:], into); err != nil {
		return 0, 0, fmt.Errorf("%w: %w", errDamaged, err)
	}
	return binary.BigEndian.Uint64(value[4:]), binary.BigEndian.Uint64(value[12:]), nil
}

func sealEvent(r *broker.Record) ([]byte, error) {
	return seal(uint64(r.ID), uint64(r.Time.UnixMilli()), recordOf(r.Publication))
}

func unsealEvent(value []byte) (*broker.Record, error) {
	var r record
	_, at, err := unseal(value, &r)
	if err != nil {
		return nil, err
	}
	p, err := r.publication()
	if err != nil {
		return nil, err
	}
	return &broker.Record{Publication: p, Time: time.UnixMilli(int64(at)).UTC()}, nil
}

// publicationOf is the publication of an event, without a look at the rest of it.
func publicationOf(value []byte) wamp.ID {
	if len(value) < headBytes {
		return 0
	}
	return wamp.ID(binary.BigEndian.Uint64(value[4:]))
}

// sealRetained is the retained events of a topic, with the place of the topic in the order.
func sealRetained(place uint64, events []*broker.Publication) ([]byte, error) {
	records := make([]record, len(events))
	for i, p := range events {
		records[i] = recordOf(p)
	}
	return seal(place, 0, records)
}

func unsealRetained(value []byte) (place uint64, events []*broker.Publication, err error) {
	var records []record
	if place, _, err = unseal(value, &records); err != nil {
		return 0, nil, err
	}
	for i := range records {
		p, err := records[i].publication()
		if err != nil {
			return 0, nil, err
		}
		events = append(events, p)
	}
	return place, events, nil
}
