package authn

import (
	"context"
	"crypto/ed25519"
	"slices"
)

// Everybody is the Directory in which all are the same principal.
type Everybody Record

// Find implements Directory.
func (e *Everybody) Find(context.Context, *Query) (*Record, error) { return (*Record)(e), nil }

// Decoy implements Directory.
func (e *Everybody) Decoy(*Query) *Record { return &Record{} }

// Named is a Directory of principals who are known by their authid.
type Named struct {
	records map[string]*Record
	decoys
}

// NewNamed returns the directory of the records, each under its AuthID.
func NewNamed(records []Record) *Named {
	d := &Named{records: map[string]*Record{}, decoys: newDecoys(records)}
	for i := range records {
		d.records[records[i].AuthID] = &records[i]
	}
	return d
}

// Find implements Directory.
func (d *Named) Find(_ context.Context, q *Query) (*Record, error) {
	if r, ok := d.records[q.AuthID]; ok {
		return r, nil
	}
	return nil, ErrUnknown
}

// Keyed is a Directory of principals who are known by their keys. Who says an authid has
// to be the one.
type Keyed struct {
	records []Record
	decoys
}

// NewKeyed returns the directory of the records.
func NewKeyed(records []Record) *Keyed { return &Keyed{records, newDecoys(records)} }

// Find implements Directory.
func (d *Keyed) Find(_ context.Context, q *Query) (*Record, error) {
	for i := range d.records {
		r := &d.records[i]
		has := slices.ContainsFunc(r.Keys, func(k ed25519.PublicKey) bool { return k.Equal(q.Key) })
		if has && (q.AuthID == "" || q.AuthID == r.AuthID) {
			return r, nil
		}
	}
	return nil, ErrUnknown
}

// Certified is a Directory of principals who are known by the fingerprints of their
// certificates. Who says an authid has to be the one.
type Certified map[string]*Record

// NewCertified returns the directory of the records.
func NewCertified(records []Record) Certified {
	d := Certified{}
	for i := range records {
		for _, print := range records[i].Certificates {
			d[print] = &records[i]
		}
	}
	return d
}

// Find implements Directory.
func (d Certified) Find(_ context.Context, q *Query) (*Record, error) {
	for _, print := range [...]string{q.Certificate.SHA256, q.Certificate.SHA1} {
		if r, ok := d[print]; ok && (q.AuthID == "" || q.AuthID == r.AuthID) {
			return r, nil
		}
	}
	return nil, ErrUnknown
}

// Decoy implements Directory.
func (d Certified) Decoy(*Query) *Record { return &Record{} }
