//go:build unix

package stream

import (
	"net"
	"testing"
	"time"
)

// A read that finds nothing has waited, one that finds something has not.
func TestWaited(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	client, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	conn, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	s := New(conn, bare{}, time.Minute)
	s.Open()
	defer func() { s.Close(); s.Free() }()
	if s.Waited() {
		t.Error("nothing was read, and it has waited")
	}
	p := make([]byte, 2)
	waited := false
	for range 1000 { // a deadline may have passed before the attempt
		s.SetReadDeadline(time.Now().Add(time.Millisecond))
		if n, err := s.Read(p); err == nil {
			t.Fatalf("read %d bytes of nothing", n)
		}
		if waited = s.Waited(); waited {
			break
		}
	}
	if !waited || s.Waited() {
		t.Error("reading nothing is no waiting, or more than one")
	}
	s.SetReadDeadline(time.Time{})
	if _, err := client.Write([]byte("some bytes")); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Read(p); err != nil {
		t.Fatal(err)
	}
	s.Waited() // it may have
	for range 4 {
		if _, err := s.Read(p); err != nil || s.Waited() {
			t.Fatalf("error %v, or waiting for what is there", err)
		}
	}
}
