package model

import "time"

// Interface is a set of procedures and topics.
type Interface struct {
	Header
	URI        string // base of derived URIs
	UUID       string // of the interface, for reflection; lower case; empty: not said
	Procedures []*Procedure
	Topics     []*Topic
	Package    *Package `json:"-"`
}

// Procedure is a typed procedure.
type Procedure struct {
	Header
	Template
	Payload
	Result         Payload
	Progress       *Payload // of each progressive result; nil: there are none
	Input          *Payload // of each progressive input; nil: there are none
	Errors         []*Error
	Timeout        time.Duration // 0: none
	Concurrency    int           // 0: not limited
	Invoke         string        // single, first, last, roundrobin, random; empty: not said, which is single
	DiscloseCaller bool          // disclose: caller
	Interface      *Interface    `json:"-"`
}

// Topic is a typed topic.
type Topic struct {
	Header
	Template
	Payload
	Retain            bool
	Acknowledge       bool
	DisclosePublisher bool       // disclose: publisher
	Interface         *Interface `json:"-"`
}

// Error is an error URI with a typed payload.
type Error struct {
	Header
	URI string
	Payload
	Message []MessagePart // empty: none given
	Package *Package      `json:"-"`
}

// MessagePart is a piece of an error's message: text, or the value of a field of scalar or enum type
// (nothing if that is absent).
type MessagePart struct {
	Text  string
	Field *Field
}
