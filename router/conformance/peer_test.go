package conformance

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// patience is how long the router may take for an answer. It is only waited for
// by tests that fail.
const patience = 10 * time.Second

// peer is a client that sends and receives exact messages.
type peer struct {
	t *testing.T
	serializer
	conn    *websocket.Conn
	session int64 // set by join
	details dict  // of WELCOME
	last    int   // request ID
}

// dial opens a connection to a path of the node.
func (n *node) dial(t *testing.T, s serializer, path string) *peer {
	t.Helper()
	dialer := websocket.Dialer{Subprotocols: []string{s.subprotocol()}, HandshakeTimeout: patience}
	conn, response, err := dialer.Dial(n.urls[path], nil)
	if err != nil {
		t.Fatalf("dial %s as %s: %v", path, s.name, err)
	}
	_ = response.Body.Close()
	t.Cleanup(func() { _ = conn.Close() })
	if got := conn.Subprotocol(); got != s.subprotocol() {
		t.Fatalf("the router has chosen the subprotocol %q, want %q", got, s.subprotocol())
	}
	return &peer{t: t, serializer: s, conn: conn}
}

// dial opens a connection without a session.
func dial(t *testing.T, s serializer) *peer {
	t.Helper()
	return shared.dial(t, s, "anonymous")
}

// join opens a session of a role on a realm.
func (n *node) join(t *testing.T, s serializer, realm, role string, details dict) *peer {
	t.Helper()
	p := n.dial(t, s, role)
	p.send(HELLO, realm, details)
	welcome := p.want(WELCOME, id, anything)
	p.session, p.details = welcome[1].(int64), welcome[2].(dict)
	return p
}

// join opens a session of a client that has all roles and features.
func join(t *testing.T, s serializer) *peer {
	t.Helper()
	return shared.join(t, s, "realm1", "anonymous", able())
}

// able returns HELLO.Details of a client that has all roles with all features
// but those named.
func able(without ...string) dict {
	features := dict{}
	for _, name := range []string{
		"call_canceling", "call_timeout", "caller_identification", "pattern_based_registration", "pattern_based_subscription",
		"payload_passthru_mode", "progressive_call_invocations", "progressive_call_results",
		"publisher_exclusion", "publisher_identification", "subscriber_blackwhite_listing", "subscription_revocation",
		"call_reroute", "registration_revocation", "shared_registration",
	} {
		if !slices.Contains(without, name) {
			features[name] = true
		}
	}
	role := dict{"features": features}
	return dict{"roles": dict{"caller": role, "callee": role, "publisher": role, "subscriber": role}}
}

// plain are HELLO.Details of a client of the basic profile.
var plain = dict{"roles": dict{"caller": dict{}, "callee": dict{}, "publisher": dict{}, "subscriber": dict{}}}

var uris atomic.Int64

// uri returns a URI that no other test has.
func uri(name string) string { return fmt.Sprintf("com.myapp.n%d.%s", uris.Add(1), name) }

// next returns the ID of the next request.
func (p *peer) next() int {
	p.last++
	return p.last
}

// send sends a message.
func (p *peer) send(elements ...any) {
	p.t.Helper()
	data, err := p.encode(list(elements))
	if err != nil {
		p.t.Fatal(err)
	}
	p.sendBytes(data)
}

// sendBytes sends bytes as one WebSocket message.
func (p *peer) sendBytes(data []byte) {
	p.t.Helper()
	if err := p.conn.WriteMessage(p.frame, data); err != nil {
		p.t.Fatalf("send: %v", err)
	}
}

// read returns the next message, or the error that ends the connection.
func (p *peer) read() (list, error) {
	p.t.Helper()
	if err := p.conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		p.t.Fatal(err)
	}
	frame, data, err := p.conn.ReadMessage()
	if err != nil {
		return nil, err
	}
	if frame != p.frame {
		p.t.Fatalf("the router has sent a WebSocket message of type %d, want %d", frame, p.frame)
	}
	v, err := p.decode(data)
	if err != nil {
		p.t.Fatalf("the router has sent %q: %v", data, err)
	}
	message, ok := normal(v).(list)
	if !ok {
		p.t.Fatalf("the router has sent %v, want a list", v)
	}
	return message, nil
}

// receive returns the next message.
func (p *peer) receive() list {
	p.t.Helper()
	message, err := p.read()
	if err != nil {
		p.t.Fatalf("receive: %v", err)
	}
	return message
}

// want receives one message, which has to be this one, and returns it.
func (p *peer) want(elements ...any) list {
	p.t.Helper()
	got := p.receive()
	if diff := diff(elements, any(got)); diff != "" {
		p.t.Fatalf("message (-want +got):\n%s", diff)
	}
	return got
}

// wantClosed receives the end of the connection and returns the status of its
// close frame, or 0 if there was none.
func (p *peer) wantClosed() int {
	p.t.Helper()
	message, err := p.read()
	var closed *websocket.CloseError
	var network net.Error
	switch {
	case err == nil:
		p.t.Fatalf("the router has sent %v, want the end of the connection", message)
	case errors.As(err, &closed):
		return closed.Code
	case errors.As(err, &network) && network.Timeout():
		p.t.Fatal("the connection is still open")
	}
	return 0
}

// wantAbort receives ABORT with the reason and the end of the connection.
func (p *peer) wantAbort(reason string) {
	p.t.Helper()
	p.want(ABORT, with{"message": text}, reason)
	p.wantClosed()
}

const protocolViolation = "wamp.error.protocol_violation"

// quiet checks that nothing is on the way to the peers: the next that each gets is
// the answer to a request of its own.
func quiet(peers ...*peer) {
	for _, p := range peers {
		p.t.Helper()
		request := p.next()
		p.send(CALL, request, dict{}, "com.myapp.nobody_has_this")
		p.want(ERROR, CALL, request, dict{}, "wamp.error.no_such_procedure", explained)
	}
}

// subscribe subscribes to a topic and returns the subscription.
func (p *peer) subscribe(topic string, options dict) int64 {
	p.t.Helper()
	request := p.next()
	p.send(SUBSCRIBE, request, options, topic)
	return p.want(SUBSCRIBED, request, id)[2].(int64)
}

// publish publishes an event, waits for PUBLISHED and returns the publication.
func (p *peer) publish(topic string, options dict, payload ...any) int64 {
	p.t.Helper()
	request := p.next()
	acknowledged := dict{"acknowledge": true}
	for key, value := range options {
		acknowledged[key] = value
	}
	p.send(append(list{PUBLISH, request, acknowledged, topic}, payload...)...)
	return p.want(PUBLISHED, request, id)[2].(int64)
}

// register registers a procedure and returns the registration.
func (p *peer) register(procedure string, options dict) int64 {
	p.t.Helper()
	request := p.next()
	p.send(REGISTER, request, options, procedure)
	return p.want(REGISTERED, request, id)[2].(int64)
}

// call sends CALL and returns its request.
func (p *peer) call(procedure string, options dict, payload ...any) int {
	p.t.Helper()
	request := p.next()
	p.send(append(list{CALL, request, options, procedure}, payload...)...)
	return request
}

// leave closes the session with GOODBYE.
func (p *peer) leave() {
	p.t.Helper()
	p.send(GOODBYE, dict{}, "wamp.close.close_realm")
	p.want(GOODBYE, dict{}, "wamp.close.goodbye_and_out")
	p.wantClosed()
}

// drop ends the connection without a word.
func (p *peer) drop() { _ = p.conn.NetConn().Close() }

// handshake asks for a WebSocket with the subprotocols and returns the answer.
func handshake(t *testing.T, path string, subprotocols ...string) (chosen string, status int) {
	t.Helper()
	header := http.Header{}
	if len(subprotocols) > 0 {
		header.Set("Sec-WebSocket-Protocol", strings.Join(subprotocols, ", "))
	}
	conn, response, err := websocket.DefaultDialer.Dial(shared.urls[path], header)
	if response == nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if err == nil {
		chosen = conn.Subprotocol()
		_ = conn.Close()
	}
	return chosen, response.StatusCode
}
