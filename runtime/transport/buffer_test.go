package transport

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func TestBufferReadAll(t *testing.T) {
	broken := errors.New("broken")
	for _, test := range []struct {
		name  string
		r     io.Reader
		hint  int
		limit int
		want  int
		err   error
	}{
		{"empty", strings.NewReader(""), 0, 10, 0, nil},
		{"at the limit", strings.NewReader(strings.Repeat("x", 10)), 0, 10, 10, nil},
		{"above the limit", strings.NewReader(strings.Repeat("x", 11)), 0, 10, 11, ErrTooBig},
		{"far above the limit", strings.NewReader(strings.Repeat("x", 100_000)), 1 << 20, 2000, 2001, ErrTooBig},
		{"grows", strings.NewReader(strings.Repeat("x", 300_000)), 16, 1 << 20, 300_000, nil},
		{"byte by byte", iotest.OneByteReader(strings.NewReader(strings.Repeat("x", 3000))), 0, 1 << 20, 3000, nil},
		{"data with EOF", iotest.DataErrReader(strings.NewReader("xyz")), 0, 10, 3, nil},
		{"broken", io.MultiReader(strings.NewReader("xyz"), iotest.ErrReader(broken)), 0, 10, 3, broken},
	} {
		t.Run(test.name, func(t *testing.T) {
			var b Buffer
			defer b.Free()
			if err := b.ReadAll(test.r, test.hint, test.limit); !errors.Is(err, test.err) {
				t.Errorf("error %v, want %v", err, test.err)
			}
			if got := b.Len(); got != test.want {
				t.Errorf("read %d bytes, want %d", got, test.want)
			}
		})
	}
}

func TestBufferReadAllReplacesTheContent(t *testing.T) {
	var b Buffer
	defer b.Free()
	b.Append([]byte("before"))
	if err := b.ReadAll(strings.NewReader("after"), 0, 10); err != nil || string(b.Bytes()) != "after" {
		t.Errorf("content %q, error %v", b.Bytes(), err)
	}
}

func TestBufferAppendGrows(t *testing.T) {
	var b Buffer
	var want []byte
	for i := range 2000 {
		part := bytes.Repeat([]byte{byte(i)}, i%97)
		b.Append(part)
		want = append(want, part...)
	}
	if !bytes.Equal(b.Bytes(), want) {
		t.Error("content differs from what was appended")
	}
	b.Free()
	b.Free()
	if b.Bytes() != nil {
		t.Errorf("%d bytes after Free", b.Len())
	}
}
