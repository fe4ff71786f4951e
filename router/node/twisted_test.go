package node

import (
	"os/exec"
	"strings"
	"testing"
)

// twistedClient calls after a silence that is longer than the time between pings.
const twistedClient = `
import sys
from twisted.internet import reactor, defer, endpoints, task
from autobahn.twisted.rawsocket import WampRawSocketClientFactory
from autobahn.twisted.wamp import ApplicationSession
from autobahn.wamp.types import ComponentConfig

class Session(ApplicationSession):
    @defer.inlineCallbacks
    def onJoin(self, details):
        yield task.deferLater(reactor, 0.5, lambda: None)
        yield self.call("com.example.echo")
        print("called", flush=True)
        self.leave()
    def onDisconnect(self):
        if reactor.running:
            reactor.stop()

factory = WampRawSocketClientFactory(lambda: Session(ComponentConfig("realm1", {})))
endpoints.TCP4ClientEndpoint(reactor, "127.0.0.1", int(sys.argv[1])).connect(factory)
reactor.callLater(10, reactor.stop)
reactor.run()
`

// Clients that do not know PINGs are at home by default.
func TestClientsThatDoNotKnowPings(t *testing.T) {
	const python = "/usr/bin/python3"
	if out, err := exec.Command(python, "-c", "import autobahn.twisted.rawsocket").CombinedOutput(); err != nil {
		t.Skipf("no autobahn on Twisted: %s", out)
	}
	n, _ := run(t, file(realm1, echoing, strings.TrimSuffix(rawListening, "}")+", limits: {ping_interval: 100ms}}"), echoes())
	_, port, _ := strings.Cut(n.Addresses()[0].Host, ":")
	out, err := exec.Command(python, "-c", twistedClient, port).CombinedOutput()
	if err != nil || strings.TrimSpace(string(out)) != "called" {
		t.Errorf("%v\n%s", err, out)
	}
}
