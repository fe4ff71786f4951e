package conformance

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// line is a connection over any transport, for one who sends and one who receives.
type line interface {
	put(message list) error
	take() (list, error) // an error is the end of the connection
	drop()               // without a word, where the transport knows that
}

// wildLines opens a connection over each transport, by its name.
var wildLines = map[string]func(n *node) (line, error){
	"WebSocket json":      func(n *node) (line, error) { return n.wsLine(asJSON, "anonymous", false) },
	"WebSocket msgpack":   func(n *node) (line, error) { return n.wsLine(asMsgpack, "anonymous", false) },
	"WebSocket cbor":      func(n *node) (line, error) { return n.wsLine(asCBOR, "anonymous", false) },
	"WebSocket ticket":    func(n *node) (line, error) { return n.wsLine(asJSON, "ticket", false) },
	"batches json":        func(n *node) (line, error) { return n.wsLine(asJSON, "anonymous", true) },
	"batches cbor":        func(n *node) (line, error) { return n.wsLine(asCBOR, "anonymous", true) },
	"universal WebSocket": func(n *node) (line, error) { return n.wsLine(asMsgpack, "universal", false) },
	"RawSocket msgpack":   func(n *node) (line, error) { return n.rawLine(asMsgpack, "tcp") },
	"Unix socket cbor":    func(n *node) (line, error) { return n.rawLine(asCBOR, "unix") },
	"HTTP long-poll json": func(n *node) (line, error) { return n.pollLine(asJSON) },
}

type wsLine struct {
	serializer
	conn    *websocket.Conn
	batched bool
	rest    [][]byte // of a batch
}

func (n *node) wsLine(s serializer, path string, batched bool) (line, error) {
	protocol := s.subprotocol()
	if batched {
		protocol += ".batched"
	}
	dialer := websocket.Dialer{Subprotocols: []string{protocol}, HandshakeTimeout: patience}
	conn, response, err := dialer.Dial(n.urls[path], nil)
	if err != nil {
		return nil, err
	}
	_ = response.Body.Close()
	return &wsLine{serializer: s, conn: conn, batched: batched}, nil
}

func (l *wsLine) put(message list) error {
	data, err := l.encode(message)
	switch {
	case err != nil:
		panic(err)
	case l.batched && l.name == "json":
		data = append(data, 0x1e)
	case l.batched:
		data = append(binary.BigEndian.AppendUint32(nil, uint32(len(data))), data...)
	}
	_ = l.conn.SetWriteDeadline(time.Now().Add(patience))
	return l.conn.WriteMessage(l.serializer.frame, data)
}

func (l *wsLine) take() (list, error) {
	for len(l.rest) == 0 {
		_ = l.conn.SetReadDeadline(time.Now().Add(2 * patience))
		_, data, err := l.conn.ReadMessage()
		if err != nil {
			return nil, err
		}
		switch {
		case !l.batched:
			l.rest = [][]byte{data}
		case l.name == "json":
			l.rest = bytes.Split(bytes.TrimSuffix(data, []byte{0x1e}), []byte{0x1e})
		default:
			for len(data) >= 4 {
				end := 4 + binary.BigEndian.Uint32(data)
				l.rest = append(l.rest, data[4:end])
				data = data[end:]
			}
		}
	}
	data := l.rest[0]
	l.rest = l.rest[1:]
	return l.message(data)
}

func (l *wsLine) drop() { _ = l.conn.NetConn().Close() }

// message decodes a message.
func (s serializer) message(data []byte) (list, error) {
	v, err := s.decode(data)
	if err != nil {
		return nil, &nonsense{fmt.Sprintf("%q: %v", data, err)}
	}
	message, ok := normal(v).(list)
	if !ok || len(message) == 0 {
		return nil, &nonsense{fmt.Sprintf("%q is no message", data)}
	}
	return message, nil
}

// nonsense is what the router should never send.
type nonsense struct{ text string }

func (e *nonsense) Error() string { return e.text }

type rawLine struct {
	serializer
	conn    net.Conn
	writing sync.Mutex
}

func (n *node) rawLine(s serializer, network string) (line, error) {
	conn, err := net.Dial(network, n.raw[network])
	if err != nil {
		return nil, err
	}
	hello := []byte{0x7f, 0xf0 | rawSerializers[s.name], 0, 0}
	if _, err := conn.Write(hello); err != nil {
		return nil, err
	}
	_ = conn.SetReadDeadline(time.Now().Add(patience))
	if _, err := io.ReadFull(conn, hello); err != nil {
		return nil, err
	}
	return &rawLine{serializer: s, conn: conn}, nil
}

func (l *rawLine) put(message list) error {
	data, err := l.encode(message)
	if err != nil {
		panic(err)
	}
	return l.write(0, data)
}

func (l *rawLine) write(kind byte, data []byte) error {
	l.writing.Lock()
	defer l.writing.Unlock()
	frame := append(binary.BigEndian.AppendUint32(nil, uint32(len(data))), data...)
	frame[0] = kind
	_ = l.conn.SetWriteDeadline(time.Now().Add(patience))
	_, err := l.conn.Write(frame)
	return err
}

func (l *rawLine) take() (list, error) {
	const ping, pong = 1, 2
	for {
		_ = l.conn.SetReadDeadline(time.Now().Add(2 * patience))
		head := make([]byte, 4)
		if _, err := io.ReadFull(l.conn, head); err != nil {
			return nil, err
		}
		kind := head[0]
		head[0] = 0
		data := make([]byte, binary.BigEndian.Uint32(head))
		if _, err := io.ReadFull(l.conn, data); err != nil {
			return nil, err
		}
		switch kind {
		case 0:
			return l.message(data)
		case ping:
			_ = l.write(pong, data)
		}
	}
}

func (l *rawLine) drop() { _ = l.conn.Close() }

type pollLine struct {
	serializer
	client *http.Client
	url    string
}

func (n *node) pollLine(s serializer) (line, error) {
	l := &pollLine{serializer: s, client: &http.Client{Transport: &http.Transport{}, Timeout: 2 * patience}}
	base := "http://" + n.raw["tcp"] + "/longpoll"
	_, answer, err := l.post(base+"/open", []byte(`{"protocols": ["`+s.subprotocol()+`"]}`))
	if err != nil {
		return nil, err
	}
	var opened struct{ Transport string }
	if err := json.Unmarshal(answer, &opened); err != nil {
		return nil, fmt.Errorf("open is answered by %q: %w", answer, err)
	}
	l.url = base + "/" + opened.Transport
	return l, nil
}

func (l *pollLine) post(url string, body []byte) (int, []byte, error) {
	response, err := l.client.Post(url, "application/json", bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	return response.StatusCode, answer, err
}

func (l *pollLine) put(message list) error {
	data, err := l.encode(message)
	if err != nil {
		panic(err)
	}
	status, answer, err := l.post(l.url+"/send", data)
	if err == nil && status != http.StatusNoContent {
		err = fmt.Errorf("send is answered by %d %q", status, strings.TrimSpace(string(answer)))
	}
	return err
}

func (l *pollLine) take() (list, error) {
	for {
		status, answer, err := l.post(l.url+"/receive", nil)
		switch {
		case err != nil:
			return nil, err
		case status == http.StatusOK:
			return l.message(answer)
		case status != http.StatusNoContent:
			l.client.CloseIdleConnections()
			return nil, fmt.Errorf("receive is answered by %d", status)
		}
	}
}

func (l *pollLine) drop() {
	_, _, _ = l.post(l.url+"/close", nil)
	l.client.CloseIdleConnections()
}
