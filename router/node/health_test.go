package node

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

const watched = `{type: web, endpoint: {type: tcp, port: 0, interface: 127.0.0.1}, paths: {
  /: {type: websocket, auth: {anonymous: {type: static, role: all}}},
  poll: {type: longpoll, auth: {anonymous: {type: static, role: all}}},
  health: {type: path, paths: {livez: {type: livez}, readyz: {type: readyz}, metrics: {type: metrics}}}}}`

// get returns the status and the page of an address.
func get(t *testing.T, url string) (int, string) {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

func TestHealthAndMetrics(t *testing.T) {
	n, _ := run(t, file(realm1, echoing, watched), echoes())
	base := "http://" + n.Addresses()[0].Host + "/health/"
	if status, page := get(t, base+"livez"); status != 200 || page != "ok\n" {
		t.Errorf("livez is %d %q", status, page)
	}
	if status, page := get(t, base+"readyz"); status != 200 || page != "ready\n" {
		t.Errorf("readyz is %d %q", status, page)
	}
	s := join(t, address(n), "realm1")
	if _, err := runtime.Call(t.Context(), s, echo, runtime.None{}); err != nil {
		t.Fatal(err)
	}
	if _, err := runtime.Call(t.Context(), s, &runtime.Procedure[runtime.None, runtime.None]{URI: "com.nobody"}, runtime.None{}); err == nil {
		t.Error("called what is not there")
	}
	_, page := get(t, base+"metrics")
	for _, line := range []string{
		`wamp_messages_received_total{type="CALL"} 2`,
		`wamp_messages_received_total{type="YIELD"} 1`,
		`wamp_sessions{realm="realm1"} 2`,
		`wamp_component_state{worker="worker001",component="echo",class="test.Echo",realm="realm1",state="ready"} 1`,
		`wamp_calls_pending{realm="realm1"} 0`,
		`wamp_messages_dropped_total{reason="too_slow"} 0`,
		`wamp_requests_refused_total{realm="realm1",type="CALL",reason="wamp.error.no_such_procedure"} 1`,
		`wamp_ready 1`,
	} {
		if !strings.Contains(page, line+"\n") {
			t.Errorf("metrics lack %s:\n%s", line, page)
		}
	}
	if err := n.Controller().Stop(t.Context(), "worker001", "echo"); err != nil {
		t.Fatal(err)
	}
	if status, page := get(t, base+"readyz"); status != 503 || page != "component worker001/echo is stopped\n" {
		t.Errorf("readyz without the component is %d %q", status, page)
	}
}

// poller is a client that polls, in JSON.
type poller struct {
	t      *testing.T
	client *http.Client
	url    string
}

func openPoll(t *testing.T, base string) *poller {
	t.Helper()
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	p := &poller{t, &http.Client{Transport: transport}, base}
	status, body := p.post("/open", `{"protocols": ["wamp.2.json"]}`)
	var opened struct{ Transport string }
	if err := json.Unmarshal([]byte(body), &opened); err != nil || status != 200 {
		t.Fatalf("open is answered by %d %q", status, body)
	}
	p.url = base + "/" + opened.Transport
	p.post("/send", `[1,"realm1",{"roles":{"caller":{}}}]`)
	if _, body := p.post("/receive", ""); !strings.HasPrefix(body, "[2,") {
		t.Fatalf("HELLO is answered by %q", body)
	}
	return p
}

func (p *poller) post(path, body string) (int, string) {
	answer, err := p.client.Post(p.url+path, "application/json", bytes.NewReader([]byte(body)))
	if err != nil {
		p.t.Error(err)
		return 0, ""
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		p.t.Error(err)
	}
	return answer.StatusCode, string(data)
}

// Clients that poll stay through a reload of their path, and are told GOODBYE when
// the node stops.
func TestLongPollThroughReloadAndDrain(t *testing.T) {
	n, _, err := start(t, file(realm1, echoing, watched), echoes())
	if err != nil {
		t.Fatal(err)
	}
	p := openPoll(t, "http://"+n.Addresses()[0].Host+"/poll")
	changed := strings.Replace(watched, "{type: longpoll", "{type: longpoll, serializers: [json]", 1)
	if changes, err := reload(t, n, file(realm1, echoing, changed)); err != nil || len(changes) != 1 || changes[0].Kind != Adjusted {
		t.Fatalf("reload: %v, %v", changes, err)
	}
	p.post("/send", `[48,1,{},"com.example.echo"]`)
	if _, body := p.post("/receive", ""); !strings.HasPrefix(body, "[50,1,{}") {
		t.Errorf("the call is answered by %q", body)
	}
	goodbye := make(chan string)
	go func() { _, body := p.post("/receive", ""); goodbye <- body }()
	time.Sleep(10 * time.Millisecond) // more likely it is asked for before
	stopped := make(chan struct{})
	go func() { stop(t, n); close(stopped) }()
	if body := <-goodbye; !strings.Contains(body, string(wamp.CloseSystemShutdown)) {
		t.Errorf("the last message is %q", body)
	}
	<-stopped
}

// Nothing is left of a client that has vanished.
func TestLongPollClientThatVanishes(t *testing.T) {
	n, _ := run(t, file(realm1, echoing, strings.Replace(watched, "paths:", "limits: {ping_interval: 100ms, pings_missed: 1}, paths:", 1)), echoes())
	p := openPoll(t, "http://"+n.Addresses()[0].Host+"/poll")
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		// An address below the transport that is none says whether it is there, and
		// is no sign of life.
		if _, body := p.post("/nothing", ""); strings.Contains(body, "no such transport") {
			return
		}
	}
	t.Error("the transport stays")
}
