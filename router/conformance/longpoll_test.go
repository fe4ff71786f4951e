package conformance

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// pollPeer is a client of section "HTTP Longpoll Transport".
type pollPeer struct {
	t *testing.T
	serializer
	batched bool
	client  *http.Client
	url     string // of the transport
	rest    []list // received and not looked at
}

// post sends a request and returns the status and the body.
func (p *pollPeer) post(url string, body []byte) (int, []byte) {
	p.t.Helper()
	response, err := p.client.Post(url, "application/octet-stream", bytes.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return response.StatusCode, data
}

// pollOpen opens a transport.
func pollOpen(t *testing.T, s serializer, batched bool) *pollPeer {
	t.Helper()
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	p := &pollPeer{t: t, serializer: s, batched: batched, client: &http.Client{Transport: transport, Timeout: patience}}
	base := "http://" + shared.raw["tcp"] + "/longpoll"
	protocol := s.subprotocol()
	if batched {
		protocol += ".batched"
	}
	asked, _ := json.Marshal(dict{"protocols": list{"wamp.2.unknown", protocol, "wamp.2.json"}})
	status, body := p.post(base+"/open?x=382913", asked)
	var opened struct{ Protocol, Transport string }
	if err := json.Unmarshal(body, &opened); err != nil || status != http.StatusOK || opened.Protocol != protocol || len(opened.Transport) < 16 {
		t.Fatalf("open is answered by %d %q", status, body)
	}
	p.url = base + "/" + opened.Transport
	return p
}

func (p *pollPeer) send(messages ...list) {
	p.t.Helper()
	if status, answer := p.post(p.url+"/send", p.body(messages...)); status != http.StatusNoContent || len(answer) != 0 {
		p.t.Fatalf("send is answered by %d %q", status, answer)
	}
}

// body returns the body of a request that sends messages.
func (p *pollPeer) body(messages ...list) (body []byte) {
	p.t.Helper()
	for _, m := range messages {
		data, err := p.encode(m)
		if err != nil {
			p.t.Fatal(err)
		}
		switch {
		case !p.batched:
			body = data
		case p.name == "json":
			body = append(append(body, data...), 0x1e)
		default:
			body = append(binary.BigEndian.AppendUint32(body, uint32(len(data))), data...)
		}
	}
	return body
}

func (p *pollPeer) want(elements ...any) {
	p.t.Helper()
	if len(p.rest) == 0 {
		status, body := p.post(p.url+"/receive", nil)
		if status != http.StatusOK {
			p.t.Fatalf("receive is answered by %d %q", status, body)
		}
		for _, data := range p.split(body) {
			v, err := p.decode(data)
			if err != nil {
				p.t.Fatalf("the router has sent %q: %v", data, err)
			}
			p.rest = append(p.rest, normal(v).(list))
		}
	}
	got := p.rest[0]
	p.rest = p.rest[1:]
	if diff := diff(elements, any(got)); diff != "" {
		p.t.Fatalf("message (-want +got):\n%s", diff)
	}
}

func (p *pollPeer) split(body []byte) (messages [][]byte) {
	switch {
	case !p.batched:
		return [][]byte{body}
	case p.name == "json":
		parts := bytes.SplitAfter(body, []byte{0x1e})
		if last := parts[len(parts)-1]; len(last) != 0 {
			p.t.Fatalf("the batch ends with %q", last)
		}
		for _, part := range parts[:len(parts)-1] {
			messages = append(messages, part[:len(part)-1])
		}
		return messages
	}
	for len(body) > 0 {
		n := binary.BigEndian.Uint32(body)
		messages = append(messages, body[4:4+n])
		body = body[4+n:]
	}
	return messages
}

func inBoth(t *testing.T, test func(t *testing.T, s serializer, batched bool)) {
	inEach(t, func(t *testing.T, s serializer) {
		t.Run("one by one", func(t *testing.T) { test(t, s, false) })
		t.Run("batched", func(t *testing.T) { test(t, s, true) })
	})
}

// A whole session over HTTP: calls in both directions, events, GOODBYE.
func TestLongPollSession(t *testing.T) {
	inBoth(t, func(t *testing.T, s serializer, batched bool) {
		p, other := pollOpen(t, s, batched), join(t, s)
		p.send(list{HELLO, "realm1", able()})
		p.want(WELCOME, id, anything)
		procedure, topic := uri("procedure"), uri("topic")
		p.send(list{REGISTER, 1, dict{}, procedure})
		p.want(REGISTERED, 1, id)
		p.send(list{SUBSCRIBE, 2, dict{}, topic})
		p.want(SUBSCRIBED, 2, id)

		request := other.call(procedure, dict{}, list{"x"})
		p.want(INVOCATION, 1, id, anything, list{"x"})
		p.send(list{YIELD, 1, dict{}, list{"y"}})
		other.want(RESULT, request, dict{}, list{"y"})

		for i := range 5 {
			other.publish(topic, dict{}, list{i})
		}
		for i := range 5 {
			p.want(EVENT, id, id, anything, list{i})
		}

		// A request that waits is answered as soon as there is a message.
		done := make(chan struct{})
		go func() {
			defer close(done)
			time.Sleep(10 * time.Millisecond)
			other.publish(topic, dict{}, list{"late"})
		}()
		p.want(EVENT, id, id, anything, list{"late"})
		<-done

		p.send(list{GOODBYE, dict{}, "wamp.close.close_realm"})
		p.want(GOODBYE, anything, "wamp.close.goodbye_and_out")
		p.wantGone()
		if status, body := p.post(p.url+"/close", nil); status != http.StatusNoContent {
			t.Errorf("close after GOODBYE is answered by %d %q", status, body)
		}
	})
}

// The requests of a page are under way side by side, and may overtake each other.
func TestLongPollOvertaking(t *testing.T) {
	inBoth(t, func(t *testing.T, s serializer, batched bool) {
		p := pollOpen(t, s, batched)
		p.send(list{HELLO, "realm1", able()})
		p.want(WELCOME, id, anything)
		const requests = 20
		var sent sync.WaitGroup
		for i := requests; i > 0; i-- {
			body := p.body(list{SUBSCRIBE, i, dict{}, uri("topic")})
			sent.Go(func() {
				response, err := p.client.Post(p.url+"/send", "application/json", bytes.NewReader(body))
				if err != nil {
					t.Error(err)
					return
				}
				response.Body.Close()
				if response.StatusCode != http.StatusNoContent {
					t.Errorf("send is answered by %s", response.Status)
				}
			})
		}
		for i := range requests {
			p.want(SUBSCRIBED, i+1, id)
		}
		sent.Wait()
	})
}

// wantGone waits until the transport is no more.
func (p *pollPeer) wantGone() {
	p.t.Helper()
	for deadline := time.Now().Add(patience); ; {
		status, body := p.post(p.url+"/receive", nil)
		switch {
		case status == http.StatusNotFound:
			return
		case status != http.StatusNoContent || time.Now().After(deadline):
			p.t.Fatalf("receive is answered by %d %q", status, body)
		}
	}
}

// Several messages in one request, where the protocol is batched.
func TestLongPollBatch(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		p := pollOpen(t, s, true)
		p.send(list{HELLO, "realm1", able()})
		p.want(WELCOME, id, anything)
		p.send(list{SUBSCRIBE, 1, dict{}, uri("topic")}, list{SUBSCRIBE, 2, dict{}, uri("topic")}, list{SUBSCRIBE, 3, dict{}, uri("topic")})
		for i := range 3 {
			p.want(SUBSCRIBED, i+1, id)
		}
	})
}

// "To orderly close a session, a Client will issue a HTTP/POST".
func TestLongPollClose(t *testing.T) {
	p := pollOpen(t, serializers[0], false)
	p.send(list{HELLO, "realm1", plain})
	p.want(WELCOME, id, anything)
	if status, body := p.post(p.url+"/close", nil); status != http.StatusNoContent || len(body) != 0 {
		t.Errorf("close is answered by %d %q", status, body)
	}
	p.wantGone()
	for action, want := range map[string]int{"/send": http.StatusNotFound, "/close": http.StatusNoContent} {
		if status, _ := p.post(p.url+action, []byte("[1]")); status != want {
			t.Errorf("%s after close is answered by %d, want %d", action, status, want)
		}
	}
}

func TestLongPollFaults(t *testing.T) {
	p := pollOpen(t, serializers[0], true)
	base := strings.TrimSuffix(p.url, p.url[strings.LastIndex(p.url, "/"):])
	for _, test := range []struct {
		url, body string
		status    int
	}{
		{base + "/open", ``, 400},
		{base + "/open", `[]`, 400},
		{base + "/open", `{}`, 400},
		{base + "/open", `{"protocols": []}`, 400},
		{base + "/open", `{"protocols": "wamp.2.json"}`, 400},
		{base + "/open", `{"protocols": ["wamp.2.ubjson", "wamp.1.json"]}`, 400},
		{base + "/open", strings.Repeat(" ", 10_000), 400},
		{base + "/nosuch/receive", ``, 404},
		{base + "/nosuch/send", `[1]`, 404},
		{base + "/nosuch/close", ``, 404},
		{p.url + "/other", ``, 404},
		{p.url + "/send", ``, 400},
		{p.url + "/send", `[1]`, 400},
		{p.url + "/send", strings.Repeat("x", 17<<10), 413}, // before login
	} {
		if status, body := p.post(test.url, []byte(test.body)); status != test.status {
			t.Errorf("%s with %.40q is answered by %d %q, want %d", test.url, test.body, status, body, test.status)
		}
	}
	response, err := p.client.Get(p.url + "/receive")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("GET is answered by %d", response.StatusCode)
	}
	request, err := http.NewRequest("POST", base+"/open", strings.NewReader(`{"protocols": ["wamp.2.json"]}`))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Origin", "http://elsewhere.example")
	if response, err = p.client.Do(request); err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusForbidden {
		t.Errorf("a page of another host is answered by %d", response.StatusCode)
	}
}

// What is no message is answered with ABORT (section "Protocol Errors").
func TestLongPollMalformed(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		p := pollOpen(t, s, false)
		if status, body := p.post(p.url+"/send", []byte{0xff, 'n', 'o'}); status != http.StatusNoContent {
			t.Fatalf("send is answered by %d %q", status, body)
		}
		p.want(ABORT, anything, protocolViolation)
		p.wantGone()
	})
}

// Clients that poll are clients that have logged in, and not those that keep others from it.
func TestLongPollConnections(t *testing.T) {
	t.Parallel()
	n := ownNode(t, dict{"connections_before_login": 4})
	for i := range 12 {
		l, err := n.pollLine(asJSON)
		if err != nil {
			t.Fatalf("client %d: %v", i, err)
		}
		defer l.drop()
		if err := l.put(list{HELLO, "realm1", plain}); err != nil {
			t.Fatalf("client %d: %v", i, err)
		}
		if m, err := l.take(); err != nil || m[0] != int64(WELCOME) {
			t.Fatalf("client %d gets %v, error %v", i, m, err)
		}
	}
	quiet(n.join(t, asJSON, "realm1", "universal", plain))
}
