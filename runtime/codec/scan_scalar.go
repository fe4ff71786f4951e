package codec

import (
	"time"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// This file has the targets of Scan for scalars whose Go type is that of another one.

type timestampTarget struct{ value *time.Time }

// Timestamp returns the target of Reader.Scan for a time that Reader.Timestamp reads.
func Timestamp(value *time.Time) any { return timestampTarget{value} }

func (t timestampTarget) decode(r *Reader, _ fieldKind) { *t.value = r.Timestamp() }

type patternTarget struct{ value *wamp.URI }

// URIPattern returns the target of Reader.Scan for what Reader.URIPattern reads.
func URIPattern(value *wamp.URI) any { return patternTarget{value} }

func (t patternTarget) decode(r *Reader, _ fieldKind) { *t.value = r.URIPattern() }

type nameTarget struct{ value *string }

// Name returns the target of Reader.Scan for what Reader.Name reads.
func Name(value *string) any { return nameTarget{value} }

func (t nameTarget) decode(r *Reader, _ fieldKind) { *t.value = r.Name() }
